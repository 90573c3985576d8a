from django.db import migrations

# A card's balance is the sum of its entries, because nothing else can change it. The actor of an entry may be forgotten (a
# deleted account); nothing else of it ever changes.
LEDGER = """
create function gift_card_entry_is_written_once() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and to_jsonb(new) - 'actor_id' = to_jsonb(old) - 'actor_id' and new.actor_id is null then
        return new;
    end if;
    raise exception 'The ledger of a gift card is written once: add another entry.'
        using errcode = 'restrict_violation', constraint = 'gift_card_entry_is_written_once';
end $$;
create trigger gift_card_entry_is_written_once before update or delete on orders_giftcardentry
for each row execute function gift_card_entry_is_written_once();

create function gift_card_entry_moves_the_balance() returns trigger language plpgsql as $$
begin
    update orders_giftcard set balance = balance + new.amount where id = new.card_id;
    return null;
end $$;
create trigger gift_card_entry_moves_the_balance after insert on orders_giftcardentry
for each row execute function gift_card_entry_moves_the_balance();

create function gift_card_balance_is_its_ledgers() returns trigger language plpgsql as $$
begin
    raise exception 'Only an entry in its ledger changes the balance of a gift card.'
        using errcode = 'restrict_violation', constraint = 'gift_card_balance_is_its_ledgers';
end $$;
create trigger gift_card_balance_is_its_ledgers before update on orders_giftcard
for each row when (old.balance is distinct from new.balance and pg_trigger_depth() = 0)
execute function gift_card_balance_is_its_ledgers();
create trigger gift_card_begins_with_nothing before insert on orders_giftcard
for each row when (new.balance <> 0) execute function gift_card_balance_is_its_ledgers();
"""
NO_LEDGER = """
drop trigger gift_card_begins_with_nothing on orders_giftcard;
drop trigger gift_card_balance_is_its_ledgers on orders_giftcard;
drop function gift_card_balance_is_its_ledgers();
drop trigger gift_card_entry_moves_the_balance on orders_giftcardentry;
drop function gift_card_entry_moves_the_balance();
drop trigger gift_card_entry_is_written_once on orders_giftcardentry;
drop function gift_card_entry_is_written_once();
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0023_gift_cards")]

    operations = [migrations.RunSQL(LEDGER, NO_LEDGER)]

from django.db import migrations

# The actor may be forgotten (a deleted account); nothing else of an event ever changes.
WRITTEN_ONCE = """
create function order_event_is_written_once() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and to_jsonb(new) - 'actor_id' = to_jsonb(old) - 'actor_id' and new.actor_id is null then
        return new;
    end if;
    raise exception 'What happened to an order is written once: add another event.'
        using errcode = 'restrict_violation', constraint = 'order_event_is_written_once';
end $$;
create trigger order_event_is_written_once before update or delete on orders_orderevent
for each row execute function order_event_is_written_once();
"""
NOT_WRITTEN_ONCE = """
drop trigger order_event_is_written_once on orders_orderevent;
drop function order_event_is_written_once();
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0008_invoices")]

    operations = [migrations.RunSQL(WRITTEN_ONCE, NOT_WRITTEN_ONCE)]

from django.db import migrations

# Whoever is forgotten leaves: their name, address and what was written about them may be blanked, never altered.
WRITTEN_ONCE = """
create function history_of_people_is_written_once() returns trigger language plpgsql as $$
declare
    forgettable text[] := array['person_id', 'by_id', 'email', 'why'];
    was jsonb := to_jsonb(old);
    becomes jsonb;
begin
    if tg_op = 'UPDATE' then
        becomes := to_jsonb(new);
        if becomes - forgettable = was - forgettable and not exists (
            select from unnest(forgettable) as name
            where coalesce(becomes ->> name, '') not in ('', coalesce(was ->> name, ''))
        ) then
            return new;
        end if;
    end if;
    raise exception 'The history of a person is written once: add to it.'
        using errcode = 'restrict_violation', constraint = 'history_of_people_is_written_once';
end $$;
create trigger consent_is_written_once before update or delete on accounts_consent
for each row execute function history_of_people_is_written_once();
create trigger deed_is_written_once before update or delete on accounts_deed
for each row execute function history_of_people_is_written_once();
"""
NOT_WRITTEN_ONCE = """
drop trigger deed_is_written_once on accounts_deed;
drop trigger consent_is_written_once on accounts_consent;
drop function history_of_people_is_written_once();
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0008_consents")]

    operations = [migrations.RunSQL(WRITTEN_ONCE, NOT_WRITTEN_ONCE)]

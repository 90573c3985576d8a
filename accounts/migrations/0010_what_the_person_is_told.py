from django.db import migrations, models

FORGETTABLE = """
create or replace function history_of_people_is_written_once() returns trigger language plpgsql as $$
declare
    forgettable text[] := array[{names}];
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
"""
WITH_WHAT_WAS_SAID = FORGETTABLE.format(names="'person_id', 'by_id', 'email', 'why', 'said'")
WITHOUT = FORGETTABLE.format(names="'person_id', 'by_id', 'email', 'why'")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0009_people_s_histories_are_written_once")]

    operations = [
        migrations.AddField("deed", "said", models.TextField("told the person", blank=True, default="")),
        migrations.RunSQL(WITH_WHAT_WAS_SAID, WITHOUT),
    ]

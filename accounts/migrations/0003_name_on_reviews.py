import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_press"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="display_name",
            field=models.CharField(
                blank=True,
                help_text="Other readers see it. Chosen by the person, never the e-mail address.",
                max_length=40,
                validators=[
                    django.core.validators.RegexValidator("@|://", "A name, please: no address.", inverse_match=True)
                ],
                verbose_name="name on reviews",
            ),
        ),
    ]

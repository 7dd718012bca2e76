from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields

from models.versions import CATALOGUE, VersionTriggers

class Migration(migrations.Migration):
    dependencies = [('models', '0014_search_in_memory')]

    initial = False

    operations = [
        ops.CreateModel(
            name='ServiceClosure',
            fields=[
                ('id', fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('first_day', fields.DateField()),
                ('last_day', fields.DateField(db_index=True)),
                ('reason', fields.CharField(max_length=200)),
            ],
            options={'table': 'service_closure', 'app': 'models', 'pk_attr': 'id', 'table_description': 'An exceptional closure, both days included. The reason is French and told to everybody.'},
            bases=['Model'],
        ),
        VersionTriggers(CATALOGUE, {'service_closure': ('INSERT', 'UPDATE', 'DELETE')}, first=False),
    ]

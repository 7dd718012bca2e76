from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields

from models.versions import ACCESS, CATALOGUE, VersionTriggers

EVENTS = ("INSERT", "UPDATE", "DELETE")
ACCESS_EVENTS = {"person": EVENTS, "affiliation": EVENTS, "member": EVENTS, "session": ("UPDATE", "DELETE")}
CATALOGUE_EVENTS = dict.fromkeys(("category", "supplier", "supplier_category", "agency", "coefficient"), EVENTS)

class Migration(migrations.Migration):
    dependencies = [('models', '0001_initial')]

    initial = False

    operations = [
        ops.CreateModel(
            name='DataVersion',
            fields=[
                ('name', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=32)),
                ('version', fields.BigIntField(default=1)),
            ],
            options={'table': 'data_version', 'app': 'models', 'pk_attr': 'name', 'table_description': 'A version, moved on by triggers only.'},
            bases=['Model'],
        ),
        VersionTriggers(ACCESS, ACCESS_EVENTS),
        VersionTriggers(CATALOGUE, CATALOGUE_EVENTS),
    ]

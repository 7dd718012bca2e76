from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('models', '0004_journal')]

    initial = False

    operations = [
        ops.CreateModel(
            name='ThrottleBucket',
            fields=[
                ('key', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=32)),
                ('full_at', fields.BigIntField(db_index=True)),
            ],
            options={'table': 'throttle_bucket', 'app': 'models', 'pk_attr': 'key', 'table_description': "A bucket of attempts that isn't full. `access.throttling` is the only one who reads and writes it."},
            bases=['Model'],
        ),
    ]

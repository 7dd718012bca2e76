from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('models', '0033_corrected_amount')]

    initial = False

    operations = [
        ops.AddField(
            model_name='MatchAlias',
            name='newest_price',
            field=fields.IntField(null=True),
        ),
    ]

from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('models', '0032_cap_index')]

    initial = False

    operations = [
        ops.AddField(
            model_name='LineMatch',
            name='corrected_amount',
            field=fields.DecimalField(null=True, max_digits=24, decimal_places=6),
        ),
    ]

from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('models', '0002_data_versions')]

    initial = False

    operations = [
        ops.AddField(
            model_name='OutboundMail',
            name='unproven',
            field=fields.BooleanField(default=False),
        ),
    ]

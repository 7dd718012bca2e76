from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('models', '0024_call_backs')]

    initial = False

    operations = [
        ops.AddField(
            model_name='Member',
            name='settled',
            field=fields.CharField(default='', max_length=200),
        ),
        ops.AddField(
            model_name='Person',
            name='settled',
            field=fields.CharField(default='', max_length=200),
        ),
    ]

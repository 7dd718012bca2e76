from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('models', '0023_digests')]

    initial = False

    operations = [
        ops.AddField(
            model_name='Conversation',
            name='call_from',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='Conversation',
            name='call_phone',
            field=fields.CharField(null=True, max_length=32),
        ),
        ops.AddField(
            model_name='Conversation',
            name='call_until',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='Conversation',
            name='call_wish',
            field=fields.CharField(default='', max_length=100),
        ),
    ]

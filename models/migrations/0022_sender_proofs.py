from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('models', '0021_queue_index')]

    initial = False

    operations = [
        ops.AddField(
            model_name='InboundMail',
            name='answered_message_id',
            field=fields.IntField(null=True, unique=True),
        ),
    ]

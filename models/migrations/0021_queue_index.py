from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('models', '0020_terms')]

    initial = False

    operations = [
        ops.RemoveIndex(
            model_name='Conversation',
            name=None,
            fields=['advisor_id', 'waiting_for', 'status'],
        ),
        ops.AddIndex(
            model_name='Conversation',
            index=Index(fields=['advisor_id', 'status', 'waiting_order', 'waiting_for']),
        ),
    ]

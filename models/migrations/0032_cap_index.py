from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('models', '0031_audit_documents')]

    initial = False

    operations = [
        ops.AddIndex(
            model_name='OutboundMail',
            index=Index(fields=['created_at']),
        ),
    ]

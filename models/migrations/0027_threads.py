from tortoise import migrations
from tortoise.migrations import operations as ops
from models.migration_steps import KnowKinds
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('models', '0026_undelivered')]

    initial = False

    operations = [
        KnowKinds(
            model_name='InboundMail',
            name='forget',
            field=fields.BooleanField(default=False),
        ),
        ops.AddField(
            model_name='InboundMail',
            name='thread_key',
            field=fields.CharField(default='', max_length=998),
        ),
        ops.AddIndex(
            model_name='InboundMail',
            index=Index(fields=['thread_key']),
        ),
        ops.AddIndex(
            model_name='InboundMail',
            index=Index(fields=['forget']),
        ),
        KnowKinds(
            model_name='Member',
            name='department',
            field=fields.CharField(null=True, max_length=8),
        ),
        ops.AddIndex(
            model_name='Member',
            index=Index(fields=['department']),
        ),
        KnowKinds(
            model_name='OutboundMail',
            name='forget',
            field=fields.BooleanField(default=False),
        ),
        ops.AddIndex(
            model_name='OutboundMail',
            index=Index(fields=['forget']),
        ),
    ]

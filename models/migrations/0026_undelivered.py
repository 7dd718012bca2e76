from tortoise import migrations
from tortoise.migrations import operations as ops
from models.mail import OutboundStatus, UndeliveredReason
from models.migration_steps import KnowKinds
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('models', '0025_settled')]

    initial = False

    operations = [
        ops.AddIndex(
            model_name='OutboundMail',
            index=Index(fields=['return_path']),
        ),
        KnowKinds(
            model_name='OutboundMail',
            name='status',
            field=fields.CharEnumField(default=OutboundStatus.QUEUED, description='QUEUED: QUEUED\nSENDING: SENDING\nSENT: SENT\nFAILED: FAILED\nUNDELIVERED: UNDELIVERED\nHELD: HELD', enum_type=OutboundStatus, max_length=16),
        ),
        ops.AddField(
            model_name='OutboundMail',
            name='undelivered_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='OutboundMail',
            name='undelivered_proven',
            field=fields.BooleanField(default=False),
        ),
        ops.AddField(
            model_name='OutboundMail',
            name='undelivered_reason',
            field=fields.CharEnumField(null=True, description='Why it came back.', enum_type=UndeliveredReason, max_length=20),
        ),
        ops.AddField(
            model_name='Person',
            name='email_undeliverable_since',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
    ]

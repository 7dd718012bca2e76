from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields

from models.versions import ACCESS, ReplaceTriggers

class Migration(migrations.Migration):
    dependencies = [('models', '0008_advisors'), ('models', '0007_staffing')]

    initial = False

    operations = [
        ops.AddField(
            model_name='Session',
            name='device',
            field=fields.CharField(default='', max_length=100),
        ),
        ops.AddField(
            model_name='Session',
            name='last_seen_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ReplaceTriggers(ACCESS, 'session', ('UPDATE', 'DELETE'), ('UPDATE OF revoked_at, expires_at', 'DELETE')),
    ]

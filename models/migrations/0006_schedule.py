from tortoise import migrations
from tortoise.migrations import operations as ops
from models.schedule import ScheduleStatus
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('models', '0005_throttling')]

    initial = False

    operations = [
        ops.CreateModel(
            name='ScheduledJob',
            fields=[
                ('attempts', fields.IntField(default=0)),
                ('next_attempt_at', fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ('lease_owner', fields.CharField(null=True, max_length=64)),
                ('lease_until', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('last_error', fields.TextField(null=True, unique=False)),
                ('id', fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('name', fields.CharField(unique=True, max_length=64)),
                ('status', fields.CharEnumField(default=ScheduleStatus.ACTIVE, description='ACTIVE: ACTIVE\nPAUSED: PAUSED', enum_type=ScheduleStatus, max_length=8)),
                ('due_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('last_done_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'scheduled_job', 'app': 'models', 'pk_attr': 'id', 'table_description': 'One periodic job. `due_at` is the moment that a run is for, `next_attempt_at` when it is tried (again).'},
            bases=['Leased'],
        ),
    ]

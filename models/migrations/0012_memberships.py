from tortoise import migrations
from tortoise.migrations import operations as ops
from models.members import MemberStatus
from models.supplier_attachments import Channel
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index

from models.migration_steps import PlaceMembers

class Migration(migrations.Migration):
    dependencies = [('models', '0011_conversations')]

    initial = False

    operations = [
        ops.CreateModel(
            name='MembershipEvent',
            fields=[
                ('id', fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('member', fields.ForeignKeyField('models.Member', source_field='member_id', db_constraint=True, to_field='id', related_name='membership_events', on_delete=OnDelete.CASCADE)),
                ('status', fields.CharEnumField(description='What the company became.', enum_type=MemberStatus, max_length=16)),
                ('day', fields.DateField()),
                ('announced', fields.BooleanField(default=False)),
                ('reason', fields.CharField(default='', max_length=500)),
                ('actor', fields.ForeignKeyField('models.Person', source_field='actor_id', null=True, db_constraint=True, to_field='id', related_name='membership_events', on_delete=OnDelete.SET_NULL)),
                ('actor_label', fields.CharField(default='', max_length=200)),
                ('channel', fields.CharEnumField(default=Channel.WEB, description='Through which door.', enum_type=Channel, max_length=8)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=True)),
            ],
            options={'table': 'membership_event', 'app': 'models', 'indexes': [Index(fields=['member_id', 'id'])], 'pk_attr': 'id', 'table_description': "One line of a membership's history: what the company became, from which day, why, and who wrote it down."},
            bases=['Model'],
        ),
        ops.AddField(
            model_name='Member',
            name='department',
            field=fields.CharField(null=True, db_index=True, max_length=8),
        ),
        ops.AddField(
            model_name='Member',
            name='phone',
            field=fields.CharField(null=True, max_length=32),
        ),
        PlaceMembers(),
    ]

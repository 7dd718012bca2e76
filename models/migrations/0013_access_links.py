from tortoise import migrations
from tortoise.migrations import operations as ops
from models.access_links import LinkKind, LinkStatus, ResetRequestStatus
from models.supplier_attachments import Channel
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('models', '0012_memberships')]

    initial = False

    operations = [
        ops.CreateModel(
            name='AccessLink',
            fields=[
                ('id', fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('kind', fields.CharEnumField(description='What it is good for.', enum_type=LinkKind, max_length=16)),
                ('status', fields.CharEnumField(default=LinkStatus.WAITING, description='Where it stands.', enum_type=LinkStatus, max_length=16)),
                ('token_hash', fields.CharField(unique=True, max_length=64)),
                ('current_key', fields.CharField(null=True, unique=True, max_length=64)),
                ('person', fields.ForeignKeyField('models.Person', source_field='person_id', null=True, db_constraint=True, to_field='id', related_name='access_links', on_delete=OnDelete.CASCADE)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ('expires_at', fields.DatetimeField(db_index=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'access_link', 'app': 'models', 'indexes': [Index(fields=['person_id'])], 'pk_attr': 'id', 'table_description': 'A link that was mailed. While it works its `current_key` is taken, so the database allows one at a time.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='ResetRequest',
            fields=[
                ('attempts', fields.IntField(default=0)),
                ('next_attempt_at', fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ('lease_owner', fields.CharField(null=True, max_length=64)),
                ('lease_until', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('last_error', fields.TextField(null=True, unique=False)),
                ('id', fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('email', fields.CharField(max_length=254)),
                ('status', fields.CharEnumField(default=ResetRequestStatus.RECEIVED, description='Where it stands.', enum_type=ResetRequestStatus, max_length=16)),
                ('channel', fields.CharEnumField(default=Channel.WEB, description='The door that it came through.', enum_type=Channel, max_length=8)),
                ('device', fields.CharField(default='', max_length=100)),
                ('asked_at', fields.DatetimeField(auto_now=False, auto_now_add=True)),
            ],
            options={'table': 'reset_request', 'app': 'models', 'indexes': [Index(fields=['status', 'next_attempt_at'])], 'pk_attr': 'id', 'table_description': 'Somebody asks for a new password. Written for every address alike, and carried out a moment later.'},
            bases=['Leased'],
        ),
        ops.AddField(
            model_name='OutboundMail',
            name='secret',
            field=fields.BooleanField(default=False),
        ),
    ]

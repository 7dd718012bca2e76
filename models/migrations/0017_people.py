from tortoise import migrations
from tortoise.migrations import operations as ops
from models.members import AffiliationRole
from models.people import EmailChangeStatus, InvitationStatus
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('models', '0016_supplier_access')]

    initial = False

    operations = [
        ops.CreateModel(
            name='EmailChange',
            fields=[
                ('id', fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('person', fields.ForeignKeyField('models.Person', source_field='person_id', db_constraint=True, to_field='id', related_name='email_changes', on_delete=OnDelete.CASCADE)),
                ('old_email', fields.CharField(max_length=254)),
                ('new_email', fields.CharField(max_length=254)),
                ('status', fields.CharEnumField(default=EmailChangeStatus.REQUESTED, description='Where it stands.', enum_type=EmailChangeStatus, max_length=16)),
                ('open_key', fields.CharField(null=True, unique=True, max_length=16)),
                ('requested_at', fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ('confirmed_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('decided_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('decided_by', fields.ForeignKeyField('models.Person', source_field='decided_by_id', null=True, db_constraint=True, to_field='id', related_name='email_changes_decided', on_delete=OnDelete.SET_NULL)),
                ('answer', fields.TextField(default='', unique=False)),
            ],
            options={'table': 'email_change', 'app': 'models', 'indexes': [Index(fields=['person_id']), Index(fields=['status', 'id'])], 'pk_attr': 'id', 'table_description': 'A person asks for another address as their login.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Invitation',
            fields=[
                ('id', fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('member', fields.ForeignKeyField('models.Member', source_field='member_id', db_constraint=True, to_field='id', related_name='invitations', on_delete=OnDelete.CASCADE)),
                ('email', fields.CharField(max_length=254)),
                ('first_name', fields.CharField(default='', max_length=100)),
                ('last_name', fields.CharField(default='', max_length=100)),
                ('role', fields.CharEnumField(default=AffiliationRole.STAFF, description='What they will be there.', enum_type=AffiliationRole, max_length=16)),
                ('status', fields.CharEnumField(default=InvitationStatus.PENDING, description='Where it stands.', enum_type=InvitationStatus, max_length=16)),
                ('open_key', fields.CharField(null=True, unique=True, max_length=270)),
                ('invited_by', fields.ForeignKeyField('models.Person', source_field='invited_by_id', null=True, db_constraint=True, to_field='id', related_name='invitations_sent', on_delete=OnDelete.SET_NULL)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ('decided_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'invitation', 'app': 'models', 'indexes': [Index(fields=['member_id', 'status']), Index(fields=['invited_by_id']), Index(fields=['email'])], 'pk_attr': 'id', 'table_description': 'A colleague is invited to act for a company. Nobody acts before they have accepted.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='PersonOldAddress',
            fields=[
                ('id', fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('person', fields.ForeignKeyField('models.Person', source_field='person_id', db_constraint=True, to_field='id', related_name='old_addresses', on_delete=OnDelete.CASCADE)),
                ('address', fields.CharField(unique=True, max_length=254)),
                ('until', fields.DatetimeField(auto_now=False, auto_now_add=True)),
            ],
            options={'table': 'person_old_address', 'app': 'models', 'indexes': [Index(fields=['person_id'])], 'pk_attr': 'id', 'table_description': "An address that was somebody's login. Mail from it proves nothing any more: the mailbox may be another's."},
            bases=['Model'],
        ),
        ops.AddField(
            model_name='AccessLink',
            name='email_change',
            field=fields.ForeignKeyField('models.EmailChange', source_field='email_change_id', null=True, db_constraint=True, to_field='id', related_name='links', on_delete=OnDelete.CASCADE),
        ),
        ops.AddField(
            model_name='AccessLink',
            name='invitation',
            field=fields.ForeignKeyField('models.Invitation', source_field='invitation_id', null=True, db_constraint=True, to_field='id', related_name='links', on_delete=OnDelete.CASCADE),
        ),
    ]

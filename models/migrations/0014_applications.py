from tortoise import migrations
from tortoise.migrations import operations as ops
from models.applications import ApplicationStatus
from models.supplier_attachments import Channel
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('models', '0013_access_links')]

    initial = False

    operations = [
        ops.CreateModel(
            name='MembershipApplication',
            fields=[
                ('id', fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('siret', fields.CharField(max_length=14)),
                ('legal_name', fields.CharField(max_length=200)),
                ('street', fields.CharField(null=True, max_length=300)),
                ('postcode', fields.CharField(max_length=10)),
                ('city', fields.CharField(max_length=100)),
                ('first_name', fields.CharField(max_length=100)),
                ('last_name', fields.CharField(max_length=100)),
                ('email', fields.CharField(max_length=254)),
                ('phone', fields.CharField(null=True, max_length=32)),
                ('message', fields.TextField(default='', unique=False)),
                ('consented_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('status', fields.CharEnumField(default=ApplicationStatus.PENDING, description='Where it stands.', enum_type=ApplicationStatus, max_length=16)),
                ('pending_key', fields.CharField(null=True, unique=True, max_length=64)),
                ('advisor', fields.ForeignKeyField('models.Person', source_field='advisor_id', null=True, db_constraint=True, to_field='id', related_name='applications', on_delete=OnDelete.SET_NULL)),
                ('member', fields.ForeignKeyField('models.Member', source_field='member_id', null=True, db_constraint=True, to_field='id', related_name='applications', on_delete=OnDelete.SET_NULL)),
                ('decided_by', fields.ForeignKeyField('models.Person', source_field='decided_by_id', null=True, db_constraint=True, to_field='id', related_name='decided_applications', on_delete=OnDelete.SET_NULL)),
                ('decided_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('answer', fields.TextField(default='', unique=False)),
                ('channel', fields.CharEnumField(default=Channel.WEB, description='Through which door.', enum_type=Channel, max_length=8)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=True)),
            ],
            options={'table': 'membership_application', 'app': 'models', 'indexes': [Index(fields=['status', 'id']), Index(fields=['siret']), Index(fields=['email']), Index(fields=['advisor_id', 'status'])], 'pk_attr': 'id', 'table_description': 'What somebody wrote in the form, unproven: neither the address nor the company is known to be theirs.'},
            bases=['Model'],
        ),
    ]

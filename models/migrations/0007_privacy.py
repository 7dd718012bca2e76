from tortoise import migrations
from tortoise.migrations import operations as ops
from models.privacy import ErasureStatus
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('models', '0006_schedule')]

    initial = False

    operations = [
        ops.CreateModel(
            name='ErasureRequest',
            fields=[
                ('id', fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('person', fields.ForeignKeyField('models.Person', source_field='person_id', null=True, db_constraint=True, to_field='id', related_name='erasure_requests', on_delete=OnDelete.SET_NULL)),
                ('status', fields.CharEnumField(default=ErasureStatus.REQUESTED, description='REQUESTED: REQUESTED\nDONE: DONE\nWITHDRAWN: WITHDRAWN', enum_type=ErasureStatus, max_length=16)),
                ('open_key', fields.CharField(null=True, unique=True, max_length=16)),
                ('requested_at', fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ('forgotten_id', fields.IntField(null=True)),
                ('due_on', fields.DateField()),
                ('done_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'erasure_request', 'app': 'models', 'indexes': [Index(fields=['person_id']), Index(fields=['status', 'due_on'])], 'pk_attr': 'id', 'table_description': 'A person asks to be forgotten (GDPR article 17). It outlives them, to show that the group answered in time.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='LegalArchive',
            fields=[
                ('id', fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('kind', fields.CharField(max_length=40)),
                ('reason', fields.TextField(unique=False)),
                ('content', fields.BinaryField()),
                ('archived_at', fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ('keep_until', fields.DateField(db_index=True)),
            ],
            options={'table': 'legal_archive', 'app': 'models', 'pk_attr': 'id', 'table_description': "What must be kept in spite of an erasure, out of the API's reach, until its day."},
            bases=['Model'],
        ),
        ops.AddField(
            model_name='InboundMail',
            name='forget',
            field=fields.BooleanField(default=False, db_index=True),
        ),
        ops.AddField(
            model_name='OutboundMail',
            name='forget',
            field=fields.BooleanField(default=False, db_index=True),
        ),
    ]

from tortoise import migrations
from tortoise.migrations import operations as ops
from models.digests import AnnouncementKind, DigestFrequency
from models.supplier_attachments import Channel
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('models', '0022_sender_proofs')]

    initial = False

    operations = [
        ops.CreateModel(
            name='Announcement',
            fields=[
                ('id', fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('kind', fields.CharEnumField(description='ARTICLE: ARTICLE\nSUPPLIER: SUPPLIER\nTERMS: TERMS', enum_type=AnnouncementKind, max_length=8)),
                ('key', fields.IntField()),
                ('fingerprint', fields.CharField(default='', max_length=64)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'announcement', 'app': 'models', 'unique_together': (('kind', 'key'),), 'indexes': [Index(fields=['kind', 'at'])], 'pk_attr': 'id', 'table_description': 'When the digest first saw something. Terms have a fingerprint, and are new again when it is another.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='DigestPreference',
            fields=[
                ('id', fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('person', fields.OneToOneField('models.Person', source_field='person_id', db_constraint=True, to_field='id', related_name='digest_preference', on_delete=OnDelete.CASCADE)),
                ('frequency', fields.CharEnumField(null=True, description='Null: nothing was chosen.', enum_type=DigestFrequency, max_length=8)),
                ('decided_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('decided_through', fields.CharEnumField(null=True, description='By which door.', enum_type=Channel, max_length=8)),
                ('ended_frequency', fields.CharEnumField(null=True, description='What may come back.', enum_type=DigestFrequency, max_length=8)),
                ('told_until', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('sent_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('sent_period', fields.CharField(default='', max_length=8)),
            ],
            options={'table': 'digest_preference', 'app': 'models', 'pk_attr': 'id', 'table_description': 'What a person chose, and what they were told. Without a choice `workflows.digests.preferences` has a default.'},
            bases=['Model'],
        ),
    ]

from tortoise import migrations
from tortoise.migrations import operations as ops
from models.journal import JournalKind
from models.supplier_attachments import Channel
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('models', '0003_unproven_answers')]

    initial = False

    operations = [
        ops.CreateModel(
            name='JournalEntry',
            fields=[
                ('id', fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ('kind', fields.CharEnumField(description='What happened.', enum_type=JournalKind, max_length=40)),
                ('channel', fields.CharEnumField(default=Channel.WEB, description='WEB: WEB\nMAIL: MAIL\nLINK: LINK\nIMPORT: IMPORT', enum_type=Channel, max_length=8)),
                ('actor', fields.ForeignKeyField('models.Person', source_field='actor_id', null=True, db_constraint=True, to_field='id', related_name='journal', on_delete=OnDelete.SET_NULL)),
                ('person', fields.ForeignKeyField('models.Person', source_field='person_id', null=True, db_constraint=True, to_field='id', related_name='journal_about', on_delete=OnDelete.SET_NULL)),
                ('member', fields.ForeignKeyField('models.Member', source_field='member_id', null=True, db_constraint=True, to_field='id', related_name='journal', on_delete=OnDelete.SET_NULL)),
                ('supplier', fields.ForeignKeyField('models.Supplier', source_field='supplier_id', null=True, db_constraint=True, to_field='id', related_name='journal', on_delete=OnDelete.SET_NULL)),
                ('note', fields.TextField(default='', unique=False)),
            ],
            options={'table': 'journal_entry', 'app': 'models', 'indexes': [Index(fields=['at']), Index(fields=['kind', 'at']), Index(fields=['actor_id']), Index(fields=['person_id', 'id']), Index(fields=['member_id', 'id']), Index(fields=['supplier_id'])], 'pk_attr': 'id', 'table_description': 'One line of the journal.'},
            bases=['Model'],
        ),
    ]

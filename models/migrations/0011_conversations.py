from tortoise import migrations
from tortoise.migrations import operations as ops
from models.migration_steps import DropColumn
from models.conversations import ConversationStatus, MessageChannel, MessageDirection, NoticeStatus, UnderstandingField, WaitingFor
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('models', '0010_content')]

    initial = False

    operations = [
        ops.CreateModel(
            name='Conversation',
            fields=[
                ('attempts', fields.IntField(default=0)),
                ('next_attempt_at', fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ('lease_owner', fields.CharField(null=True, max_length=64)),
                ('lease_until', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('last_error', fields.TextField(null=True, unique=False)),
                ('id', fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('subject', fields.CharField(max_length=200)),
                ('member', fields.ForeignKeyField('models.Member', source_field='member_id', null=True, db_constraint=True, to_field='id', related_name='conversations', on_delete=OnDelete.CASCADE)),
                ('person', fields.ForeignKeyField('models.Person', source_field='person_id', null=True, db_constraint=True, to_field='id', related_name='conversations', on_delete=OnDelete.SET_NULL)),
                ('contact_address', fields.CharField(default='', max_length=320)),
                ('contact_name', fields.CharField(default='', max_length=300)),
                ('contact_phone', fields.CharField(default='', max_length=32)),
                ('contact_proven', fields.BooleanField(default=False)),
                ('advisor', fields.ForeignKeyField('models.Person', source_field='advisor_id', null=True, db_constraint=True, to_field='id', related_name='conversation_queue', on_delete=OnDelete.SET_NULL)),
                ('attachment', fields.ForeignKeyField('models.SupplierAttachment', source_field='attachment_id', null=True, db_constraint=True, to_field='id', related_name='conversations', on_delete=OnDelete.SET_NULL)),
                ('status', fields.CharEnumField(default=ConversationStatus.OPEN, description='OPEN: OPEN\nSNOOZED: SNOOZED\nCLOSED: CLOSED', enum_type=ConversationStatus, max_length=8)),
                ('snoozed_until', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('waiting_for', fields.CharEnumField(default=WaitingFor.NOBODY, description='GROUP: GROUP\nCONTACT: CONTACT\nNOBODY: NOBODY', enum_type=WaitingFor, max_length=8)),
                ('waiting_since', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('waiting_order', fields.IntField(default=0)),
                ('last_message_order', fields.IntField(default=0)),
                ('last_message_at', fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ('unread_by_group', fields.BooleanField(default=False)),
                ('unread_by_contact', fields.BooleanField(default=False)),
                ('answer_by_mail', fields.BooleanField(default=False)),
                ('version', fields.IntField(default=1)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=True)),
            ],
            options={'table': 'conversation', 'app': 'models', 'indexes': [Index(fields=['status', 'next_attempt_at']), Index(fields=['waiting_for', 'status', 'waiting_order']), Index(fields=['member_id', 'last_message_order']), Index(fields=['person_id', 'last_message_order']), Index(fields=['advisor_id', 'waiting_for', 'status']), Index(fields=['attachment_id']), Index(fields=['last_message_order'])], 'pk_attr': 'id', 'table_description': 'One matter between somebody and the group. As a job it is due when a snooze ends.'},
            bases=['Leased'],
        ),
        ops.CreateModel(
            name='ConversationMessage',
            fields=[
                ('id', fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('conversation', fields.ForeignKeyField('models.Conversation', source_field='conversation_id', db_constraint=True, to_field='id', related_name='messages', on_delete=OnDelete.CASCADE)),
                ('direction', fields.CharEnumField(description='IN: IN\nOUT: OUT', enum_type=MessageDirection, max_length=8)),
                ('channel', fields.CharEnumField(description='FORM: FORM\nCHAT: CHAT\nMAIL: MAIL\nPHONE: PHONE\nNOTE: NOTE\nEVENT: EVENT', enum_type=MessageChannel, max_length=8)),
                ('internal', fields.BooleanField(default=False)),
                ('automatic', fields.BooleanField(default=False)),
                ('author', fields.ForeignKeyField('models.Person', source_field='author_id', null=True, db_constraint=True, to_field='id', related_name='written_messages', on_delete=OnDelete.SET_NULL)),
                ('author_label', fields.CharField(default='', max_length=300)),
                ('recipient', fields.ForeignKeyField('models.Person', source_field='recipient_id', null=True, db_constraint=True, to_field='id', related_name='received_messages', on_delete=OnDelete.SET_NULL)),
                ('recipient_address', fields.CharField(default='', max_length=320)),
                ('text', fields.TextField(unique=False)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ('inbound_mail', fields.ForeignKeyField('models.InboundMail', source_field='inbound_mail_id', null=True, db_constraint=True, to_field='id', related_name='messages', on_delete=OnDelete.SET_NULL)),
                ('suggestion', fields.TextField(null=True, unique=False)),
                ('send_key', fields.CharField(null=True, unique=True, max_length=64)),
            ],
            options={'table': 'conversation_message', 'app': 'models', 'indexes': [Index(fields=['conversation_id', 'id']), Index(fields=['inbound_mail_id']), Index(fields=['author_id'])], 'pk_attr': 'id', 'table_description': 'One message, note or event of a conversation. Written once, never changed.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='ConversationNotice',
            fields=[
                ('attempts', fields.IntField(default=0)),
                ('next_attempt_at', fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ('lease_owner', fields.CharField(null=True, max_length=64)),
                ('lease_until', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('last_error', fields.TextField(null=True, unique=False)),
                ('id', fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('message', fields.OneToOneField('models.ConversationMessage', source_field='message_id', db_constraint=True, to_field='id', related_name='notice', on_delete=OnDelete.CASCADE)),
                ('status', fields.CharEnumField(default=NoticeStatus.WAITING, description='WAITING: WAITING\nSENT: SENT\nDROPPED: DROPPED', enum_type=NoticeStatus, max_length=8)),
            ],
            options={'table': 'conversation_notice', 'app': 'models', 'indexes': [Index(fields=['status', 'next_attempt_at'])], 'pk_attr': 'id', 'table_description': 'An answer in the chat goes by mail too, unless it is read within some minutes.'},
            bases=['Leased'],
        ),
        ops.CreateModel(
            name='UnderstandingCorrection',
            fields=[
                ('id', fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('mail', fields.ForeignKeyField('models.InboundMail', source_field='mail_id', db_constraint=True, to_field='id', related_name='corrections', on_delete=OnDelete.CASCADE)),
                ('field', fields.CharEnumField(description='KIND: KIND\nSUPPLIER: SUPPLIER\nACCOUNT_NUMBER: ACCOUNT_NUMBER\nSIRET: SIRET', enum_type=UnderstandingField, max_length=16)),
                ('was', fields.TextField(null=True, unique=False)),
                ('corrected', fields.TextField(null=True, unique=False)),
                ('by', fields.ForeignKeyField('models.Person', source_field='by_id', null=True, db_constraint=True, to_field='id', related_name='corrections', on_delete=OnDelete.SET_NULL)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=True)),
            ],
            options={'table': 'understanding_correction', 'app': 'models', 'indexes': [Index(fields=['mail_id'])], 'pk_attr': 'id', 'table_description': 'Somebody of the group put right what the bot had understood of a mail: training data. Null: nothing.'},
            bases=['Model'],
        ),
        ops.RemoveIndex(
            model_name='InboundMail',
            name=None,
            fields=['advisor_id', 'status'],
        ),
        ops.AddField(
            model_name='InboundMail',
            name='conversation',
            field=fields.ForeignKeyField('models.Conversation', source_field='conversation_id', null=True, db_constraint=True, to_field='id', related_name='mails', on_delete=OnDelete.SET_NULL),
        ),
        DropColumn(model_name='InboundMail', name='advisor'),
        ops.AddIndex(
            model_name='InboundMail',
            index=Index(fields=['conversation_id']),
        ),
        ops.AddField(
            model_name='OutboundMail',
            name='conversation_message',
            field=fields.ForeignKeyField('models.ConversationMessage', source_field='conversation_message_id', null=True, db_constraint=True, to_field='id', related_name='letters', on_delete=OnDelete.SET_NULL),
        ),
        ops.AddIndex(
            model_name='OutboundMail',
            index=Index(fields=['conversation_message_id']),
        ),
    ]

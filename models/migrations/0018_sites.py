from tortoise import migrations
from tortoise.migrations import operations as ops
import datetime
from models.content import SitePhase
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('models', '0017_people')]

    initial = False

    operations = [
        ops.CreateModel(
            name='CalendarFeed',
            fields=[
                ('id', fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('member', fields.ForeignKeyField('models.Member', source_field='member_id', db_constraint=True, to_field='id', related_name='calendar_feeds', on_delete=OnDelete.CASCADE)),
                ('person', fields.ForeignKeyField('models.Person', source_field='person_id', db_constraint=True, to_field='id', related_name='calendar_feeds', on_delete=OnDelete.CASCADE)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ('revoked_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'calendar_feed', 'app': 'models', 'indexes': [Index(fields=['member_id', 'id']), Index(fields=['person_id'])], 'pk_attr': 'id', 'table_description': "A secret address of an establishment's calendar. Its token is signed, not stored: ending the row ends it."},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Site',
            fields=[
                ('id', fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('member', fields.ForeignKeyField('models.Member', source_field='member_id', db_constraint=True, to_field='id', related_name='sites', on_delete=OnDelete.CASCADE)),
                ('phase', fields.CharEnumField(description='OPENING: OPENING\nOPERATION: OPERATION\nSALE: SALE', enum_type=SitePhase, max_length=16)),
                ('opened_on', fields.DateField(null=True)),
                ('sale_on', fields.DateField(null=True)),
            ],
            options={'table': 'site', 'app': 'models', 'unique_together': (('member',),), 'pk_attr': 'id', 'table_description': 'What a member told about its establishment.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='SiteCheck',
            fields=[
                ('id', fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('member', fields.ForeignKeyField('models.Member', source_field='member_id', db_constraint=True, to_field='id', related_name='site_checks', on_delete=OnDelete.CASCADE)),
                ('check', fields.ForeignKeyField('models.RegulatoryCheck', source_field='check_id', db_constraint=True, to_field='id', related_name='site_checks', on_delete=OnDelete.CASCADE)),
                ('last_done_on', fields.DateField(null=True)),
                ('next_due_on', fields.DateField(null=True)),
                ('due_order', fields.DateField(default=datetime.date.fromisoformat('9000-01-01'))),
                ('revision', fields.IntField(default=0)),
                ('updated_at', fields.DatetimeField(auto_now=False, auto_now_add=True)),
            ],
            options={'table': 'site_check', 'app': 'models', 'unique_together': (('member', 'check'),), 'indexes': [Index(fields=['member_id', 'due_order']), Index(fields=['check_id'])], 'pk_attr': 'id', 'table_description': 'A check and an establishment: when it was done last, and by when it must be done. `due_order` sorts lists.'},
            bases=['Model'],
        ),
    ]

from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('models', '0007_privacy')]

    initial = False

    operations = [
        ops.CreateModel(
            name='AdvisorAbsence',
            fields=[
                ('id', fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('advisor', fields.ForeignKeyField('models.Person', source_field='advisor_id', db_constraint=True, to_field='id', related_name='absences', on_delete=OnDelete.CASCADE)),
                ('backup', fields.ForeignKeyField('models.Person', source_field='backup_id', null=True, db_constraint=True, to_field='id', related_name='stands_in', on_delete=OnDelete.SET_NULL)),
                ('first_day', fields.DateField()),
                ('last_day', fields.DateField()),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=True)),
            ],
            options={'table': 'advisor_absence', 'app': 'models', 'indexes': [Index(fields=['advisor_id', 'last_day']), Index(fields=['backup_id', 'last_day'])], 'pk_attr': 'id', 'table_description': 'An advisor is away from a day to a day, both included. Without a backup the pool stands in.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='AdvisorDepartment',
            fields=[
                ('id', fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('advisor', fields.ForeignKeyField('models.Person', source_field='advisor_id', db_constraint=True, to_field='id', related_name='departments', on_delete=OnDelete.CASCADE)),
                ('department', fields.CharField(max_length=8)),
            ],
            options={'table': 'advisor_department', 'app': 'models', 'unique_together': (('advisor', 'department'),), 'indexes': [Index(fields=['department'])], 'pk_attr': 'id', 'table_description': 'New companies of a department (01 … 2A … 976) go to this advisor, or to one of several who have it.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='AdvisorHandover',
            fields=[
                ('id', fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('member', fields.ForeignKeyField('models.Member', source_field='member_id', db_constraint=True, to_field='id', related_name='handovers', on_delete=OnDelete.CASCADE)),
                ('previous', fields.ForeignKeyField('models.Person', source_field='previous_id', null=True, db_constraint=True, to_field='id', related_name='handed_over', on_delete=OnDelete.SET_NULL)),
                ('advisor', fields.ForeignKeyField('models.Person', source_field='advisor_id', null=True, db_constraint=True, to_field='id', related_name='taken_over', on_delete=OnDelete.SET_NULL)),
                ('actor', fields.ForeignKeyField('models.Person', source_field='actor_id', null=True, db_constraint=True, to_field='id', related_name='handovers_made', on_delete=OnDelete.SET_NULL)),
                ('reason', fields.CharField(default='', max_length=500)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=True)),
            ],
            options={'table': 'advisor_handover', 'app': 'models', 'indexes': [Index(fields=['member_id', 'id'])], 'pk_attr': 'id', 'table_description': 'A company went from one advisor to another. Null on either side is the pool.'},
            bases=['Model'],
        ),
    ]

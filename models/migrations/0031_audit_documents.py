from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.fields.base import OnDelete
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('models', '0030_audit_reminders')]

    initial = False

    operations = [
        ops.CreateModel(
            name='AuditDocument',
            fields=[
                ('id', fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('audit', fields.ForeignKeyField('models.Audit', source_field='audit_id', db_constraint=True, to_field='id', related_name='documents', on_delete=OnDelete.CASCADE)),
                ('format', fields.CharField(max_length=8)),
                ('content', fields.BinaryField()),
            ],
            options={'table': 'audit_document', 'app': 'models', 'unique_together': (('audit', 'format'),), 'pk_attr': 'id', 'table_description': 'The report of a validated audit as it was made first: everybody gets the same bytes, made once.'},
            bases=['Model'],
        ),
        ops.AddField(
            model_name='AuditFile',
            name='scanned_pages',
            field=fields.IntField(default=0),
        ),
    ]

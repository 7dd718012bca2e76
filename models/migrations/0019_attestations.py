from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('models', '0018_sites')]

    initial = False

    operations = [
        ops.CreateModel(
            name='MembershipAttestation',
            fields=[
                ('id', fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('member', fields.ForeignKeyField('models.Member', source_field='member_id', db_constraint=True, to_field='id', related_name='attestations', on_delete=OnDelete.CASCADE)),
                ('siret', fields.CharField(max_length=14)),
                ('legal_name', fields.CharField(max_length=200)),
                ('street', fields.CharField(null=True, max_length=300)),
                ('postcode', fields.CharField(null=True, max_length=10)),
                ('city', fields.CharField(null=True, max_length=100)),
                ('member_since', fields.DateField(null=True)),
                ('supplier', fields.ForeignKeyField('models.Supplier', source_field='supplier_id', null=True, db_constraint=True, to_field='id', related_name='attestations', on_delete=OnDelete.SET_NULL)),
                ('issued_by', fields.ForeignKeyField('models.Person', source_field='issued_by_id', null=True, db_constraint=True, to_field='id', related_name='issued_attestations', on_delete=OnDelete.SET_NULL)),
                ('issued_on', fields.DateField()),
                ('valid_until', fields.DateField()),
                ('revoked_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('revoked_by', fields.ForeignKeyField('models.Person', source_field='revoked_by_id', null=True, db_constraint=True, to_field='id', related_name='revoked_attestations', on_delete=OnDelete.SET_NULL)),
                ('ended_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=True)),
            ],
            options={'table': 'membership_attestation', 'app': 'models', 'indexes': [Index(fields=['member_id', 'id'])], 'pk_attr': 'id', 'table_description': "One attestation, as it was issued: its document stays the same when the company's data change."},
            bases=['Model'],
        ),
    ]

from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index

from models.versions import ACCESS, VersionTriggers

class Migration(migrations.Migration):
    dependencies = [('models', '0014_applications'), ('models', '0015_service_closures'), ('models', '0015_discount_codes')]

    initial = False

    operations = [
        ops.CreateModel(
            name='SupplierAccess',
            fields=[
                ('id', fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('supplier', fields.ForeignKeyField('models.Supplier', source_field='supplier_id', db_constraint=True, to_field='id', related_name='accesses', on_delete=OnDelete.CASCADE)),
                ('label', fields.CharField(max_length=100)),
                ('key_hash', fields.CharField(unique=True, max_length=64)),
                ('key_hint', fields.CharField(max_length=8)),
                ('created_by', fields.ForeignKeyField('models.Person', source_field='created_by_id', null=True, db_constraint=True, to_field='id', related_name='issued_accesses', on_delete=OnDelete.SET_NULL)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ('last_used_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('revoked_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('revoked_by', fields.ForeignKeyField('models.Person', source_field='revoked_by_id', null=True, db_constraint=True, to_field='id', related_name='revoked_accesses', on_delete=OnDelete.SET_NULL)),
            ],
            options={'table': 'supplier_access', 'app': 'models', 'indexes': [Index(fields=['supplier_id', 'id'])], 'pk_attr': 'id', 'table_description': 'One key of a supplier. It works until it is revoked, and lets it check memberships, nothing else.'},
            bases=['Model'],
        ),
        VersionTriggers(ACCESS, {'supplier_access': ('UPDATE OF revoked_at', 'DELETE')}, first=False),
    ]

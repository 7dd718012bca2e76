from tortoise import migrations
from tortoise.migrations import operations as ops
from models.migration_steps import CarryTerms, DropColumn
from models.versions import CATALOGUE, VersionTriggers
from tortoise.fields.base import OnDelete
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('models', '0019_attestations')]

    initial = False

    operations = [
        ops.CreateModel(
            name='SupplierTerms',
            fields=[
                ('id', fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('supplier', fields.ForeignKeyField('models.Supplier', source_field='supplier_id', db_constraint=True, to_field='id', related_name='terms_periods', on_delete=OnDelete.CASCADE)),
                ('general', fields.TextField(null=True, unique=False)),
                ('special', fields.TextField(null=True, unique=False)),
                ('valid_from', fields.DateField()),
                ('valid_to', fields.DateField(null=True)),
            ],
            options={'table': 'supplier_terms', 'app': 'models', 'unique_together': (('supplier', 'valid_from'),), 'pk_attr': 'id', 'table_description': "What was negotiated with a supplier (modalités), for a period: general, special, or both."},
            bases=['Model'],
        ),
        CarryTerms(),
        DropColumn('Supplier', 'terms'),
        DropColumn('Supplier', 'special_terms'),
        ops.AlterModelOptions(
            name='Supplier',
            options={'table': 'supplier', 'app': 'models', 'pk_attr': 'id', 'table_description': 'A referenced supplier (fournisseur). `cdp_code` and `attachment_email` are gated.'},
        ),
        VersionTriggers(CATALOGUE, {'supplier_terms': ('INSERT', 'UPDATE', 'DELETE')}, first=False),
    ]

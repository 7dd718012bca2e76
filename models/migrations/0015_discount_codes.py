from tortoise import migrations
from tortoise.migrations import operations as ops
from models.discount_codes import DiscountCodeType
from models.migration_steps import TypeDiscountCodes
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('models', '0014_search_in_memory')]

    initial = False

    operations = [
        ops.AddField(
            model_name='Supplier',
            name='code_type',
            field=fields.CharEnumField(null=True, description='CDP: CDP\nAWD: AWD\nCONTRACT: CONTRACT', enum_type=DiscountCodeType, max_length=8),
        ),
        TypeDiscountCodes(),
        ops.AddField(
            model_name='SupplierAttachment',
            name='own_code',
            field=fields.CharField(null=True, max_length=64),
        ),
    ]

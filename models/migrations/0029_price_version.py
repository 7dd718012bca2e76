from tortoise import migrations
from models.versions import PRICES, VersionTriggers

class Migration(migrations.Migration):
    dependencies = [('models', '0028_audit_ends')]

    initial = False

    operations = [
        VersionTriggers(
            PRICES,
            {
                'price_line': ('INSERT', 'UPDATE', 'DELETE'),
                'framework_agreement': ('UPDATE OF supplier_id',),
                'supplier': ('INSERT', 'UPDATE OF code, name, aliases', 'DELETE'),
                'category': ('INSERT', 'UPDATE OF code, name, description', 'DELETE'),
            },
        ),
    ]

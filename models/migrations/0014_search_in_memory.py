from tortoise import migrations

from models.migration_steps import DropColumn

class Migration(migrations.Migration):
    dependencies = [('models', '0013_access_links')]

    initial = False

    operations = [
        DropColumn('Supplier', 'search_text'),
    ]

from tortoise import migrations
from tortoise.migrations import operations as ops

class Migration(migrations.Migration):
    dependencies = [('models', '0013_access_links')]

    initial = False

    operations = [
        ops.RemoveField(model_name='Supplier', name='search_text'),
    ]

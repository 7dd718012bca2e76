from tortoise import migrations
from models.migration_steps import CompressQuickly

class Migration(migrations.Migration):
    dependencies = [('models', '0034_newest_price')]

    initial = False

    operations = [
        CompressQuickly(
            ('outbound_mail', 'content'),
            ('outbound_mail', 'body_text'),
            ('inbound_source', 'content'),
            ('conversation_message', 'text'),
        ),
    ]

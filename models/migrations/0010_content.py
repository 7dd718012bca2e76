from tortoise import migrations
from tortoise.migrations import operations as ops
from models.content import ContentStatus
from tortoise import fields
from models.migration_steps import DropColumn
from tortoise.indexes import Index

from models.markdown import to_html
from models.versions import CATALOGUE, VersionTriggers

BODIES = {"faq_entry": "answer", "article": "body", "regulatory_check": "body"}
EVENTS = ("INSERT", "UPDATE", "DELETE")


async def render(apps, editor):
    """The HTML of the texts that are there."""
    mark = ("?", "?") if editor.client.capabilities.dialect == "sqlite" else ("$1", "$2")
    for table, column in BODIES.items():
        for row in await editor.client.execute_query_dict(f'SELECT id, "{column}" AS body FROM "{table}"'):
            sql = f'UPDATE "{table}" SET "{column}_html" = {mark[0]} WHERE id = {mark[1]}'
            await editor.client.execute_query(sql, [to_html(row["body"]), row["id"]])


class Migration(migrations.Migration):
    dependencies = [('models', '0009_sessions_seen')]

    initial = False

    operations = [
        ops.AlterModelOptions(
            name='Article',
            options={'table': 'article', 'app': 'models', 'indexes': [Index(fields=['published_on', 'id'])], 'pk_attr': 'id', 'table_description': 'A piece of news or a tip. The summary is public whoever may read the body.'},
        ),
        ops.AddField(
            model_name='Article',
            name='body_html',
            field=fields.TextField(default='', db_default='', unique=False),
        ),
        ops.AddField(
            model_name='Article',
            name='status',
            field=fields.CharEnumField(default=ContentStatus.PUBLISHED, description='DRAFT: DRAFT\nSCHEDULED: SCHEDULED\nPUBLISHED: PUBLISHED\nWITHDRAWN: WITHDRAWN', db_default=ContentStatus.PUBLISHED, enum_type=ContentStatus, max_length=16),
        ),
        ops.AddField(
            model_name='Article',
            name='summary',
            field=fields.TextField(default='', db_default='', unique=False),
        ),
        ops.AddIndex(
            model_name='Article',
            index=Index(fields=['published_on', 'id']),
        ),
        ops.AlterModelOptions(
            name='FaqEntry',
            options={'table': 'faq_entry', 'app': 'models', 'indexes': [Index(fields=['position', 'id'])], 'pk_attr': 'id', 'table_description': 'A question of the FAQ and its answer. Readers find it by its question, a public answer and the keywords.'},
        ),
        ops.AddField(
            model_name='FaqEntry',
            name='answer_html',
            field=fields.TextField(default='', db_default='', unique=False),
        ),
        ops.AddField(
            model_name='FaqEntry',
            name='keywords',
            field=fields.TextField(default='', db_default='', unique=False),
        ),
        ops.AddField(
            model_name='FaqEntry',
            name='position',
            field=fields.IntField(default=0, db_default=0),
        ),
        ops.AddField(
            model_name='FaqEntry',
            name='status',
            field=fields.CharEnumField(default=ContentStatus.PUBLISHED, description='DRAFT: DRAFT\nSCHEDULED: SCHEDULED\nPUBLISHED: PUBLISHED\nWITHDRAWN: WITHDRAWN', db_default=ContentStatus.PUBLISHED, enum_type=ContentStatus, max_length=16),
        ),
        ops.AddField(
            model_name='FaqEntry',
            name='topic',
            field=fields.CharField(default='', db_default='', max_length=80),
        ),
        DropColumn('FaqEntry', 'search_text'),
        ops.AddIndex(
            model_name='FaqEntry',
            index=Index(fields=['position', 'id']),
        ),
        ops.AddField(
            model_name='RegulatoryCheck',
            name='body_html',
            field=fields.TextField(default='', db_default='', unique=False),
        ),
        ops.AddField(
            model_name='RegulatoryCheck',
            name='status',
            field=fields.CharEnumField(default=ContentStatus.PUBLISHED, description='DRAFT: DRAFT\nSCHEDULED: SCHEDULED\nPUBLISHED: PUBLISHED\nWITHDRAWN: WITHDRAWN', db_default=ContentStatus.PUBLISHED, enum_type=ContentStatus, max_length=16),
        ),
        ops.RunPython(render),
        VersionTriggers(CATALOGUE, dict.fromkeys(BODIES, EVENTS), first=False),
    ]

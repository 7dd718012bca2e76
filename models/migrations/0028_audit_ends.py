from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('models', '0027_audits'), ('models', '0027_threads')]

    initial = False

    operations = [
        ops.AddField(
            model_name='Audit',
            name='cancelled_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='Member',
            name='first_audit_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.RunSQL(
            'UPDATE "member" SET "first_audit_at" = (SELECT MIN("created_at") FROM "audit" '
            'WHERE "audit"."member_id" = "member"."id" AND "audit"."status" <> \'CANCELLED\')'
        ),
        ops.RunSQL('UPDATE "audit" SET "cancelled_at" = "created_at" WHERE "status" = \'CANCELLED\''),
    ]

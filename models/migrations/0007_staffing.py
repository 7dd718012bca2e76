from tortoise import migrations
from tortoise.migrations import operations as ops
from models.catalogue import IfmIccp
from models.geography import Region
from models.migration_steps import DropUnique, PlaceAgencies
from models.versions import CATALOGUE, VersionTriggers
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('models', '0006_schedule')]

    initial = False

    operations = [
        ops.AddField(
            model_name='Agency',
            name='department',
            field=fields.CharField(null=True, max_length=8),
        ),
        ops.AddField(
            model_name='Agency',
            name='region',
            field=fields.CharEnumField(null=True, description='AUVERGNE_RHONE_ALPES: AUVERGNE_RHONE_ALPES\nBOURGOGNE_FRANCHE_COMTE: BOURGOGNE_FRANCHE_COMTE\nBRETAGNE: BRETAGNE\nCENTRE_VAL_DE_LOIRE: CENTRE_VAL_DE_LOIRE\nCORSE: CORSE\nGRAND_EST: GRAND_EST\nHAUTS_DE_FRANCE: HAUTS_DE_FRANCE\nILE_DE_FRANCE: ILE_DE_FRANCE\nNORMANDIE: NORMANDIE\nNOUVELLE_AQUITAINE: NOUVELLE_AQUITAINE\nOCCITANIE: OCCITANIE\nPAYS_DE_LA_LOIRE: PAYS_DE_LA_LOIRE\nPROVENCE_ALPES_COTE_D_AZUR: PROVENCE_ALPES_COTE_D_AZUR\nGUADELOUPE: GUADELOUPE\nMARTINIQUE: MARTINIQUE\nGUYANE: GUYANE\nLA_REUNION: LA_REUNION\nMAYOTTE: MAYOTTE\nELSEWHERE: ELSEWHERE', enum_type=Region, max_length=32),
        ),
        ops.AddIndex(
            model_name='Agency',
            index=Index(fields=['region', 'supplier_id']),
        ),
        PlaceAgencies(),
        DropUnique(
            'Coefficient',
            ['supplier', 'contract_type', 'qualification', 'valid_from'],
            constraint='uid_coefficient_supplie_5db314',
        ),
        ops.AddField(
            model_name='Coefficient',
            name='agency',
            field=fields.ForeignKeyField('models.Agency', source_field='agency_id', null=True, db_constraint=True, to_field='id', related_name='coefficients', on_delete=OnDelete.CASCADE),
        ),
        ops.AddField(
            model_name='Coefficient',
            name='ifm_iccp',
            field=fields.CharEnumField(default=IfmIccp.UNKNOWN, description='INCLUDED: INCLUDED\nADDED: ADDED\nUNKNOWN: UNKNOWN', db_default=IfmIccp.UNKNOWN, enum_type=IfmIccp, max_length=8),
        ),
        ops.AddIndex(
            model_name='Coefficient',
            index=Index(fields=['agency_id']),
        ),
        ops.RunSQL(
            'CREATE UNIQUE INDEX "uid_coefficient_period" ON "coefficient" '
            '("supplier_id", COALESCE("agency_id", 0), "contract_type", "qualification", "valid_from")'
        ),
        VersionTriggers(CATALOGUE, {'minimum_wage': ('INSERT', 'UPDATE', 'DELETE')}, first=False),
    ]

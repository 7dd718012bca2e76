"""Twelve pages more, after what `handset5` taught; read once before anything was mended for them."""

from __future__ import annotations

from tests.audit.layouts.drawn import drawn

SHEETS = [
    # Names in mixed case go on in capitals; nothing parts the lines.
    drawn("""
@ 40 340
BOISSONS DU TREGOR|RESTAURANT LA CALE
Facture n° 118-4471|02/09/2025
+10
@ 40 100 300r 350r 410r 470r 545r
Code|Produit|Colis|Btl|PU HT|Droits|Total HT
10442|Jus de pomme fermier 1 L|4|24|2,15||51,60
|AGRICULTURE BIOLOGIQUE
10488|Cidre brut 75 cl|10|60|2,40|0,01|144,60
12003|Eau gazeuse 1 L|6|72|0,58||41,76
|BOUTEILLE CONSIGNEE
+10
@ 350 545r
Total HT|{net}
TVA|{vat}
Total TTC|{gross}
----
Jus de pomme fermier 1 L / AGRICULTURE BIOLOGIQUE|24|2.15|51.60|10442
Cidre brut 75 cl|60|2.41|144.60|10488
Eau gazeuse 1 L / BOUTEILLE CONSIGNEE|72|0.58|41.76|12003
"""),
    # A veterinarian: patients as headings, several lines each.
    drawn("""
@ 40 340
CLINIQUE VETERINAIRE DU BOCAGE|GAEC DE LA HAIE
Facture 25-08812|04/08/2025
+14
@ 40 110 300r 360r 420r 480r 540r
Date|Acte ou médicament|Qté|PU HT|Rem.|TVA|Total HT
|Bovin FR35 4412 8817
01/08/2025|Visite et consultation|1|48,00||20|48,00
01/08/2025|Césarienne|1|210,00|5 %|20|199,50
01/08/2025|Oxytocine 50 ml|2|11,40||20|22,80
|Lot 24-118 - temps d'attente lait 0 jour
|Bovin FR35 4412 8842
03/08/2025|Visite et consultation|1|48,00||20|48,00
03/08/2025|Anti-inflammatoire 100 ml|1|39,90||20|39,90
|Lot 25-007 - temps d'attente lait 4 jours
+14
@ 360 540r
Total HT|{net}
TVA|{vat}
Total TTC|{gross}
----
Visite et consultation|1|48|48.00
Césarienne|1|199.50|199.50
Oxytocine 50 ml / Lot 24-118 - temps d'attente lait 0 jour|2|11.40|22.80
Visite et consultation|1|48|48.00
Anti-inflammatoire 100 ml / Lot 25-007 - temps d'attente lait 4 jours|1|39.90|39.90
"""),
    # A travel agency: passengers beside, fees per ticket.
    drawn("""
@ 40 340
AGENCE CAP VOYAGES|SAS MENHIR INGENIERIE
FACTURE V-250911-7|11 septembre 2025
+14
@ 40 110 250 330r 400r 470r 545r
Dossier|Prestation|Voyageur|Nb|Tarif HT|Frais|Montant HT

K8PL2Q|Train Rennes - Lyon A/R|LE BRAS Yann|1|142,00|8,00|150,00
|2nde, échangeable
K8PL2R|Train Rennes - Paris A/R|TANGUY Anne|2|96,00|8,00|208,00
H77120|Hôtel Lyon Part-Dieu|LE BRAS Yann|2|118,00||236,00
|petit déjeuner inclus
+14
@ 400 545r
Total HT|{net}
TVA|{vat}
Total TTC|{gross}
----
Train Rennes - Lyon A/R / 2nde, échangeable|1|150|150.00
Train Rennes - Paris A/R|2|104|208.00
Hôtel Lyon Part-Dieu / petit déjeuner inclus|2|118|236.00
"""),
    # Fuel cards: a row a filling, litres, prices with VAT beside.
    drawn("""
@ 40 340
PETROLES DE L'ARGOAT|AMBULANCES DU BLAVET
Relevé de consommation - Facture 70881|30/09/2025
+14
@ 40 90 150 215 330r 395r 460r 530r
Date|Carte|Véhicule|Produit|Litres|PU HT|HT|TTC
02/09|0017|FX-221-AB|Gazole B7|48,20|1,2417|59,85|71,82
09/09|0017|FX-221-AB|Gazole B7|51,06|1,2333|62,97|75,56
12/09|0022|GH-908-ZC|AdBlue|10,00|0,7917|7,92|9,50
25/09|0022|GH-908-ZC|Gazole B7|44,75|1,2500|55,94|67,13
+14
@ 215 460r 530r
Totaux|{net}|{gross}
dont TVA|37,34
----
Gazole B7|48.20|1.2417|59.85
Gazole B7|51.06|1.2333|62.97
AdBlue|10|0.7917|7.92
Gazole B7|44.75|1.25|55.94
"""),
    # A pest controller: prose above, one table, numbers beside the first of several rows.
    drawn("""
@ 40
HYGIENE 3D BRETAGNE
Facture 2025-1187 - Date : 08/10/2025
Client : SAS BISCUITERIE DES ABERS
Suite à notre intervention du 06/10/2025, nous vous prions de trouver ci-dessous notre facture.
+14
@ 40 80 370r 440r 530r
Qté|Désignation|P.U. HT|Remise|Montant HT

1|Contrat annuel de dératisation|640,00|5 %|608,00
|Quatre passages par an
|Site de Plouguerneau
12|Boîte d'appâtage sécurisée|9,80||117,60
|Fixation comprise
1|Traitement insectes volants|185,00||185,00
+14
@ 370 530r
Total HT|{net}
TVA 20 %|{vat}
Total TTC|{gross}
----
Contrat annuel de dératisation / Quatre passages par an / Site de Plouguerneau|1|608|608.00
Boîte d'appâtage sécurisée / Fixation comprise|12|9.80|117.60
Traitement insectes volants|1|185|185.00
"""),
    # Titles right of their numbers, references at the end.
    drawn("""
@ 40 340
QUINCAILLERIE DU HAVRE|MAISON FAMILIALE RURALE
FACTURE 77 118|LE 03/07/2025
+14
@ 40 270 320 390 460 520
Article|Quantité|P.U. net|Total HT|T.V.A.|Référence
@ 40 295r 345r 420r 475 520

Serrure encastrée axe 50|6|18,45|110,70|20|SE50-NF
à larder, fouillot 7
Cylindre 30x40 varié|6|24,90|149,40|20|CY3040
Béquille double inox|12|16,20|194,40|20|BQ-316L
+14
@ 320 420r
Total HT|{net}
TVA|{vat}
TTC|{gross}
----
Serrure encastrée axe 50 / à larder, fouillot 7|6|18.45|110.70|SE50-NF
Cylindre 30x40 varié|6|24.90|149.40|CY3040
Béquille double inox|12|16.20|194.40|BQ-316L
"""),
    # Training: participants listed below, days and flat rate.
    drawn(
        """
@ 40 340
FORM'OUEST|LAITERIE DU LEON
Facture FO-2025-088|26/06/2025
+14
@ 40 320r 390r 460r 540r
Formation|Durée (j)|Stagiaires|Prix jour|Montant HT

Sauveteur secouriste du travail|2,00|8|690,00|1 380,00
Dates : 10 et 11 juin 2025
Participants : A. Cariou, P. Floch,
M. Guivarch, L. Kerboul

Habilitation électrique BS|1,50|4|720,00|1 080,00
Dates : 17 et 18 juin 2025
Participants : J. Le Goff, S. Pape
+14
@ 390 540r
Total HT|{net}
Exonéré de TVA|0,00
Net à payer|{gross}
----
Sauveteur secouriste du travail / Dates : 10 et 11 juin 2025 / Participants : A. Cariou, P. Floch, / M. Guivarch, L. Kerboul|2|690|1380.00
Habilitation électrique BS / Dates : 17 et 18 juin 2025 / Participants : J. Le Goff, S. Pape|1.50|720|1080.00
""",
        rate="0",
    ),
    # Lift maintenance: equipment in the first column, quarters, indexed prices.
    drawn(
        """
@ 40 340
ASCENSEURS LORIENTAIS|SDC RESIDENCE KEROMAN
FACTURE 4T25-00718|01/10/2025
+14
@ 40 120 300 380r 450r 540r
Appareil|Objet|Période|Base annuelle|Indice|Montant HT

ASC 44108|Maintenance étendue|T4 2025|2 480,00|1,0412|645,54
|bâtiment A
ASC 44109|Maintenance étendue|T4 2025|2 480,00|1,0412|645,54
|bâtiment B
ASC 44109|Remplacement bouton palier|||| 148,00
+14
@ 380 540r
Total HT|{net}
TVA 10 %|{vat}
Total TTC|{gross}
----
Maintenance étendue / bâtiment A|||645.54
Maintenance étendue / bâtiment B|||645.54
Remplacement bouton palier|||148.00
""",
        rate="10",
    ),
    # A laboratory: analyses with samples, price lists, wrapped titles without accents.
    drawn("""
@ 40 340
LABO ARMORIQUE ANALYSES|CUISINE CENTRALE
FACTURE 25.11.0441|DATE 28/11/2025
+12
@ 40 110 350r 410r 470r 540r
CODE|ANALYSE|NB|TARIF|REMISE|MONTANT
ANALYSE|MATRICE|ECH.|HT|%|HT

MB-01|Flore aérobie mésophile 30 °C|12|9,50|20|91,20
|NF EN ISO 4833-1
MB-07|Escherichia coli|12|8,80|20|84,48
|NF ISO 16649-2
MB-11|Listeria monocytogenes recherche|6|21,00|20|100,80
|dans 25 g
PREL|Forfait prélèvement sur site|2|38,00||76,00
+12
@ 410 540r
TOTAL HT|{net}
TVA 20 %|{vat}
TOTAL TTC|{gross}
----
Flore aérobie mésophile 30 °C / NF EN ISO 4833-1|12|7.60|91.20|MB-01
Escherichia coli / NF ISO 16649-2|12|7.04|84.48|MB-07
Listeria monocytogenes recherche / dans 25 g|6|16.80|100.80|MB-11
Forfait prélèvement sur site|2|38|76.00|PREL
"""),
    # A credit note with positive amounts and a restocking charge.
    drawn("""
@ 40 340
MOBILIER COLLECTIF OUEST|MAIRIE DE PLABENNEC
AVOIR 2025-A-0088|19/11/2025
En déduction de la facture 2025-F-3310
+14
@ 40 110 320r 390r 450r 540r
Réf|Description|Quantité|Prix HT|Rem %|Montant HT
TAB-160|Table pliante 160 x 80|4|118,00|12|415,36
|retour transport endommagé
CHA-01|Chaise coque polypropylène|10|29,50|12|259,60
|Frais de remise en stock||||-35,00
+14
@ 390 540r
Total HT|{net}
TVA 20 %|{vat}
Total TTC|{gross}
----
Table pliante 160 x 80 / retour transport endommagé|4|103.84|415.36|TAB-160
Chaise coque polypropylène|10|25.96|259.60|CHA-01
Frais de remise en stock|||-35.00
"""),
    # A web host: no titles at all, prices behind "x".
    drawn("""
@ 40 340
HEBERGEUR DU LARGE|ASSO VENT D'OUEST
Facture HL-2025-4418|02/11/2025
+20
@ 40 330r 360r 430r 530r
Nom de domaine ventdouest.example|1|an|12,00 €|12,00 €
renouvellement jusqu'au 02/11/2026
Hébergement mutualisé Pro|12|mois|5,90 €|70,80 €
du 02/11/2025 au 01/11/2026
Boîtes de messagerie 10 Go|36|mois|1,50 €|54,00 €
3 boîtes sur 12 mois
+20
@ 360 530r
Total HT|{net} €
TVA 20 %|{vat} €
Total TTC|{gross} €
----
Nom de domaine ventdouest.example / renouvellement jusqu'au 02/11/2026|1|12|12.00
Hébergement mutualisé Pro / du 02/11/2025 au 01/11/2026|12|5.90|70.80
Boîtes de messagerie 10 Go / 3 boîtes sur 12 mois|36|1.50|54.00
"""),
    # Steel: weights and lengths, price by the kilo, the pieces first.
    drawn("""
@ 40 340
ACIERS DE CORNOUAILLE|SERRURERIE MADEC
Facture 118 802|21/10/2025
BL 55120 du 17/10/2025 - Cde 4471
+12
@ 40 90 290r 340r 400r 460r 540r
Article|Désignation|Pcs|Long. m|Poids kg|€/kg|Montant HT

TC4040|Tube carré 40x40x2 S235|10|6,00|140,40|1,95|273,78
PL605|Plat laminé 60x5|4|6,00|56,64|1,62|91,76
CO5050|Cornière égale 50x50x5|6|6,00|135,72|1,58|214,44
|Coupe à longueur|8|||2,50|20,00
+12
@ 400 540r
Total HT|{net}
TVA 20 %|{vat}
Total TTC|{gross}
----
Tube carré 40x40x2 S235|140.40|1.95|273.78|TC4040
Plat laminé 60x5|56.64|1.62|91.76|PL605
Cornière égale 50x50x5|135.72|1.58|214.44|CO5050
Coupe à longueur|8|2.50|20.00
"""),
]

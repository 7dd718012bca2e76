"""The other twelve pages of `handset3`."""

from __future__ import annotations

from tests.audit.layouts.drawn import drawn

SHEETS = [
    # A hotel: nights by date, both with and without VAT.
    drawn(
        """
@ 40 380
HOTEL DES REMPARTS ***|ASSOCIATION REGARDS
Facture 118842 du 16/06/2025|Chambre 214 - M. Pasquier
+14
@ 40 100 300r 360r 430r 490r 545r
Date|Prestation|Qté|P.U. HT|Montant HT|TVA|Montant TTC
13/06/2025|Chambre double supérieure|1|98,00|98,00|10 %|107,80
13/06/2025|Petit déjeuner buffet|2|11,50|23,00|10 %|25,30
14/06/2025|Chambre double supérieure|1|98,00|98,00|10 %|107,80
14/06/2025|Petit déjeuner buffet|2|11,50|23,00|10 %|25,30
15/06/2025|Location salle de réunion|0,5|240,00|120,00|10 %|132,00
+14
@ 300 430r 545r
Total|{net}|{gross}
TVA 10 %||{vat}
----
Chambre double supérieure|1|98|98.00
Petit déjeuner buffet|2|11.50|23.00
Chambre double supérieure|1|98|98.00
Petit déjeuner buffet|2|11.50|23.00
Location salle de réunion|0.5|240|120.00
""",
        rate="10",
    ),
    # Water: sections, tiers, no title over the texts.
    drawn("""
@ 40 340
EAUX DU LITTORAL|SCI BEL AIR
FACTURE D'EAU|N° 25-4418820 DU 02/07/2025
+12
@ 40 330r 410r 490r 545r
|Volume (m3)|Prix unitaire €|Montant € HT|TVA %
DISTRIBUTION DE L'EAU
Abonnement part délégataire||| 24,60|5,5
Consommation part délégataire|186|1,0240|190,46|5,5
Consommation part communale|186|0,3100|57,66|5,5
COLLECTE ET TRAITEMENT DES EAUX USEES
Consommation part délégataire|186|1,4150|263,19|10
ORGANISMES PUBLICS
Lutte contre la pollution|186|0,2800|52,08|5,5
+10
Total HT|||{net}
TVA|||{vat}
TOTAL TTC|||{gross}
----
Abonnement part délégataire|||24.60
Consommation part délégataire|186|1.024|190.46
Consommation part communale|186|0.31|57.66
Consommation part délégataire|186|1.415|263.19
Lutte contre la pollution|186|0.28|52.08
"""),
    # Waste: weighing slips by tonne, heading not over its numbers.
    drawn("""
@ 40 350
RECYVAL OUEST|FONDERIE DE LA RISLE
Facture RV250388 du 31/05/2025|Page 1 / 1
+12
@ 40 95 150 350 400 460 515
Date|N° pesée|Libellé|Qté|Unité|P.U. HT|Total HT
@ 40 95 150 375r 410 490r 550r
05/05/25|P-88101|Traitement DIB en mélange|3,420|T|118,00|403,56
05/05/25|P-88101|Rotation benne 30 m3|1|U|145,00|145,00
14/05/25|P-88177|Traitement bois classe B|2,160|T|64,00|138,24
14/05/25|P-88177|Rotation benne 15 m3|1|U|125,00|125,00
31/05/25||Location mensuelle de bennes|2|MOIS|58,00|116,00
||TGAP 2025|3,420|T|65,00|222,30
+12
@ 400 550r
Total HT|{net}
TVA 20 %|{vat}
Total TTC|{gross}
----
Traitement DIB en mélange|3.420|118|403.56
Rotation benne 30 m3|1|145|145.00
Traitement bois classe B|2.160|64|138.24
Rotation benne 15 m3|1|125|125.00
Location mensuelle de bennes|2|58|116.00
TGAP 2025|3.420|65|222.30
"""),
    # A credit note that names its invoice.
    drawn("""
@ 40 340
CHAUSSURES SECURIPRO|METALLERIE BRETONNE
AVOIR N° AV-2025-0041|Date : 11/06/2025
Sur facture n° FA-2025-1187 du 20/05/2025
+14
@ 40 110 330 400r 470r 545r
Réf.|Désignation|Taille|Qté|PU HT|Total HT
SP-770|Chaussure basse S3 Atlas|42|-2|54,90|-109,80
SP-770|Chaussure basse S3 Atlas|44|-1|54,90|-54,90
|Motif : erreur de taille
GT-12|Gant anticoupure niveau 5|10|-12|4,35|-52,20
+12
@ 400 545r
Total HT|{net}
TVA 20 %|{vat}
Total TTC à votre crédit|{gross}
----
Chaussure basse S3 Atlas|-2|54.90|-109.80|SP-770
Chaussure basse S3 Atlas / Motif : erreur de taille|-1|54.90|-54.90|SP-770
Gant anticoupure niveau 5|-12|4.35|-52.20|GT-12
"""),
    # A down payment.
    drawn("""
@ 40 340
MENUISERIE KERVELLA|CAMPING DES DUNES
Facture d'acompte n° AC-2025-07|Date : 03/02/2025
+20
@ 40 420r 545r
Désignation|Base HT|Montant HT

Acompte de 30 % à la commande sur devis DV-1188|18 400,00|5 520,00
Fourniture et pose de menuiseries aluminium
+20
@ 380 545r
Montant HT|{net}
TVA 20 %|{vat}
Montant TTC à régler|{gross}
----
Acompte de 30 % à la commande sur devis DV-1188 / Fourniture et pose de menuiseries aluminium|||5520.00
"""),
    # A progress claim: percentages, cumulated and of this month.
    drawn("""
@ 40 330
ELECTRICITE MARTEAU|VILLE DE FOUGERES
SITUATION N° 3|Facture n° 2025-0212 du 30/04/2025
+12
@ 40 270r 320r 400r 470r 545r
Lots|Marché HT|Avanct|Cumul HT|Déjà facturé|Montant HT
||%|à ce jour|HT|du mois

Courants forts RDC|24 600,00|80|19 680,00|12 300,00|7 380,00
Courants faibles|8 200,00|50|4 100,00|0,00|4 100,00
Eclairage extérieur|5 500,00|100|5 500,00|4 400,00|1 100,00
+12
@ 330 545r
Total HT de la situation|{net}
TVA 20 %|{vat}
Total TTC|{gross}
----
Courants forts RDC|||7380.00
Courants faibles|||4100.00
Eclairage extérieur|||1100.00
"""),
    # Two discounts in two columns, units of sale, a discount on the whole.
    drawn("""
@ 40 350
ELECTRO-DISTRIB SA|ARTISANS REUNIS SCOP
FACTURE 7 710 448|DATE 19/03/2025
+12
@ 40 110 320r 330 400r 435r 470r 545r
Référence|Désignation|Qté|UV|Tarif HT|R1 %|R2 %|Montant net HT
LEG067128|Prise 2P+T Mosaic blanc|50|PCE|9,42|35|10|275,54
SCH-A9F77|Disjoncteur 1P+N 16A courbe C|12|PCE|18,60|40||133,92
NEX-3G25|Câble R2V 3G2,5 couronne|200|M|1,85|52|5|168,72
|Coupe incluse
LEG412023|Contacteur jour/nuit 25A|3|PCE|41,20|||123,60
+12
@ 350 545r
Total HT|{net}
TVA 20 %|{vat}
Total TTC|{gross}
----
Prise 2P+T Mosaic blanc|50|5.5107|275.54|LEG067128
Disjoncteur 1P+N 16A courbe C|12|11.16|133.92|SCH-A9F77
Câble R2V 3G2,5 couronne / Coupe incluse|200|0.8436|168.72|NEX-3G25
Contacteur jour/nuit 25A|3|41.20|123.60|LEG412023
"""),
    # Prices for so many: a column says for how many.
    drawn("""
@ 40 340
BOULONNERIE DU RHONE|ATELIERS MECA 42
Facture F0088172|19.06.2025
+12
@ 40 110 330r 340 410r 445r 520r 545r
Article|Désignation|Quantité|Un|Prix|Par|Montant HT|TVA
H-8X30|Vis H 8.8 zinguée M8x30|500|PC|14,20|100|71,00|20
E-M8|Ecrou HU M8 zingué|2 000|PC|31,50|1000|63,00|20
R-M8L|Rondelle large M8|2 000|PC|18,40|1000|36,80|20
|DIN 9021
CHEV-10|Cheville nylon 10x50|400|PC|6,75|100|27,00|20
PERCE|Foret SDS 10x160|4|PC|5,90|1|23,60|20
+12
@ 400 520r
Total HT|{net}
TVA|{vat}
Net à payer|{gross}
----
Vis H 8.8 zinguée M8x30|500|0.142|71.00|H-8X30
Ecrou HU M8 zingué|2000|0.0315|63.00|E-M8
Rondelle large M8 / DIN 9021|2000|0.0184|36.80|R-M8L
Cheville nylon 10x50|400|0.0675|27.00|CHEV-10
Foret SDS 10x160|4|5.90|23.60|PERCE
"""),
    # Units stuck to quantities, the unit in the price, the amount first.
    drawn("""
@ 40 340
PEINTURES ARMORIQUE|SAS RAVALEMENTS 35
Facture : 25-3391|Le 07/05/2025
+12
@ 40 130 330 400 480
Montant HT|Désignation|Quantité|Prix HT|Réf.
@ 90r 130 330 400 480
318,60|Peinture façade siloxane 15L|6Pots|53,10 €/Pot|SLX15-BL
47,50|Toile de verre maille moyenne|25m²|1,90 €/m²|TDV-M
28,80|Bâche de protection 4x5 m|12U|2,40 €/U|BCH45
12,90|Frais de livraison|1U|12,90 €/U|
+12
@ 130 330
Total HT|{net} €
TVA 20 %|{vat} €
Total TTC|{gross} €
----
Peinture façade siloxane 15L|6|53.10|318.60|SLX15-BL
Toile de verre maille moyenne|25|1.90|47.50|TDV-M
Bâche de protection 4x5 m|12|2.40|28.80|BCH45
Frais de livraison|1|12.90|12.90
"""),
    # VAT letters, dates, both HT and TTC, references that wrap under the product.
    drawn("""
@ 40 340
BUREAU CENTER NANTES|LYCEE JULES VERNE
Facture FC118820|Date 12/09/2025
+12
@ 40 90 150 330r 380r 440r 500r 515
Livré le|N° BL|Article|Qté|Prix HT|Total HT|Total TTC|TVA
02/09|B4410|Ramette A4 80 g blanc|50|3,45|172,50|207,00|A
||Réf. PAP-A480
02/09|B4410|Classeur à levier dos 80|24|2,10|50,40|60,48|A
||Réf. CLA-80-BL
09/09|B4502|Agenda scolaire 2025-2026|30|4,20|126,00|132,93|B
||Réf. AGE-2526
+12
@ 300 440r 500r
Totaux|{net}|400,41
Taux A 20 % - Taux B 5,5 %
----
Ramette A4 80 g blanc|50|3.45|172.50|PAP-A480
Classeur à levier dos 80|24|2.10|50.40|CLA-80-BL
Agenda scolaire 2025-2026|30|4.20|126.00|AGE-2526
"""),
    # Several delivery notes, a page break, sums carried over.
    drawn("""
@ 40 340
SOFRAL HYGIENE|CENTRE AQUATIQUE
Facture n° 58842 du 31/08/2025|Page 1
+10
@ 40 110 340r 350 420r 480r 545r
Réf|Désignation|Qté|U|P.U.|Rem|Montant

|BL 70112 du 04/08/2025
JAV-20|Hypochlorite de sodium bidon 20 L|12|BID|21,40|10%|231,12
PH-M25|Correcteur pH moins|4|BID|38,00||152,00
|bidon 25 kg, consigné
|BL 70155 du 11/08/2025
BAC-05|Désinfectant surfaces 5 L|8|BID|16,25|10%|117,00
|à reporter|||||500,12
===
@ 40 340
SOFRAL HYGIENE|Facture n° 58842 - Page 2
+10
@ 40 110 340r 350 420r 480r 545r
Réf|Désignation|Qté|U|P.U.|Rem|Montant

|Report|||||500,12
|BL 70155 du 11/08/2025 (suite)
ESS-450|Bobine essuie-tout 450 formats|36|ROU|4,10||147,60
|double épaisseur, gaufrée
GAN-M|Gants vinyle M boîte 100|20|BTE|3,95|5%|75,05
+12
@ 400 545r
Total HT|{net}
TVA 20 %|{vat}
Total TTC|{gross}
----
Hypochlorite de sodium bidon 20 L|12|19.26|231.12|JAV-20
Correcteur pH moins / bidon 25 kg, consigné|4|38|152.00|PH-M25
Désinfectant surfaces 5 L|8|14.625|117.00|BAC-05
Bobine essuie-tout 450 formats / double épaisseur, gaufrée|36|4.10|147.60|ESS-450
Gants vinyle M boîte 100|20|3.7525|75.05|GAN-M
"""),
    # A foreign software service.
    drawn(
        """
@ 40
Invoice
+6
@ 40 140
Invoice number|8A11C0-0007
Date of issue|June 4, 2025
Date due|June 4, 2025
+14
@ 40 300
Northwind Cloud Ltd|Bill to
71 Harcourt Street|Atelier Numérique SARL
Dublin 2, Ireland|Rennes, France
+24
@ 40 330r 410r 470r 545r
Description|Qty|Unit price|Tax|Amount

Business plan (per seat)|14|€18.00|0%|€252.00
Jun 4 - Jul 4, 2025

Additional build minutes|3,500|€0.008|0%|€28.00
May 4 - Jun 4, 2025

Object storage (GB-month)|1,250|€0.02|0%|€25.00
May 4 - Jun 4, 2025
+20
@ 330 545r
Subtotal|€{net}
Total excluding tax|€{net}
VAT - France (0% on €{net})|€{vat}
Amount due|€{gross}
----
Business plan (per seat) / Jun 4 - Jul 4, 2025|14|18|252.00
Additional build minutes / May 4 - Jun 4, 2025|3500|0.008|28.00
Object storage (GB-month) / May 4 - Jun 4, 2025|1250|0.02|25.00
""",
        rate="0",
        marks=",.",
    ),
]

"""Twenty-four more pages set by hand, for trades and habits that the others don't have; read once before anything was mended
for them (docs/audit.md)."""

from __future__ import annotations

from tests.audit.layouts.drawn import drawn

SHEETS = [
    # A wholesaler: EAN, packing, two rows of titles, names that wrap.
    drawn("""
@ 40 380
COMPTOIR DES METIERS DE BOUCHE|RESTAURANT LE CHALUT
ZI Nord - 62200 BOULOGNE|3 quai Gambetta
+14
@ 40 200 380
Facture n° : 4402918|Date : 14/02/2025|Code client : 77120
+14
@ 40 92 165 345r 390r 445r 490r 545r
Code|EAN|Désignation|Condt|Nb|Prix unitaire|TVA|Montant
article|||||net HT||HT

204418|3270190128045|Film alimentaire étirable|1x6|4|12,480|20,0|49,92
||boîte distributrice 300 m
204771|3270190331124|Barquette aluminium 1 litre|1x100|10|9,150|20,0|91,50
||avec couvercle carton, 4 compartiments
||qualité alimentaire
209002|3270190557001|Serviette ouate 2 plis blanche|1x200|25|3,200|20,0|80,00
+12
@ 440 545r
Total HT|{net}
TVA 20,0 %|{vat}
NET A PAYER|{gross}
----
Film alimentaire étirable / boîte distributrice 300 m|4|12.48|49.92|204418
Barquette aluminium 1 litre / avec couvercle carton, 4 compartiments / qualité alimentaire|10|9.15|91.50|204771
Serviette ouate 2 plis blanche|25|3.20|80.00|209002
"""),
    # A garage: hours of work, then parts, each with its sum.
    drawn("""
@ 40 330
GARAGE DU PONT NEUF|SARL TRANSPORTS VIDAL
Agent toutes marques|Immat. : GB-412-KX   Km : 84 512
FACTURE F25-0318|Le 03/03/2025
+10
@ 40 120 340r 400r 440r 515r 545r
Référence|Libellé|Qté / Tps|P.U. HT|% R.|Total HT|T
MAIN D'OEUVRE
MO-T1|Remplacement plaquettes et disques avant|1,80|62,00||111,60|1
MO-T2|Diagnostic électronique|0,50|74,00||37,00|1
|Total main d'oeuvre||||148,60
PIECES
253465|Jeu de plaquettes AV|1|48,70|10|43,83|1
253466|Disque de frein ventilé|2|56,40|10|101,52|1
|diam. 280 mm
LR-DOT4|Liquide de frein DOT4|1|9,80||9,80|1
|Total pièces||||155,15
RECYCL|Participation recyclage|1|2,50||2,50|1
+10
@ 120 300r 400r 515r
Base HT|Taux|TVA|Total TTC
{net}|20,00 %|{vat}|{gross}
----
Remplacement plaquettes et disques avant|1.80|62|111.60|MO-T1
Diagnostic électronique|0.50|74|37.00|MO-T2
Jeu de plaquettes AV|1|43.83|43.83|253465
Disque de frein ventilé / diam. 280 mm|2|50.76|101.52|253466
Liquide de frein DOT4|1|9.80|9.80|LR-DOT4
Participation recyclage|1|2.50|2.50|RECYCL
"""),
    # Software by the month: each cell wraps.
    drawn("""
@ 40 400
Nuagis SAS|Facturé à
8 cours Cambronne, 44000 Nantes|Groupe Scolaire Saint-Yves
|29000 Quimper
+20
@ 40 200
Numéro de facture|2025-INV-00918
Date d'émission|1 mars 2025
Date d'échéance|31 mars 2025
+20
@ 40 300r 400r 460r 545r
Produit|Quantité|Prix unitaire HT|TVA|Montant HT

Licence Équipe - abonnement|24|9,90 €|20 %|237,60 €
mensuel||/ utilisateur
Du 1 mars au 31 mars 2025

Stockage supplémentaire|3|12,00 €|20 %|36,00 €
par tranche de 100 Go||/ tranche
Du 1 mars au 31 mars 2025

Assistance prioritaire|1|49,00 €|20 %|49,00 €
Du 1 mars au 31 mars 2025
+20
@ 400 545r
Sous-total|{net} €
TVA (20 %)|{vat} €
Total à payer|{gross} €
----
Licence Équipe - abonnement / mensuel / Du 1 mars au 31 mars 2025|24|9.90|237.60
Stockage supplémentaire / par tranche de 100 Go / Du 1 mars au 31 mars 2025|3|12|36.00
Assistance prioritaire / Du 1 mars au 31 mars 2025|1|49|49.00
"""),
    # Telephony: a row for each number, no quantities.
    drawn("""
@ 40 330
TELVIA ENTREPRISES|MAIRIE DE PLOUZANE
Facture du 05/04/2025 n° 250405-8812
+14
@ 40 130 330 470r 545r
N° d'appel|Offre|Période|Montant HT|Montant TTC
02 98 11 22 33|Accès Fibre Pro 1 Gb/s|01/04 - 30/04|42,00|50,40
02 98 11 22 34|Ligne analogique alarme|01/04 - 30/04|18,90|22,68
06 44 55 66 77|Forfait Mobile 50 Go|01/04 - 30/04|15,90|19,08
06 44 55 66 78|Forfait Mobile 50 Go|01/04 - 30/04|15,90|19,08
|Communications hors forfait||3,25|3,90
+10
Total|||{net}|{gross}
dont TVA 20 %||||{vat}
----
Accès Fibre Pro 1 Gb/s|||42.00
Ligne analogique alarme|||18.90
Forfait Mobile 50 Go|||15.90
Forfait Mobile 50 Go|||15.90
Communications hors forfait|||3.25
"""),
    # Electricity: tiers in kWh with prices in cents, taxes on the same quantity.
    drawn("""
@ 40 340
ENERVAL|SYNDIC LES GLYCINES
Votre facture d'électricité du 12/05/2025|N° 10 554 882 117
+14
Point de livraison 14 582 003 441 209 - C4 - 60 kVA
+8
@ 40 240 360r 430r 500r 545r
|Période|Consommation (kWh)|Prix (c€/kWh)|Montant (€ HT)|TVA
Fourniture d'électricité
Heures pleines hiver|01/03 - 31/03|2 410|16,420|395,72|20 %
Heures creuses hiver|01/03 - 31/03|1 120|11,350|127,12|20 %
Heures pleines été|01/04 - 30/04|1 980|10,200|201,96|20 %
Taxes et contributions
Accise sur l'électricité|01/03 - 30/04|5 510|2,250|123,98|20 %
+10
@ 300 500r
Total hors TVA|{net}
TVA à 20 %|{vat}
Total TTC|{gross}
----
Heures pleines hiver|2410|0.1642|395.72
Heures creuses hiver|1120|0.1135|127.12
Heures pleines été|1980|0.1020|201.96
Accise sur l'électricité|5510|0.0225|123.98
"""),
    # Meat and fish by weight: parcels, pieces and kilos.
    drawn("""
@ 40 360
MAREE D'OPALE - mareyeur|EHPAD LES FLOTS
FACTURE 25/1187 DU 21/03/2025|N° CLIENT 0441
+10
BL 88120 DU 18/03/2025
@ 40 95 290r 335r 390r 400 465r 540r
CODE|PRODUIT|COLIS|PIECES|POIDS/QTE|U|P.U. HT|MONTANT HT
11204|DOS DE CABILLAUD SANS PEAU|2|24|9,840|KG|17,90|176,14
|ATL. NORD-EST FAO 27 - CHALUT
11310|FILET DE LIEU NOIR|1|15|5,120|KG|9,40|48,13
|ATL. NORD-EST FAO 27
BL 88164 DU 20/03/2025
20417|HUITRES FINES DE CLAIRE N°3|6||6|BOU|11,20|67,20
|BOURRICHE 48 PIECES
+8
@ 300 540r
TOTAL H.T.|{net}
T.V.A. 5,50 %|{vat}
TOTAL T.T.C.|{gross}
----
DOS DE CABILLAUD SANS PEAU / ATL. NORD-EST FAO 27 - CHALUT|9.840|17.90|176.14|11204
FILET DE LIEU NOIR / ATL. NORD-EST FAO 27|5.120|9.40|48.13|11310
HUITRES FINES DE CLAIRE N°3 / BOURRICHE 48 PIECES|6|11.20|67.20|20417
""", rate="5.5", size=8),
    # Freight: dates, slips, pallets.
    drawn("""
@ 40 330
TRANSPORTS BLEU HORIZON|PAPETERIES DU VEXIN
Facture de transport n° T-20871|du 31 janvier 2025
+10
@ 40 90 150 320r 370r 440r 500r 545r
Date|Récépissé|Destination|Nb pal.|Poids kg|Tarif/pal.|Remise|Net HT
06/01|7710442|TOULOUSE (31) messagerie|3|1 240|58,00||174,00
||Livraison sur rendez-vous
09/01|7710518|BREST (29)|2|790|66,50|5 %|126,35
17/01|7710790|STRASBOURG (67) express|1|310|112,00||112,00
||Hayon élévateur
Surcharge carburant janvier 2025|||||||31,60
+10
@ 400 545r
Total HT|{net}
TVA 20,00 %|{vat}
Total TTC|{gross}
----
TOULOUSE (31) messagerie / Livraison sur rendez-vous|3|58|174.00
BREST (29)|2|63.175|126.35
STRASBOURG (67) express / Hayon élévateur|1|112|112.00
Surcharge carburant janvier 2025|||31.60
"""),
    # Temporary work: hours by rate, names wrap in their own column.
    drawn("""
@ 40 340
BRENNUS INTERIM Agence de Caen|LOGISTIQUE CALVADOS SA
FACTURE N° 14-250077|Date : 09/02/2025
+10
@ 40 130 290r 350r 420r 490r 545
Salarié|Rubrique|Nbre heures|Taux horaire|Coefficient|Montant HT|TVA

LEMARCHAND|Heures normales|70,00|12,40|2,05|1 779,40|1
Jean-Baptiste|Heures majorées 25 %|6,00|15,50|2,05|190,65|1
Mission 55201|Heures de nuit|14,00|14,26|2,05|409,26|1

DIALLO|Heures normales|35,00|13,10|2,05|939,93|1
Aminata|Prime d'équipe|5,00|8,20|1,00|41,00|1
+10
@ 340 490r
Montant HT|{net}
TVA 20 %|{vat}
Net à payer|{gross}
----
Heures normales|70|25.42|1779.40
Heures majorées 25 %|6|31.775|190.65
Heures de nuit|14|29.233|409.26
Heures normales|35|26.855|939.93
Prime d'équipe|5|8.20|41.00
"""),
    # A cleaning contract: flat rates, long texts, the number beside the last row.
    drawn("""
@ 40 350
NET'ARMOR PROPRETE|COPROPRIETE LE GALION
Facture 2025-04-112 du 30/04/2025|Contrat C-2210
+16
@ 40 440r 545r
Prestations|Qté|Montant mensuel HT

Entretien des parties communes selon
contrat, bâtiments A, B et C, deux passages
par semaine, sortie des containers|1|845,00

Nettoyage des vitreries du hall, intérieur
et extérieur, une fois par mois|1|96,50

Fourniture de sacs poubelle et de produits|1|38,20
+16
@ 350 545r
TOTAL HT|{net}
TVA 20 %|{vat}
TOTAL TTC|{gross}
----
Entretien des parties communes selon / contrat, bâtiments A, B et C, deux passages / par semaine, sortie des containers|1|845|845.00
Nettoyage des vitreries du hall, intérieur / et extérieur, une fois par mois|1|96.50|96.50
Fourniture de sacs poubelle et de produits|1|38.20|38.20
""", size=10, pitch=13),
    # Building trades: numbered works in sections with sums.
    drawn("""
@ 40 330
PLATRERIE LEROUX & FILS|M. et Mme GARNIER
Facture n° 25041 - 17/04/2025|Chantier : 12 allée des Acacias
+12
@ 40 80 340c 400r 470r 545r
N°|Désignation des ouvrages|U|Qté|P.U. HT|Total HT

1|CLOISONS
1.1|Cloison 72/48 plaque BA13 une face|m²|42,50|38,00|1 615,00
|y compris bandes et enduit
1.2|Bloc-porte isoplane 83 x 204|u|3,00|148,00|444,00
|Sous-total 1 - CLOISONS||||2 059,00

2|PLAFONDS
2.1|Plafond suspendu sur ossature|m²|61,20|41,50|2 539,80
|métallique, isolation 200 mm
2.2|Trappe de visite 40 x 40|u|1,00|62,00|62,00
|Sous-total 2 - PLAFONDS||||2 601,80

3|Nettoyage de fin de chantier|ens|1,00|180,00|180,00
+10
@ 400 545r
Total HT|{net}
TVA 10,00 %|{vat}
Total TTC|{gross}
----
Cloison 72/48 plaque BA13 une face / y compris bandes et enduit|42.50|38|1615.00
Bloc-porte isoplane 83 x 204|3|148|444.00
Plafond suspendu sur ossature / métallique, isolation 200 mm|61.20|41.50|2539.80
Trappe de visite 40 x 40|1|62|62.00
Nettoyage de fin de chantier|1|180|180.00
""", rate="10"),
    # A printer: options in rows of their own, prices for a thousand.
    drawn("""
@ 40 350
IMPRIMERIE DU MARAIS|OFFICE DE TOURISME
FACTURE FA-3310|La Rochelle, le 22/05/2025
+14
@ 50 300r 380r 460r 540r
Travaux|Quantité|Prix le mille HT|Total HT|TVA

Dépliants 3 volets A4|5 000|64,00|320,00|20 %
- papier couché mat 170 g
- quadrichromie recto verso
- livraison en cartons de 500
Affiches A2|250|880,00|220,00|20 %
- papier 135 g, quadri recto
Cartes de visite 85 x 55 mm|1 000|45,00|45,00|20 %
- pelliculage mat, coins ronds
+12
@ 380 460r
Total HT|{net}
TVA|{vat}
Total TTC|{gross}
----
Dépliants 3 volets A4 / - papier couché mat 170 g / - quadrichromie recto verso / - livraison en cartons de 500|5000|0.064|320.00
Affiches A2 / - papier 135 g, quadri recto|250|0.88|220.00
Cartes de visite 85 x 55 mm / - pelliculage mat, coins ronds|1000|0.045|45.00
"""),
    # Medical supplies: lots and expiry dates under each product.
    drawn("""
@ 40 360
LABORATOIRES MEDISOIN|CLINIQUE DU PARC
Facture : 90118237|Date facture : 28/04/2025
+10
@ 40 105 300r 355r 405r 450r 510r 545r
Code produit|Désignation|Qté|PU brut HT|Rem %|PU net HT|Montant HT|TVA
CX-20411|Compresse stérile 10x10 sachet de 5|120|0,84|12,0|0,7392|88,70|20,0
|Lot : 24K118   Péremption : 11/2028
CX-20977|Seringue 3 pièces 10 ml luer lock|400|0,09|0,0|0,0900|36,00|20,0
|Lot : 24M002   Péremption : 03/2029
|Lot : 24M003   Péremption : 04/2029
PH-00318|Sérum physiologique 5 ml unidose|200|0,16|5,0|0,1520|30,40|5,5
|Lot : 25A771   Péremption : 01/2027
+10
@ 300r 405r 510r
Base HT|TVA|Total TTC
{net}|{vat}|{gross}
----
Compresse stérile 10x10 sachet de 5 / Lot : 24K118 Péremption : 11/2028|120|0.7392|88.70|CX-20411
Seringue 3 pièces 10 ml luer lock / Lot : 24M002 Péremption : 03/2029 / Lot : 24M003 Péremption : 04/2029|400|0.09|36.00|CX-20977
Sérum physiologique 5 ml unidose / Lot : 25A771 Péremption : 01/2027|200|0.152|30.40|PH-00318
""", size=7),
    # A hotel: nights by date, both with and without VAT.
    drawn("""
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
""", rate="10"),
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
    drawn("""
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
""", rate="0", marks=",."),
]

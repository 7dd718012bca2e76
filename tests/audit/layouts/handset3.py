"""Twelve of twenty-four pages set by hand (`handset3_more` has the others), for trades and habits that the first ones don't
have; read once before anything was mended for them (docs/audit.md)."""

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
    drawn(
        """
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
""",
        rate="5.5",
        size=8,
    ),
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
    drawn(
        """
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
""",
        size=10,
        pitch=13,
    ),
    # Building trades: numbered works in sections with sums.
    drawn(
        """
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
""",
        rate="10",
    ),
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
    drawn(
        """
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
""",
        size=7,
    ),
]

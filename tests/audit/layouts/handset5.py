"""Twelve pages, most of whose columns wrap, after what `handset4` taught; read once before anything was mended for them."""

from __future__ import annotations

from tests.audit.layouts.drawn import drawn

SHEETS = [
    # Titles in three rows, units under quantities, references that wrap.
    drawn("""
@ 40 330
SANIFLUX DISTRIBUTION|HOTEL DU GRAND LARGE
Facture n° SF-251101|03/11/2025
+14
@ 40 120 300r 370r 430r 480r 545r
Référence|Désignation|Quantité|Prix|Remise|Taux|Montant
fournisseur|de l'article|livrée|unitaire|accordée|de TVA|hors
||(unité)|HT|||taxes

MIT-4420-|Mitigeur lavabo bec haut|4|78,50|22 %|20 %|244,92
CHR|finition chromée|pièce
WCS-100|Pack WC suspendu complet|2|312,00|18 %|20 %|511,68
|avec abattant frein de chute|pièce
TUB-PER16|Tube PER 16 en couronne|100|0,92|30 %|20 %|64,40
|prégainé bleu|mètre
+12
@ 370 545r
Total HT|{net}
TVA 20 %|{vat}
Total TTC|{gross}
----
Mitigeur lavabo bec haut / finition chromée|4|61.23|244.92|MIT-4420-CHR
Pack WC suspendu complet / avec abattant frein de chute|2|255.84|511.68|WCS-100
Tube PER 16 en couronne / prégainé bleu|100|0.644|64.40|TUB-PER16
"""),
    # Prices over discounts over net prices in one column.
    drawn("""
@ 40 340
TECHNI BUREAU|NOTAIRES ASSOCIES
FACTURE 2025/4471 du 06/11/2025|Réf. client NOT44
+14
@ 40 100 330r 390r 450r 545r
Code|Désignation|Qté|Prix HT|TVA|Total HT

FAU-12|Fauteuil ergonomique Nova|3|289,00|20|736,95
|tissu noir, accoudoirs 3D||-15 %
|||245,65

BUR-160|Bureau droit 160 x 80|3|210,00|20|567,00
|chêne clair||-10 %
|||189,00

LAM-LED|Lampe de bureau LED|5|34,00|20|170,00
+14
@ 390 545r
Total HT|{net}
TVA|{vat}
Total TTC|{gross}
----
Fauteuil ergonomique Nova / tissu noir, accoudoirs 3D|3|245.65|736.95|FAU-12
Bureau droit 160 x 80 / chêne clair|3|189|567.00|BUR-160
Lampe de bureau LED|5|34|170.00|LAM-LED
"""),
    # Periods that wrap in a column of their own, beside texts that wrap.
    drawn("""
@ 40 340
ALARME OUEST TELESURVEILLANCE|PHARMACIE DE LA GARE
Facture TS-88214|Date : 01/12/2025
+14
@ 40 230 330r 400r 450r 530r
Prestation|Période|Qté|PU HT|TVA|Montant HT

Télésurveillance 24/7 avec|du 01/12/2025|3|29,90|20 %|89,70
levée de doute vidéo|au 28/02/2026
Location centrale et|du 01/12/2025|3|14,50|20 %|43,50
détecteurs|au 28/02/2026
Carte SIM de secours|du 01/12/2025|3|4,00|20 %|12,00
|au 28/02/2026
+14
@ 330 530r
Total HT|{net}
TVA|{vat}
TTC|{gross}
----
Télésurveillance 24/7 avec / levée de doute vidéo|3|29.90|89.70
Location centrale et / détecteurs|3|14.50|43.50
Carte SIM de secours|3|4|12.00
"""),
    # Numbers beside the middle row, everything centred in its cell.
    drawn("""
@ 40 340
SERIGRAPHIE DU PORT|CLUB NAUTIQUE
Facture 25-0871|Le 09/10/2025
+14
@ 60c 180c 330c 400c 470c 540c
Réf.|Désignation|Quantité|P.U. HT|Remise|Total HT
@ 45 110 330c 400c 470c 540c

|T-shirt coton bio 180 g marine
TS-180|marquage 1 couleur poitrine|60|6,80|10 %|367,20
|tailles S à XXL

|Coupe-vent enfant
CV-ENF|marquage dos 2 couleurs|25|18,40|5 %|437,00
|tailles 6 à 14 ans

|Frais techniques
FT-01|création des écrans|3|35,00||105,00
|par couleur
+14
@ 400c 540c
Total HT|{net}
TVA 20 %|{vat}
Total TTC|{gross}
----
T-shirt coton bio 180 g marine / marquage 1 couleur poitrine / tailles S à XXL|60|6.12|367.20|TS-180
Coupe-vent enfant / marquage dos 2 couleurs / tailles 6 à 14 ans|25|17.48|437.00|CV-ENF
Frais techniques / création des écrans / par couleur|3|35|105.00|FT-01
"""),
    # Tight rows: texts wrap and nothing parts the lines but the codes.
    drawn("""
@ 40 340
DROGUERIE CENTRALE DU MAINE|MJC JACQUES PREVERT
Facture N° 0077121|Date 15/10/2025
+10
@ 40 105 335r 345 410r 480r 545r
CODE|LIBELLE|QTE|UN|PRIX HT|MONTANT HT|TVA
880121|DETERGENT SOL NEUTRE PARFUM|6|BID|11,35|68,10|20,00
|AGRUMES 5 L
880340|LIQUIDE VAISSELLE PLONGE MAIN|4|BID|7,90|31,60|20,00
881007|SAC POUBELLE 110 L NOIR|10|ROU|3,45|34,50|20,00
|BASSE DENSITE 50 MICRONS
|ROULEAU DE 25
881950|EPONGE GRATTANTE VERTE|2|LOT|4,10|8,20|20,00
882001|GANT MENAGE LATEX T8|12|PAI|1,15|13,80|20,00
+10
@ 345 480r
TOTAL HT|{net}
TOTAL TVA|{vat}
NET A PAYER|{gross}
----
DETERGENT SOL NEUTRE PARFUM / AGRUMES 5 L|6|11.35|68.10|880121
LIQUIDE VAISSELLE PLONGE MAIN|4|7.90|31.60|880340
SAC POUBELLE 110 L NOIR / BASSE DENSITE 50 MICRONS / ROULEAU DE 25|10|3.45|34.50|881007
EPONGE GRATTANTE VERTE|2|4.10|8.20|881950
GANT MENAGE LATEX T8|12|1.15|13.80|882001
"""),
    # The text above, the numbers in a row of their own below.
    drawn("""
@ 40 340
MONTAGE ET LEVAGE BRETON|PORT DE COMMERCE
Facture n° 251214|18/12/2025
+14
@ 40 120 220r 320r 420r
N° article|Unité|Quantité|Prix unitaire|Montant HT

Location grue mobile 60 T avec opérateur
GRU-60|jour|2|1 180,00|2 360,00
Mise à disposition d'un chef de manœuvre certifié
CHM-01|heure|16|58,00|928,00
Transfert aller-retour sur site
TRF-60|forfait|1|640,00|640,00
+14
@ 220 420r
Total HT|{net}
TVA 20 %|{vat}
Total TTC|{gross}
----
Location grue mobile 60 T avec opérateur|2|1180|2360.00|GRU-60
Mise à disposition d'un chef de manœuvre certifié|16|58|928.00|CHM-01
Transfert aller-retour sur site|1|640|640.00|TRF-60
"""),
    # Codes and EAN under the names, VAT and eco-part in further columns.
    drawn("""
@ 40 340
ELECTROMENAGER PRO|EPIDE DE BREST
Facture FAC-2025-31187|22/10/2025
+14
@ 40 290r 350r 400r 470r 545r
Produit|Qté|PU HT|Éco-part.|TVA|Total HT

Réfrigérateur table top 130 L|4|219,00|6,67|20 %|902,68
Code : RTT-130W
EAN 3221613021454
Micro-ondes 23 L inox|6|89,00|1,67|20 %|544,02
Code : MO-23X
EAN 3221613044187
Plaque vitrocéramique 2 foyers|4|135,00|1,67|20 %|546,68
Code : PV-2F
EAN 3221613060897
+14
@ 400 545r
Total HT|{net}
TVA 20 %|{vat}
Total TTC|{gross}
----
Réfrigérateur table top 130 L|4|225.67|902.68|RTT-130W
Micro-ondes 23 L inox|6|90.67|544.02|MO-23X
Plaque vitrocéramique 2 foyers|4|136.67|546.68|PV-2F
"""),
    # Two addresses of delivery in between, free lines, zero prices.
    drawn("""
@ 40 340
CAFES MALO TORREFACTEUR|GROUPE ARMOR CONSEIL
FACTURE 2511-0442|Date : 12/11/2025
+12
@ 40 100 320r 330 395r 440r 500r 545r
Article|Désignation|Qté|U.|P.U. HT|Rem.|Total HT|TVA
Livraison : Agence de Quimper, 4 quai de l'Odet
CAF-ETH|Café grains Éthiopie 1 kg|12|PAQ|17,80|5,00|202,92|5,5
SUC-500|Sucre bûchettes x 500|2|BTE|9,60||19,20|5,5
GOB-200|Gobelets carton 20 cl x 50|10|MAN|2,95||29,50|20
Livraison : Agence de Vannes, 11 rue du Port
CAF-ETH|Café grains Éthiopie 1 kg|8|PAQ|17,80|5,00|135,28|5,5
CAF-ECH|Échantillon café Pérou 250 g|2|PAQ|0,00||0,00|5,5
GOB-200|Gobelets carton 20 cl x 50|6|MAN|2,95||17,70|20
+12
@ 395 500r
Total HT|{net}
TVA 5,5 %|19,66
TVA 20 %|9,44
Total TTC|433,70
----
Café grains Éthiopie 1 kg|12|16.91|202.92|CAF-ETH
Sucre bûchettes x 500|2|9.60|19.20|SUC-500
Gobelets carton 20 cl x 50|10|2.95|29.50|GOB-200
Café grains Éthiopie 1 kg|8|16.91|135.28|CAF-ETH
Échantillon café Pérou 250 g|2|0|0.00|CAF-ECH
Gobelets carton 20 cl x 50|6|2.95|17.70|GOB-200
"""),
    # Units and prices wrap: "12,50 €" over "par m²".
    drawn("""
@ 40 340
SOLS ET MURS 29|ECOLE DU BOURG
Facture n° 25-302|19/12/2025
+14
@ 40 250r 340r 430r 530r
Description|Quantité|Prix unitaire|Remise|Montant

Sol PVC acoustique U4P3|64,00|31,50 €|5 %|1 915,20 €
pose collée|m²|par m²
Plinthe PVC soudée|38,00|7,20 €||273,60 €
|ml|par ml
Ragréage P3 sur dalle|64,00|9,80 €||627,20 €
y compris primaire|m²|par m²
+14
@ 340 530r
Total HT|{net} €
TVA 20 %|{vat} €
Total TTC|{gross} €
----
Sol PVC acoustique U4P3 / pose collée|64|29.925|1915.20
Plinthe PVC soudée|38|7.20|273.60
Ragréage P3 sur dalle / y compris primaire|64|9.80|627.20
"""),
    # Grid of a web shop: names wrap round, quantity x price in one column.
    drawn("""
@ 40 340
Bureau-Malin.example|Cabinet Riou
Facture BM-2025-77810|Émise le 21 novembre 2025
+14
@ 40 300c 400r 530r
Article|Quantité|Prix unitaire HT|Total HT

Clavier sans fil compact|2|39,90 €|79,80 €
AZERTY, gris sidéral
(SKU : CLV-SF-GR)

Souris verticale|2|27,50 €|55,00 €
(SKU : SOU-VERT)

Support écran double|1|64,00 €|64,00 €
bras articulés, jusqu'à 27"
(SKU : SUP-D27)

Livraison Chronopost|1|8,90 €|8,90 €
+14
@ 400r 530r
Sous-total HT|{net} €
TVA 20 %|{vat} €
Total TTC|{gross} €
----
Clavier sans fil compact / AZERTY, gris sidéral|2|39.90|79.80|CLV-SF-GR
Souris verticale|2|27.50|55.00|SOU-VERT
Support écran double / bras articulés, jusqu'à 27"|1|64|64.00|SUP-D27
Livraison Chronopost|1|8.90|8.90
"""),
    # Sections in small letters that stand at the left of the texts, options without a price.
    drawn("""
@ 40 340
IMPRESSION NUMERIQUE 35|FESTIVAL DU VENT
Facture 25/2207|14/08/2025
+14
@ 40 50 320r 390r 460r 540r
|Désignation|Nb ex.|PU HT|Rem %|Total HT
Signalétique
|Bâche M1 510 g 3 x 1 m, oeillets|6|58,00|10|313,20
|Panneau akilux 80 x 60|40|9,40|15|319,60
|recto seul
Édition
|Programme 16 pages A5|2 500|0,42|0|1 050,00
|couverture 250 g, intérieur 135 g
|Billets numérotés|3 000|0,06|0|180,00
+14
@ 390 540r
Total HT|{net}
TVA 20 %|{vat}
Total TTC|{gross}
----
Bâche M1 510 g 3 x 1 m, oeillets|6|52.20|313.20
Panneau akilux 80 x 60 / recto seul|40|7.99|319.60
Programme 16 pages A5 / couverture 250 g, intérieur 135 g|2500|0.42|1050.00
Billets numérotés|3000|0.06|180.00
"""),
    # Rental of machines: from, to and days; insurance and fuel as rows of the machine.
    drawn("""
@ 40 340
LOC'ARMOR MATERIEL|TERRASSEMENT JEZEQUEL
Facture de location FL-118820|31/07/2025
+14
@ 40 95 250 300 345r 400r 460r 540r
Parc|Matériel|Du|Au|Jours|Tarif/j|Remise|Montant HT

P-2217|Mini-pelle 2,7 T|07/07|18/07|10|145,00|20 %|1 160,00
|Garantie bris de machine|||10|11,60||116,00
|Carburant GNR (litres)|||86|1,32||113,52
P-3304|Plaque vibrante 120 kg|07/07|11/07|5|38,00|10 %|171,00
|Garantie bris de machine|||5|3,80||19,00
|Transport aller et retour|||1|160,00||160,00
+14
@ 400 540r
Total HT|{net}
TVA 20 %|{vat}
Total TTC|{gross}
----
Mini-pelle 2,7 T|10|116|1160.00
Garantie bris de machine|10|11.60|116.00
Carburant GNR (litres)|86|1.32|113.52
Plaque vibrante 120 kg|5|34.20|171.00
Garantie bris de machine|5|3.80|19.00
Transport aller et retour|1|160|160.00
"""),
]

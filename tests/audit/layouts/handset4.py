"""Twelve more pages set by hand, after what `handset3` taught; their first reading is the honest figure (docs/audit.md)."""

from __future__ import annotations

from tests.audit.layouts.drawn import drawn

SHEETS = [
    # Optics: everything wraps, the code too.
    drawn("""
@ 40 320
OPTIQUE PRO DISTRIBUTION|SARL VISION D'ARMOR
FACTURE  25-09-00417|30 septembre 2025
+14
@ 40 110 260r 320r 380r 450r 540r
Référence|Description du|Quantité|Prix tarif|Remise|Prix net|Montant
produit|produit|facturée|HT|%|HT|HT

MON-8817|Monture acétate femme|3|89,00|40,0|53,40|160,20
|écaille, taille 52-18

MON-9020|Monture titane homme|2|124,00|40,0|74,40|148,80
|gris mat, taille 54-17

ETU-RIG|Étui rigide assorti|5|4,20|0,0|4,20|21,00
+14
@ 320 540r
Total net HT|{net}
TVA 20 %|{vat}
Total TTC|{gross}
----
Monture acétate femme / écaille, taille 52-18|3|53.40|160.20|MON-8817
Monture titane homme / gris mat, taille 54-17|2|74.40|148.80|MON-9020
Étui rigide assorti|5|4.20|21.00|ETU-RIG
"""),
    # Gas in bottles: deposits, returns, mixed case headings by site.
    drawn("""
@ 40 320
GAZ INDUSTRIE SERVICES|CHAUDRONNERIE LEGALL
Facture n° 4118-2025|émise le 31/10/2025
+12
@ 40 95 290r 350r 420r 480r 545r
Article|Libellé|Livré|Repris|Prix unit.|TVA|Total HT
Site : atelier de Landerneau
AR-B50|Argon B50 recharge|4|4|118,40|20|473,60
AC-B20|Acétylène B20 recharge|1|1|164,00|20|164,00
LOC-BT|Location bouteilles octobre|6|0|9,80|20|58,80
Site : chantier de Roscoff
OX-B20|Oxygène B20 recharge|2|1|74,50|20|149,00
LIV-ZA|Participation transport zone A|1|0|22,00|20|22,00
+12
@ 300 545r
Total HT|{net}
TVA 20 %|{vat}
Total TTC|{gross}
----
Argon B50 recharge|4|118.40|473.60|AR-B50
Acétylène B20 recharge|1|164|164.00|AC-B20
Location bouteilles octobre|6|9.80|58.80|LOC-BT
Oxygène B20 recharge|2|74.50|149.00|OX-B20
Participation transport zone A|1|22|22.00|LIV-ZA
"""),
    # A law firm: times in hours, dates first, no references.
    drawn(
        """
@ 60
SELARL ABEILLE ET ASSOCIES - Avocats
Note d'honoraires n° 2025/318 du 14/11/2025
Client : Syndicat des eaux du Layon
+20
@ 60 130 400r 460r 540r
Date|Diligences accomplies|Temps (h)|Taux HT|Total HT

03/10/2025|Étude du dossier et des pièces|2,50|190,00|475,00
|adverses
09/10/2025|Rédaction des conclusions en|6,00|190,00|1 140,00
|réplique devant le tribunal
|administratif
21/10/2025|Audience|1,50|190,00|285,00
+8
|Frais de déplacement Angers - Nantes|||64,00
+20
@ 400 540r
Total HT|{net}
TVA 20 %|{vat}
Total TTC|{gross}
----
Étude du dossier et des pièces / adverses|2.50|190|475.00
Rédaction des conclusions en / réplique devant le tribunal / administratif|6|190|1140.00
Audience|1.50|190|285.00
Frais de déplacement Angers - Nantes|||64.00
""",
        size=10,
        pitch=13,
    ),
    # Catering: prices with VAT beside, pax, lower-case sections.
    drawn("""
@ 40 330
TRAITEUR LES HALLES|CE ATELIERS DU MONT
Facture TR-1180 - 20/12/2025|Repas de fin d'année
+16
@ 40 290r 360r 430r 500r 545r
Libellé|Qté|PU HT|Montant HT|Montant TTC|TVA

Cocktail dînatoire 12 pièces|80|24,50|1 960,00|2 156,00|10%
dont 8 salées et 4 sucrées
Forfait boissons sans alcool|80|6,00|480,00|528,00|10%
Vin blanc Muscadet 75 cl|20|9,50|190,00|228,00|20%
Personnel de service|12 h|32,00|384,00|460,80|20%
Location verrerie et nappage|1|145,00|145,00|174,00|20%
+16
@ 330 500r
Total HT|{net}
Total TVA|387,80
Total TTC|3 546,80
----
Cocktail dînatoire 12 pièces / dont 8 salées et 4 sucrées|80|24.50|1960.00
Forfait boissons sans alcool|80|6|480.00
Vin blanc Muscadet 75 cl|20|9.50|190.00
Personnel de service|12|32|384.00
Location verrerie et nappage|1|145|145.00
"""),
    # Copiers: counters from and to, prices per page with four decimals.
    drawn("""
@ 40 350
COPYGRAPH SOLUTIONS|COLLEGE LA FONTAINE
FACTURE DE MAINTENANCE CG-77120|Du 05/01/2026
+14
@ 40 210r 270r 330r 400r 470r 545r
Matériel|Relevé début|Relevé fin|Volume|Coût page|Minimum|Total HT

MFP 3055 n° série X8812|120 410|128 955|8 545|0,0041||35,03
Pages noires
MFP 3055 n° série X8812|41 200|42 310|1 110|0,0390||43,29
Pages couleur
MFP 4010 n° série Y0071|9 870|11 020|1 150|0,0052||5,98
Pages noires
+14
@ 400 545r
Total HT|{net}
TVA 20 %|{vat}
Total TTC|{gross}
----
MFP 3055 n° série X8812 / Pages noires|8545|0.0041|35.03
MFP 3055 n° série X8812 / Pages couleur|1110|0.0390|43.29
MFP 4010 n° série Y0071 / Pages noires|1150|0.0052|5.98
"""),
    # A nursery: names in Latin below, sizes, eco-participation rows, no currency.
    drawn(
        """
@ 40 330
PEPINIERES DE LA SARTHE|VILLE DU MANS - ESPACES VERTS
Facture 6618|Le Mans, le 28/11/2025
Bon de commande 25-ESV-0091
+12
@ 40 230 300r 360r 420r 500r
Désignation|Force|Quantité|P.U.|Rem.|Montant H.T.

Chêne vert|16/18 motte|4|148,00|15 %|503,20
Quercus ilex

Erable champêtre|14/16 RN|10|62,00|15 %|527,00
Acer campestre

Lavande officinale|C3L|150|3,40|20 %|408,00
Lavandula angustifolia

Transport et déchargement||1|180,00||180,00
+12
@ 300 500r
Total H.T.|{net}
T.V.A. 10 %|{vat}
Total T.T.C.|{gross}
----
Chêne vert / Quercus ilex|4|125.80|503.20
Erable champêtre / Acer campestre|10|52.70|527.00
Lavande officinale / Lavandula angustifolia|150|2.72|408.00
Transport et déchargement|1|180|180.00
""",
        rate="10",
    ),
    # Security guards: sections in capitals with their sums, hours by night and day.
    drawn("""
@ 40 340
VIGIARMOR SECURITE|CENTRE COMMERCIAL OCEANE
Facture 2511-087|30/11/2025
+12
@ 40 280r 345r 420r 540r
Prestations|Heures|Taux|Majoration|Montant HT

AGENT DE SECURITE CONFIRME
Jour ouvré|312,00|24,80||7 737,60
Dimanche|48,00|24,80|10|1 309,44
Total agent de sécurité||||9 047,04
AGENT SSIAP 1
Jour ouvré|120,00|26,50||3 180,00
Nuit|40,00|26,50|10|1 166,00
Total agent SSIAP||||4 346,00
+12
@ 280 540r
TOTAL HT|{net}
TVA 20 %|{vat}
TOTAL TTC|{gross}
----
Jour ouvré|312|24.80|7737.60
Dimanche|48|27.28|1309.44
Jour ouvré|120|26.50|3180.00
Nuit|40|29.15|1166.00
"""),
    # An English goods invoice: discount column, tariff codes, country of origin below.
    drawn(
        """
@ 40 350
HARLOW INSTRUMENTS LTD|Ship to: LYCEE GUSTAVE EIFFEL
Unit 6, Station Road, Harlow|33000 Bordeaux
+10
@ 40 130 350
Invoice No.|HI-20551|Invoice date: 2025-10-02
+12
@ 40 70 150 350r 385r 450r 490r 550r
Line|Part number|Description|Qty|UoM|Unit price|Disc %|Net amount

1|DMM-220B|Digital multimeter 6000 counts|15|EA|48.50|12.5|636.56
||HS code 9030310000  Origin CN
2|PSU-305D|Bench power supply 30V 5A|6|EA|112.00|10.0|604.80
||HS code 8504409590  Origin TW
3|CAB-BNC1|BNC cable 1 m|40|EA|3.15||126.00
4|CARR|Carriage and packing|1|EA|38.00||38.00
+12
@ 350 550r
Subtotal|{net}
VAT 0.00%|{vat}
Total EUR|{gross}
----
Digital multimeter 6000 counts / HS code 9030310000 Origin CN|15|42.4375|636.56|DMM-220B
Bench power supply 30V 5A / HS code 8504409590 Origin TW|6|100.80|604.80|PSU-305D
BNC cable 1 m|40|3.15|126.00|CAB-BNC1
Carriage and packing|1|38|38.00|CARR
""",
        rate="0",
        marks=",.",
    ),
    # Linen rental: units, agreed stock, weekly rows; amounts in the middle.
    drawn("""
@ 40 340
BLANCHISSERIE DU LITTORAL|RESIDENCE LES EMBRUNS
FACTURE 118-774  DU 31/01/2026|Contrat 40881
+12
@ 40 75 240r 290r 345r 420r 470r 490
Code|Désignation|Pièces|Passages|P.U. HT|Montant HT|TVA|Observations

1101|Drap plat 180x310|120|4|0,62|297,60|20|livraison mardi
1104|Taie traversin|120|4|0,28|134,40|20|livraison mardi
1230|Serviette de toilette|90|4|0,21|75,60|20|
1410|Tapis d'entrée 85x150|3|4|4,90|58,80|20|échange jeudi
+12
@ 240 420r
TOTAL HT|{net}
TVA 20 %|{vat}
TOTAL TTC|{gross}
----
Drap plat 180x310|480|0.62|297.60|1101
Taie traversin|480|0.28|134.40|1104
Serviette de toilette|360|0.21|75.60|1230
Tapis d'entrée 85x150|12|4.90|58.80|1410
"""),
    # Works: long descriptions over the numbers, which stand beside the last row; two pages.
    drawn(
        """
@ 40 340
ETANCHEITE DE L'OUEST|OPH DU MORBIHAN
Facture 25-10-1187 du 24/10/2025|Marché 2025-44 lot 5
+14
@ 40 80 360r 375 430r 480r 550r
Art.|Désignation|Quantité|U|P.U.|Rabais|Total

5.1|Dépose du complexe d'étanchéité
|existant, évacuation en décharge
|agréée, toutes sujétions|420,00|m2|12,50||5 250,00
5.2|Fourniture et pose d'un pare-vapeur
|soudé en plein|420,00|m2|9,20||3 864,00
5.3|Isolant polyuréthane 120 mm, posé
|en deux lits croisés, collé à froid|420,00|m2|31,40|2 %|12 924,24
5.4|Etanchéité bicouche élastomère
|autoprotégée, relevés compris|465,00|m2|27,80||12 927,00
5.5|Naissance EP diamètre 100
|avec crapaudine|8,00|U|64,00||512,00
+14
@ 360 550r
Montant HT|{net}
TVA 10 %|{vat}
Montant TTC|{gross}
----
Dépose du complexe d'étanchéité / existant, évacuation en décharge / agréée, toutes sujétions|420|12.50|5250.00
Fourniture et pose d'un pare-vapeur / soudé en plein|420|9.20|3864.00
Isolant polyuréthane 120 mm, posé / en deux lits croisés, collé à froid|420|30.772|12924.24
Etanchéité bicouche élastomère / autoprotégée, relevés compris|465|27.80|12927.00
Naissance EP diamètre 100 / avec crapaudine|8|64|512.00
""",
        rate="10",
    ),
    # A bakery's month: a row a day, only quantity, price and sum, in small type.
    drawn(
        """
@ 50 330
FOURNIL SAINT-MICHEL|CANTINE DE BREAL
RELEVE-FACTURE N° 2025-11|30/11/2025
+10
@ 50 110 300r 360r 430r
Jour|Produit|Nb|Prix HT|Total HT
03/11|Pain de campagne 1 kg tranché|12|3,79|45,48
03/11|Baguette tradition|30|0,95|28,50
04/11|Pain complet 400 g|18|1,66|29,88
06/11|Baguette tradition|32|0,95|30,40
07/11|Brioche individuelle|145|0,57|82,65
+10
@ 110 430r
Montant HT|{net}
TVA 5,5 %|{vat}
Net à payer TTC|{gross}
----
Pain de campagne 1 kg tranché|12|3.79|45.48
Baguette tradition|30|0.95|28.50
Pain complet 400 g|18|1.66|29.88
Baguette tradition|32|0.95|30.40
Brioche individuelle|145|0.57|82.65
""",
        rate="5.5",
        size=7,
        pitch=9,
    ),
    # A spare-parts wholesaler: three rows a line, the numbers beside the second one.
    drawn("""
@ 40 330
AGRI PIECES CENTRE|GAEC DES TROIS CHENES
Facture FA118274|Date : 17/10/2025
+14
@ 40 120 330r 400r 460r 545r
Réf. / Marque|Désignation|Qté|Prix tarif|% rem|Net HT

|Filtre à gasoil séparateur
P551315|cartouche vissée|2|38,60|25|57,90
DONALDSON|remplace RE541922

|Courroie trapézoïdale
AX-83|largeur 13 mm|4|12,40|30|34,72
GATES|longueur 2 108 mm
+14
@ 330 545r
Total HT|{net}
TVA 20 %|{vat}
Total TTC|{gross}
----
Filtre à gasoil séparateur / cartouche vissée / remplace RE541922|2|28.95|57.90|P551315
Courroie trapézoïdale / largeur 13 mm / longueur 2 108 mm|4|8.68|34.72|AX-83
"""),
]

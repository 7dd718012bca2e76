"""Eight pages, the last ones: read once, nothing was mended for them (docs/audit.md)."""

from __future__ import annotations

from tests.audit.layouts.drawn import drawn

SHEETS = [
    # A beekeeper's shop: formats, own words for titles.
    drawn(
        """
@ 40 340
MIELLERIE DES MONTS D'ARREE|EPICERIE VRAC & CO
Facture 2025-311|12/09/2025
+14
@ 40 240 320r 390r 470r 545r
Miels et dérivés|Format|Nb pots|Prix pot HT|Remise|Total HT

Miel de bruyère|500 g|24|7,20|10 %|155,52
Miel de printemps|1 kg|12|9,80|10 %|105,84
Pain d'épices artisanal|300 g|10|4,60||46,00
+14
@ 390 545r
Total HT|{net}
TVA 5,5 %|{vat}
Total TTC|{gross}
----
Miel de bruyère|24|6.48|155.52
Miel de printemps|12|8.82|105.84
Pain d'épices artisanal|10|4.60|46.00
""",
        rate="5.5",
    ),
    # Advertising: insertions, formats, dates that wrap.
    drawn("""
@ 40 340
REGIE MEDIA ATLANTIQUE|OFFICE NOTARIAL DU PORT
Facture RM-88120|30/10/2025
+14
@ 40 115 290 350r 420r 470r 545r
Réf. ordre|Support / emplacement|Parution|Qté|Tarif brut|Rem. %|Net HT

OI-7741|Hebdo Sud, page 5|02/10/2025|1|890,00|15|756,50
|quart de page quadri
OI-7742|Hebdo Sud, page 3|09/10/2025|2|1 120,00|20|1 792,00
|demi-page quadri|16/10/2025
OI-7760|Bannière web accueil|octobre|4|150,00||600,00
+14
@ 420 545r
Total HT|{net}
TVA 20 %|{vat}
Total TTC|{gross}
----
Hebdo Sud, page 5 / quart de page quadri|1|756.50|756.50|OI-7741
Hebdo Sud, page 3 / demi-page quadri|2|896|1792.00|OI-7742
Bannière web accueil|4|150|600.00|OI-7760
"""),
    # Dental laboratory: patients on the left, teeth on the right.
    drawn(
        """
@ 40 340
PROTHESES DENTAIRES DE L'ELORN|CABINET DR LE GALL
Facture mensuelle 25-10|31/10/2025
+12
@ 40 130 320 360r 430r 500r
Patient|Travaux|Teinte|Nbre|P.U.|Montant
A. M.|Couronne céramo-métallique|A2|1|142,00|142,00
B. T.|Bridge zircone 3 éléments|A3|3|168,00|504,00
C. R.|Gouttière de bruxisme||1|88,00|88,00
D. K.|Réparation prothèse résine||2|46,50|93,00
|Frais de coursier||||12,00
+12
@ 360 500r
Total HT|{net}
Exonération de TVA art. 261-4-1° du CGI|0,00
Net à payer|{gross}
----
Couronne céramo-métallique|1|142|142.00
Bridge zircone 3 éléments|3|168|504.00
Gouttière de bruxisme|1|88|88.00
Réparation prothèse résine|2|46.50|93.00
Frais de coursier|||12.00
""",
        rate="0",
    ),
    # A cooperative: tonnes, moisture, price by tonne, charges below each.
    drawn("""
@ 40 340
COOP DES TROIS VALLEES|EARL DU VERGER
FACTURE APPRO 118-2207|15/03/2025
+12
@ 40 95 310r 320 390r 450r 520r
Code|Produit|Quantité|Un|Prix HT|Remise|Montant HT
AMM27|Ammonitrate 27 big bag 600 kg|4,800|T|368,00|2,0|1 731,07
|Origine UE
SEM-BT|Semence blé tendre certifiée|25|SAC|24,60|5,0|584,25
|Variété Chevignon, sac 25 kg
HERB-5|Désherbant céréales 5 L|6|BID|98,40||590,40
|Redevance pollution diffuse incluse
+12
@ 390 520r
Total HT|{net}
TVA 20 %|{vat}
Total TTC|{gross}
----
Ammonitrate 27 big bag 600 kg / Origine UE|4.800|360.64|1731.07|AMM27
Semence blé tendre certifiée / Variété Chevignon, sac 25 kg|25|23.37|584.25|SEM-BT
Désherbant céréales 5 L / Redevance pollution diffuse incluse|6|98.40|590.40|HERB-5
"""),
    # A theatre hall: services in two groups, hours glued.
    drawn("""
@ 40 340
SCENE & SON LOCATION|COMITE DES FETES DE SIZUN
Facture n° 2025/0714|Date 21/07/2025
+14
@ 40 300r 360r 430r 540r
Matériel|Qté|Jours|P.U./jour|Total HT

Sonorisation
Enceinte amplifiée 15"|4|2|35,00|280,00
Console numérique 32 voies|1|2|120,00|240,00
Eclairage
Projecteur LED wash|12|2|14,00|336,00
Technicien son|2|1|320,00|640,00
+14
@ 360 540r
Total HT|{net}
TVA 20 %|{vat}
Total TTC|{gross}
----
Enceinte amplifiée 15"|8|35|280.00
Console numérique 32 voies|2|120|240.00
Projecteur LED wash|24|14|336.00
Technicien son|2|320|640.00
"""),
    # Stationery, wrapped names without gaps, quantities before, no VAT column.
    drawn("""
@ 40 340
PAPETERIE DU LEON|ECOLE DIWAN
Facture FA-25-0911|05/09/2025
+12
@ 60r 75 90 150 400r 470r 545r
Qté|U|Réf|Article|PU HT|% Rem|Net HT
30|P|CAH96|Cahier 24x32 96 pages grands|1,45|20|34,80
|||carreaux couverture polypro
12|B|CRA12|Crayons de couleur assortis|3,10|15|31,62
|||boîte de 24
6|L|COL21|Colle bâton 21 g lot de 5|4,90|10|26,46
4|P|TAB-A|Tableau ardoise 30x20|5,25||21,00
+12
@ 400 545r
Total HT|{net}
TVA 20 %|{vat}
Total TTC|{gross}
----
Cahier 24x32 96 pages grands / carreaux couverture polypro|30|1.16|34.80|CAH96
Crayons de couleur assortis / boîte de 24|12|2.635|31.62|CRA12
Colle bâton 21 g lot de 5|6|4.41|26.46|COL21
Tableau ardoise 30x20|4|5.25|21.00|TAB-A
"""),
    # A locksmith: a call-out with text above, numbers beside.
    drawn(
        """
@ 40
SERRURES EXPRESS 29
Facture 1188 du 02/12/2025
Intervention du 01/12/2025 chez : CABINET DENTAIRE SAINT-LOUIS
+16
@ 40 360r 430r 520r
Description|Quantité|Prix unitaire|Prix total

Déplacement zone urbaine|1|45,00 €|45,00 €
Main d'œuvre ouverture et remplacement|1,5|58,00 €|87,00 €
Cylindre haute sécurité 5 clés|1|139,00 €|139,00 €
carte de propriété fournie
Majoration soirée|1|30,00 €|30,00 €
+16
@ 360 520r
Total HT|{net} €
TVA 10 %|{vat} €
Total TTC|{gross} €
----
Déplacement zone urbaine|1|45|45.00
Main d'œuvre ouverture et remplacement|1.5|58|87.00
Cylindre haute sécurité 5 clés / carte de propriété fournie|1|139|139.00
Majoration soirée|1|30|30.00
""",
        rate="10",
    ),
    # Laboratory glass: catalogue price, packing by so many, order lines.
    drawn("""
@ 40 340
VERRERIE SCIENTIFIQUE OUEST|LYCEE DUPUY DE LOME
FACTURE 7700412|18/11/2025
+12
@ 40 70 140 330r 375r 430r 475r 545r
Pos.|Réf. art.|Désignation|Cond.|Qté|PU cat.|Rem.%|Valeur HT

10|BEC-250|Bécher forme basse 250 ml|10|3|28,40|8,0|78,38
||verre borosilicaté 3.3
20|PIP-05|Pipette graduée 5 ml classe A|5|4|31,00|8,0|114,08
30|ERL-500|Erlenmeyer col large 500 ml|6|2|33,60|8,0|61,82
||gradué, bord renforcé
40|FRAIS|Frais d'emballage||1|9,50||9,50
+12
@ 430 545r
Total HT|{net}
TVA 20 %|{vat}
Total TTC|{gross}
----
Bécher forme basse 250 ml / verre borosilicaté 3.3|3|26.128|78.38|BEC-250
Pipette graduée 5 ml classe A|4|28.52|114.08|PIP-05
Erlenmeyer col large 500 ml / gradué, bord renforcé|2|30.912|61.82|ERL-500
Frais d'emballage|1|9.50|9.50|FRAIS
"""),
]

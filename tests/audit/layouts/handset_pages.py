"""The pages of `handset`: what suppliers of all trades do that the rendered layouts don't."""

from __future__ import annotations

from decimal import Decimal

from tests.audit.layouts.handset import Rows, Sheet, Told, foot, head, line

SHEETS: list[Sheet] = []


def _add(rows: Rows, told: list[Told], size: float = 9, font: str = "Liberation Sans", pitch: int = 12) -> None:
    SHEETS.append(Sheet(rows, told, size, font, pitch))


def _euros(value: Decimal) -> str:
    return f"{value:,.2f}".replace(",", " ").replace(".", ",")


# fmt: off
# UGAP-like: eco-part in small text, BL rows, VAT code
_add(head('8812001','14/03/2025')+[
 [(40,'Code article'),(110,'Libellé'),(330,'Qté','r'),(345,'UV'),(410,'P.U. HT','r'),(450,'Rem.','r'),(520,'Total HT','r'),(545,'T')],4,
 [(40,'BL n° 5543321 du 10/03/2025 - Commande n° PO-7781')],
 [(40,'4412088'),(110,'Stylo roller noir pointe fine'),(330,'12','r'),(345,'PCE'),(410,'1,85','r'),(450,'30%','r'),(520,'15,54','r'),(545,'1')],
 [(110,'dont éco-participation mobilier 0,12 EUR','s')],
 [(40,'4412090'),(110,'Bloc sténo 180 pages'),(330,'5','r'),(345,'PCE'),(410,'2,40','r'),(520,'12,00','r'),(545,'1')],
 [(40,'BL n° 5543400 du 12/03/2025')],
 [(40,'7718210'),(110,'Café en grains 1 kg'),(330,'6','r'),(345,'KG'),(410,'13,200','r'),(450,'40+10','r'),(520,'42,77','r'),(545,'2')],
 20,[(400,'Total HT'),(520,'70,31','r')],[(400,'TVA 20,00%'),(520,'5,51','r')],[(400,'TVA 5,50%'),(520,'2,35','r')],[(400,'Net à payer'),(520,'78,17 EUR','r')]],
 [line('Stylo roller noir pointe fine\ndont éco-participation mobilier 0,12 EUR','12','1.295','15.54','4412088'),line('Bloc sténo 180 pages','5','2.40','12.00','4412090'),line('Café en grains 1 kg','6','7.128','42.77','7718210')])
# cash&carry: price, colis, qty
_add(head('F-2209','02.04.2025')+[
 [(40,'EAN'),(120,'Désignation article'),(330,'Prix unit.','r'),(380,'Colisage','r'),(420,'Prix colis','r'),(450,'Qté','r'),(510,'Montant','r'),(540,'TVA','r')],
 [(40,'3017620422003'),(120,'PATE A TARTINER 1KG'),(330,'6,120','r'),(380,'6','r'),(420,'36,72','r'),(450,'2','r'),(510,'73,44','r'),(540,'B','r')],
 [(40,'3068320114453'),(120,'EAU MINERALE 1,5L'),(330,'0,420','r'),(380,'12','r'),(420,'5,04','r'),(450,'10','r'),(510,'50,40','r'),(540,'B','r')],
 [(40,'5449000000996'),(120,'SODA COLA 33CL'),(330,'0,515','r'),(380,'24','r'),(420,'12,36','r'),(450,'3','r'),(510,'37,08','r'),(540,'B','r')],
 10,[(330,'TOTAL H.T.'),(510,'160,92','r')],[(330,'TVA B 5,5%'),(510,'8,85','r')],[(330,'TOTAL T.T.C.'),(510,'169,77','r')]],
 [line('PATE A TARTINER 1KG','2','36.72','73.44'),line('EAU MINERALE 1,5L','10','5.04','50.40'),line('SODA COLA 33CL','3','12.36','37.08')])
# telecom: amounts only w/ sections, subtotals
_add(head('0012-55','1er mars 2025')+[
 [(40,'Vos abonnements et consommations'),(480,'Montant € HT','r')],6,
 [(40,'Ligne 06 01 02 03 04')],
 [(50,'Forfait Pro 80 Go du 01/03 au 31/03'),(480,'29,90','r')],
 [(50,'Appels vers l’étranger 00:12:30'),(480,'4,15','r')],
 [(40,'Total ligne 06 01 02 03 04'),(480,'34,05','r')],
 [(40,'Ligne 06 01 02 03 05')],
 [(50,'Forfait Pro 20 Go du 01/03 au 31/03'),(480,'19,90','r')],
 [(40,'Total ligne 06 01 02 03 05'),(480,'19,90','r')],
 10,[(40,'Total de la facture HT'),(480,'53,95','r')],[(40,'TVA à 20,00 %'),(480,'10,79','r')],[(40,'Total TTC à payer'),(480,'64,74','r')]],
 [line('Forfait Pro 80 Go du 01/03 au 31/03',None,None,'29.90'),line('Appels vers l’étranger 00:12:30',None,None,'4.15'),line('Forfait Pro 20 Go du 01/03 au 31/03',None,None,'19.90')])
# energy inline
_add(head('EN-100','15/02/2025')+[
 [(40,'Détail de votre facture'),(500,'Montant HT','r')],
 [(40,'Abonnement 1 mois x 18,30 €'),(500,'18,30 €','r')],
 [(40,'Consommation heures pleines 1 234 kWh x 0,1450 €/kWh'),(500,'178,93 €','r')],
 [(40,'Consommation heures creuses 820 kWh x 0,1101 €/kWh'),(500,'90,28 €','r')],
 8,[(40,'Total HT'),(500,'287,51 €','r')],[(40,'TVA 20 %'),(500,'57,50 €','r')],[(40,'Total TTC'),(500,'345,01 €','r')]],
 [line('Abonnement','1','18.30','18.30'),line('Consommation heures pleines','1234','0.1450','178.93'),line('Consommation heures creuses','820','0.1101','90.28')])
# old ERP mono with bars
_add(head('A77110','31/12/2024')+[
 [(40,'-'*88)],[(40,'|REFERENCE   |DESIGNATION                    |  QTE|   P.U.HT |REM% |   MONTANT HT |TV|')],[(40,'-'*88)],
 [(40,'|VIS6X40     |VIS TH ACIER ZINGUE 6X40 /100  |  300|     4,20 |10,0 |        11,34 |1 |')],
 [(40,'|ECR-M6      |ECROU HEXAGONAL M6             |   50|     0,08 |     |         4,00 |1 |')],
 [(40,'|FORET-6     |FORET HSS DIAM 6 MM            |    4|     3,15 | 5,0 |        11,97 |1 |')],
 [(40,'-'*88)],
 [(40,'                                     TOTAL HT...........        27,31')],
 [(40,'                                     TVA 20,00%.........         5,46')],
 [(40,'                                     NET A PAYER........        32,77')]],
 [line('VIS TH ACIER ZINGUE 6X40 /100','300','0.0378','11.34','VIS6X40'),line('ECROU HEXAGONAL M6','50','0.08','4.00','ECR-M6'),line('FORET HSS DIAM 6 MM','4','2.9925','11.97','FORET-6')], font='DejaVu Sans Mono', size=7.5, pitch=10)
# centred headers, text centred
_add(head('2025/0041','7 avril 2025')+[
 [(70,'Quantité','c'),(250,'Désignation des prestations','c'),(420,'Prix unitaire HT','c'),(510,'Total HT','c')],6,
 [(70,'1','c'),(110,'Nettoyage des bureaux, 2e étage'),(420,'380,00 €','c'),(510,'380,00 €','c')],
 [(110,'Mois de mars 2025')],
 [(70,'4','c'),(110,'Vitrerie intérieure et extérieure'),(420,'45,00 €','c'),(510,'180,00 €','c')],
 [(70,'2,5','c'),(110,'Heure de remise en état'),(420,'28,00 €','c'),(510,'70,00 €','c')],
 10,[(420,'Total HT','c'),(510,'630,00 €','c')],[(420,'TVA 20%','c'),(510,'126,00 €','c')],[(420,'TOTAL TTC','c'),(510,'756,00 €','c')]],
 [line('Nettoyage des bureaux, 2e étage\nMois de mars 2025','1','380.00','380.00'),line('Vitrerie intérieure et extérieure','4','45.00','180.00'),line('Heure de remise en état','2.5','28.00','70.00')])
# temp staffing: employee headings, weeks
_add(head('INT55','30/04/2025')+[
 [(40,'Semaine'),(90,'Rubrique'),(300,'Nombre','r'),(360,'Taux','r'),(420,'Coef.','r'),(480,'Prix fact.','r'),(545,'Montant HT','r')],
 [(40,'MARTIN Paul - Cariste - Contrat 88123')],
 [(40,'14'),(90,'Heures normales'),(300,'35,00','r'),(360,'12,50','r'),(420,'1,980','r'),(480,'24,75','r'),(545,'866,25','r')],
 [(40,'14'),(90,'Heures supp. 25%'),(300,'4,00','r'),(360,'15,63','r'),(420,'1,980','r'),(480,'30,94','r'),(545,'123,76','r')],
 [(40,'14'),(90,'Panier repas'),(300,'5,00','r'),(480,'9,90','r'),(545,'49,50','r')],
 [(90,'Sous-total MARTIN Paul'),(545,'1 039,51','r')],
 [(40,'DUPUIS Anne - Préparatrice - Contrat 88140')],
 [(40,'14'),(90,'Heures normales'),(300,'28,00','r'),(360,'12,10','r'),(420,'1,980','r'),(480,'23,96','r'),(545,'670,88','r')],
 [(90,'Sous-total DUPUIS Anne'),(545,'670,88','r')],
 10,[(440,'Total HT'),(545,'1 710,39','r')],[(440,'TVA 20,00 %'),(545,'342,08','r')],[(440,'Total TTC'),(545,'2 052,47','r')]],
 [line('Heures normales','35','24.75','866.25'),line('Heures supp. 25%','4','30.94','123.76'),line('Panier repas','5','9.90','49.50'),line('Heures normales','28','23.96','670.88')])
# ref below description in the same column, EAN, delivery date
_add(head('FV00032','12-05-2025')+[
 [(40,'Désignation / Référence'),(340,'Livré le'),(410,'Qté','r'),(470,'PU net HT','r'),(540,'Montant HT','r')],6,
 [(40,'Gants nitrile taille L boîte de 100'),(340,'05/05/25'),(410,'20','r'),(470,'6,10','r'),(540,'122,00','r')],
 [(40,'Réf. GN-L-100')],5,
 [(40,'Masque FFP2 sans valve'),(340,'05/05/25'),(410,'200','r'),(470,'0,295','r'),(540,'59,00','r')],
 [(40,'Réf. MQ-FFP2')],5,
 [(40,'Port et emballage'),(540,'9,90','r')],
 12,[(440,'Total HT'),(540,'190,90','r')],[(440,'TVA 20 %'),(540,'38,18','r')],[(440,'Total TTC'),(540,'229,08','r')]],
 [line('Gants nitrile taille L boîte de 100','20','6.10','122.00','GN-L-100'),line('Masque FFP2 sans valve','200','0.295','59.00','MQ-FFP2'),line('Port et emballage',None,None,'9.90')])
# discount in euro, remise ligne
_add(head('INV/2025/00012','2025-05-19')+[
 [(40,'Description'),(300,'Qté','r'),(360,'P.U.','r'),(420,'Remise €','r'),(480,'TVA','r'),(545,'Total HT','r')],
 [(40,'Audit énergétique site A'),(300,'1','r'),(360,'1 500,00','r'),(420,'150,00','r'),(480,'20 %','r'),(545,'1 350,00','r')],
 [(40,'Rapport complémentaire'),(300,'2','r'),(360,'200,00','r'),(420,'40,00','r'),(480,'20 %','r'),(545,'360,00','r')],
 [(40,'Remise commerciale exceptionnelle'),(545,'-110,00','r')],
 10,[(420,'Total HT'),(545,'1 600,00','r')],[(420,'TVA'),(545,'320,00','r')],[(420,'Total TTC'),(545,'1 920,00','r')]],
 [line('Audit énergétique site A','1','1350','1350.00'),line('Rapport complémentaire','2','180','360.00'),line('Remise commerciale exceptionnelle',None,None,'-110.00')])
# TTC receipts
_add(head('T-991','19/05/2025')+[
 [(40,'Article'),(300,'Qté','r'),(380,'PU TTC','r'),(460,'Total TTC','r')],
 [(40,'Perceuse visseuse 18 V'),(300,'1','r'),(380,'129,00','r'),(460,'129,00','r')],
 [(40,'Coffret embouts'),(300,'2','r'),(380,'12,50','r'),(460,'25,00','r')],
 10,[(380,'Total HT','r'),(460,'128,33','r')],[(380,'TVA 20%','r'),(460,'25,67','r')],[(380,'Total TTC','r'),(460,'154,00','r')]],
 [line('Perceuse visseuse 18 V','1','107.5','107.50'),line('Coffret embouts','2','10.4167','20.83')])
# numbers first row bottom, multi-line before, page break without header
rows=head('88-1','03/06/2025')+[[(40,'Désignation'),(330,'Unité','c'),(400,'Quantité','r'),(470,'P.U. HT','r'),(545,'Montant HT','r')],6]
told = []
for i in range(1,19):
    q,p=Decimal(i),Decimal('12.40')+i
    a = q * p
    rows+=[[(40,f'{i}. Fourniture et pose de cloison type {i}')],[(40,f'hauteur {200+i} cm, y compris joints'),(330,'m2','c'),(400,_euros(q),'r'),(470,_euros(p),'r'),(545,_euros(a),'r')],7]
    told.append(line(f'{i}. Fourniture et pose de cloison type {i}\nhauteur {200+i} cm, y compris joints',str(q),str(p),f'{a:.2f}'))
    if i==12:
        rows +=['---',[(40,'Facture 88-1'),(500,'page 2/2')],20]
tot = sum((Decimal(one["amount"] or 0) for one in told), Decimal(0))
rows+=[10,[(440,'Total HT'),(545,_euros(tot),'r')],[(440,'TVA 10 %'),(545,_euros(tot/10),'r')],[(440,'Total TTC'),(545,_euros(tot*Decimal('1.1')),'r')]]
_add(rows, told)
# VAT letter glued after amount, quantity x price column in same cell
_add(head('FC2025-77','21/06/2025')+[
 [(40,'RÉF.'),(110,'LIBELLÉ'),(400,'QTÉ x P.U. HT','r'),(500,'TOTAL HT','r')],
 [(40,'A100'),(110,'Bidon détergent 5 L'),(400,'4 x 12,50','r'),(500,'50,00 A','r')],
 [(40,'B220'),(110,'Balai brosse'),(400,'10 x 6,90','r'),(500,'69,00 A','r')],
 8,[(400,'TOTAL HT','r'),(500,'119,00','r')],[(400,'TVA A 20%','r'),(500,'23,80','r')],[(400,'NET À PAYER TTC','r'),(500,'142,80','r')]],
 [line('Bidon détergent 5 L','4','12.50','50.00','A100'),line('Balai brosse','10','6.90','69.00','B220')])

_add(head('1','01/02/2025')+[
 [(350,'Quantité','c'),(470,'Prix HT','c')],
 [(40,'Référence'),(120,'Désignation')],
 [(350,'livrée','c'),(430,'unitaire','c'),(520,'total','c')],4,
 [(40,'ZX-10'),(120,'Lampe LED E27 9 W'),(350,'10','c'),(430,'3,20','c'),(520,'32,00','c')],
 [(40,'ZX-22'),(120,'Tube LED 120 cm'),(350,'6','c'),(430,'8,45','c'),(520,'50,70','c')],
 [(40,'ZX-31'),(120,'Détecteur de mouvement'),(350,'2','c'),(430,'24,90','c'),(520,'49,80','c')]]+foot('132,50','26,50','159,00'),
 [line('Lampe LED E27 9 W','10','3.20','32.00','ZX-10'),line('Tube LED 120 cm','6','8.45','50.70','ZX-22'),line('Détecteur de mouvement','2','24.90','49.80','ZX-31')])
_add(head('2','01/02/2025')+[
 [(40,'Description'),(330,'Nombre','r'),(400,'Prix unit.','r'),(470,'Total','r'),(500,'Réf.')],4,
 [(40,'Formation sécurité incendie'),(330,'12','r'),(400,'EUR 85,00','r'),(470,'EUR 1 020,00','r'),(500,'FSI-1')],
 [(40,'Session du 14 janvier 2025 dans vos locaux, manipulation des extincteurs sur feu réel, remise des attestations')],6,
 [(40,'Recyclage habilitation électrique'),(330,'3','r'),(400,'EUR 210,00','r'),(470,'EUR 630,00','r'),(500,'RHE-2')],
 [(40,'Session du 20 janvier 2025, deux jours, repas compris, support de cours remis à chaque stagiaire')],6]+foot('EUR 1 650,00','EUR 330,00','EUR 1 980,00'),
 [line('Formation sécurité incendie\nSession du 14 janvier 2025 dans vos locaux, manipulation des extincteurs sur feu réel, remise des attestations','12','85','1020.00','FSI-1'),
  line('Recyclage habilitation électrique\nSession du 20 janvier 2025, deux jours, repas compris, support de cours remis à chaque stagiaire','3','210','630.00','RHE-2')])
_add(head('3','01/02/2025')+[20,
 [(40,'1.'),(60,'Ramette A4 80 g'),(330,'4,10','r'),(380,'10','r'),(430,'5 %','r'),(520,'38,95','r')],
 [(40,'2.'),(60,'Enveloppe C4 kraft'),(330,'0,12','r'),(380,'500','r'),(520,'60,00','r')],
 [(40,'3.'),(60,'Etiquettes 70x35'),(330,'15,80','r'),(380,'3','r'),(430,'10 %','r'),(520,'42,66','r')]]+foot('141,61','28,32','169,93'),
 [line('Ramette A4 80 g','10','3.895','38.95'),line('Enveloppe C4 kraft','500','0.12','60.00'),line('Etiquettes 70x35','3','14.22','42.66')])
_add(head('4','01/02/2025')+[
 [(40,'Prestation'),(300,'Quantité'),(380,'Prix HT'),(480,'Montant HT')],4,
 [(40,'Savon liquide mains'),(300,'12 bidons'),(380,'8,90 €/bidon'),(480,'106,80 €')],
 [(40,'Essuie-tout industriel'),(300,'6 lots'),(380,'21,50 €/lot'),(480,'129,00 €')],
 [(40,'Passage technicien'),(300,'1,5 heure'),(380,'48,00 €/heure'),(480,'72,00 €')],
 10,[(380,'Total HT'),(480,'307,80 €')],[(380,'TVA 20 %'),(480,'61,56 €')],[(380,'Total TTC'),(480,'369,36 €')]],
 [line('Savon liquide mains','12','8.90','106.80'),line('Essuie-tout industriel','6','21.50','129.00'),line('Passage technicien','1.5','48','72.00')])
_add(head('5','01/02/2025')+[
 [(30,'Date'),(75,'N° BL'),(120,'Chantier'),(180,'Article'),(225,'Désignation'),(380,'Qté','r'),(392,'U'),(430,'PU HT','r'),(465,'Rem%','r'),(510,'Net HT','r'),(560,'Mt HT','r')],
 [(30,'02/01/25'),(75,'88121'),(120,'LILLE'),(180,'CIM35'),(225,'Ciment 32,5 R sac 35 kg'),(380,'40','r'),(392,'SAC'),(430,'8,90','r'),(465,'12','r'),(510,'7,832','r'),(560,'313,28','r')],
 [(30,'02/01/25'),(75,'88121'),(120,'LILLE'),(180,'SAB04'),(225,'Sable 0/4 lavé'),(380,'3,500','r'),(392,'T'),(430,'31,00','r'),(510,'31,000','r'),(560,'108,50','r')],
 [(30,'05/01/25'),(75,'88190'),(120,'DOUAI'),(180,'PAR20'),(225,'Parpaing creux 20x20x50'),(380,'240','r'),(392,'U'),(430,'1,45','r'),(465,'20','r'),(510,'1,160','r'),(560,'278,40','r')]]+foot('700,18','140,04','840,22'),
 [line('Ciment 32,5 R sac 35 kg','40','7.832','313.28','CIM35'),line('Sable 0/4 lavé','3.5','31','108.50','SAB04'),line('Parpaing creux 20x20x50','240','1.16','278.40','PAR20')], size=7, pitch=11)
_add([[(40,'OFFICE SERVICES DU NORD'),(330,'CLINIQUE DES LILAS')],20,[(40,'AVOIR N° AV2025-003'),(330,'Roubaix, le 4 juin 2025')],20]+[
 [(40,'Référence'),(120,'Désignation'),(350,'Qté','r'),(430,'P.U. H.T.','r'),(520,'Total H.T.','r')],
 [(120,'Retour sur facture F-889 du 02/05/2025')],
 [(40,'K-77'),(120,'Chaise visiteur empilable'),(350,'-2','r'),(430,'45,00','r'),(520,'-90,00','r')],
 [(40,'K-90'),(120,'Table pliante 160 cm'),(350,'-1','r'),(430,'129,00','r'),(520,'-129,00','r')]]+foot('-219,00','-43,80','-262,80'),
 [line('Chaise visiteur empilable','-2','45','-90.00','K-77'),line('Table pliante 160 cm','-1','129','-129.00','K-90')])
_add(head('7','01/04/2025')+[
 [(40,'Libellé'),(380,'Montant HT','r'),(450,'TVA','r'),(530,'Montant TTC','r')],
 [(40,'Loyer bureaux avril 2025'),(380,'1 250,00','r'),(450,'250,00','r'),(530,'1 500,00','r')],
 [(40,'Provision pour charges'),(380,'180,00','r'),(450,'36,00','r'),(530,'216,00','r')],
 10,[(40,'Total'),(380,'1 430,00','r'),(450,'286,00','r'),(530,'1 716,00','r')]],
 [line('Loyer bureaux avril 2025',None,None,'1250.00'),line('Provision pour charges',None,None,'180.00')])
_add([[(40,'Norfolk Supplies Ltd'),(330,'INVOICE')],20,[(40,'Invoice number: NS-4471'),(330,'Date: 04 June 2025')],20]+[
 [(40,'Item'),(300,'Qty','r'),(400,'Rate','r'),(520,'Amount','r')],
 [(40,'Website maintenance, May'),(300,'1','r'),(400,'£450.00','r'),(520,'£450.00','r')],
 [(40,'Additional hours'),(300,'12.5','r'),(400,'£62.00','r'),(520,'£775.00','r')],
 10,[(400,'Subtotal','r'),(520,'£1,225.00','r')],[(400,'VAT 20%','r'),(520,'£245.00','r')],[(400,'Total','r'),(520,'£1,470.00','r')]],
 [line('Website maintenance, May','1','450','450.00'),line('Additional hours','12.5','62','775.00')])
hd=[[(40,'OFFICE SERVICES DU NORD - 59000 LILLE - Tél. 03 20 00 00 00'),(500,'Page')],[(40,'Facture 9 du 01/02/2025'),(330,'Client 4411')],14,
 [(40,'Réf'),(100,'Désignation'),(360,'Qté','r'),(430,'PU HT','r'),(520,'Montant HT','r')]]
rows, told = [], []
run = Decimal(0)
rows += hd
for i in range(1,25):
    q,p=Decimal(i%7+1),Decimal('3.15')*i
    a = q * p
    run += a
    rows+=[[(40,f'R{1000+i}'),(100,f'Consommable imprimante modèle {i}'),(360,str(q),'r'),(430,_euros(p),'r'),(520,_euros(a),'r')]]
    told.append(line(f'Consommable imprimante modèle {i}',str(q),str(p),f'{a:.2f}',f'R{1000+i}'))
    if i in(10,20):
        rows +=[[(100,'Sous-total page'),(520,_euros(run),'r')],'---']+hd+[[(100,'Report'),(520,_euros(run),'r')]]
rows+=foot(_euros(run),_euros(run*Decimal('.2')),_euros(run*Decimal('1.2')))
_add(rows, told)
_add(head('10','01/02/2025')+[
 [(40,'Désignation')],[(60,'Code'),(300,'Quantité','r'),(400,'Prix unitaire','r'),(520,'Montant','r')],4,
 [(40,'Filtre à huile pour utilitaire')],[(60,'FH-2201'),(300,'4','r'),(400,'11,25','r'),(520,'45,00','r')],
 [(40,'Plaquettes de frein avant, jeu')],[(60,'PF-1180'),(300,'2','r'),(400,'38,60','r'),(520,'77,20','r')],
 [(40,'Liquide de frein DOT4 1 L')],[(60,'LF-0004'),(300,'3','r'),(400,'7,95','r'),(520,'23,85','r')]]+foot('146,05','29,21','175,26'),
 [line('Filtre à huile pour utilitaire','4','11.25','45.00','FH-2201'),line('Plaquettes de frein avant, jeu','2','38.60','77.20','PF-1180'),line('Liquide de frein DOT4 1 L','3','7.95','23.85','LF-0004')])
r=head('11','01/02/2025')+[[(40,'Désignation'),(350,'Qté','r'),(430,'PU HT','r'),(520,'Total HT','r')],6]
for d1, d2, count, price, amount in [('Climatiseur mobile 3,5 kW','Garantie 2 ans pièces','2','389,00','778,00'),('Ventilateur colonne','Télécommande incluse','5','54,90','274,50'),('Radiateur bain d\'huile','11 éléments 2500 W','3','79,00','237,00')]:
    r+=[[(40,d1)],-6,[(350, count,'r'),(430, price,'r'),(520, amount,'r')],-6,[(40,d2)],8]
_add(r+foot('1 289,50','257,90','1 547,40'),[line('Climatiseur mobile 3,5 kW\nGarantie 2 ans pièces','2','389','778.00'),line('Ventilateur colonne\nTélécommande incluse','5','54.90','274.50'),line("Radiateur bain d'huile\n11 éléments 2500 W",'3','79','237.00')])
_add(head('12','01/02/2025')+[
 [(40,'Intitulé de la mission'),(300,'Nb jours','r'),(390,'Tarif jour HT','r'),(500,'Honoraires HT','r')],
 [(40,'Assistance à maîtrise d\'ouvrage'),(300,'1','r'),(390,'720,00','r'),(500,'720,00','r')],
 [(40,'Comité de pilotage'),(300,'0,5','r'),(390,'720,00','r'),(500,'360,00','r')],
 [(40,'Frais de déplacement au réel'),(500,'148,20','r')]]+foot('1 228,20','245,64','1 473,84'),
 [line("Assistance à maîtrise d'ouvrage",'1','720','720.00'),line('Comité de pilotage','0.5','720','360.00'),line('Frais de déplacement au réel',None,None,'148.20')])

"""What the invented suppliers of the layouts sell: name, further rows of text, reference, unit, price before discount."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Good:
    """Something sold; `more` are further rows of its description."""

    name: str
    reference: str
    unit: str
    price: str
    more: tuple[str, ...] = ()
    decimals: int = 2


def _goods(text: str, decimals: int = 2) -> tuple[Good, ...]:
    """One good a row: reference; name; unit; price; further rows."""
    found = []
    for row in text.strip().splitlines():
        reference, name, unit, price, *more = (part.strip() for part in row.split(";"))
        found.append(Good(name, reference, unit, price, tuple(more), decimals))
    return tuple(found)


GOODS: dict[str, tuple[Good, ...]] = {
    "office": _goods("""
PAP80A4; Papier copieur blanc A4 80 g; ramette; 4.15; Ramette de 500 feuilles; Certifié PEFC
STY-BL-50; Stylo bille bleu pointe moyenne 1,0 mm; boite; 9.80; Boîte de 50
CLA7512; Classeur à levier dos 75 mm vert; pièce; 2.35; Format A4; Carton rembordé
TON-85X; Cartouche toner noir compatible 85X; pièce; 47.90; Capacité 6 900 pages; Garantie 2 ans
POC-100; Pochettes perforées A4 lisses; paquet; 5.49; Paquet de 100
ENV-DL75; Enveloppes blanches DL 110 x 220 mm; boîte; 18.20; Boîte de 500, 80 g; Fenêtre 35 x 100
AGR-24/6; Agrafes 24/6 galvanisées; boîte; 0.89; Boîte de 1000
CHE-5X320; Chemises 320 g coloris assortis; lot; 12.75; Lot de 5 x 50
REL-A5Q; Cahier reliure intégrale A5 5x5; pièce; 3.05; 180 pages
BAT-LR6; Piles alcalines LR6; blister; 7.20; Blister de 8
TAB-120; Tableau blanc laqué 90 x 120 cm; pièce; 84.00; Cadre aluminium; Livré avec fixations
CHA-ERG2; Fauteuil de bureau synchrone tissu noir; pièce; 219.00; Accoudoirs réglables; Roulettes sol dur
"""),
    "cleaning": _goods("""
DET5L; Détergent désinfectant surfaces; bidon; 13.40; Bidon de 5 L; NF EN 14476
ESM-2P; Essuie-mains pliés en V 2 plis; colis; 28.90; 20 paquets de 160 formats
SAC110; Sacs poubelle 110 L noirs 40 microns; rouleau; 6.15; Rouleau de 25
GAN-NIT-M; Gants nitrile bleus taille M; boîte; 7.95; Boîte de 100; Non poudrés
SAV-CR; Savon crème mains parfum amande; bidon; 9.60; Bidon de 5 L
PAP-HYG; Papier hygiénique 2 plis 200 feuilles; colis; 31.20; 96 rouleaux
MOP45; Frange de lavage microfibre 45 cm; pièce; 4.70
LAV-20; Lessive poudre atomisée; sac; 38.50; Sac de 20 kg; 133 lavages
"""),
    "food": _goods(
        """
110245; Filet de colin d'Alaska MSC 120 g; kg; 7.845; Carton de 5 kg; Lot 24118
220118; Yaourt nature brassé 125 g; pièce; 0.187; Colis de 24
330007; Huile de tournesol; litre; 2.310; Bidon 10 L
440551; Pommes Gala cat. I cal. 150/180; kg; 1.620; Origine France
550912; Beurre doux plaquette 82 % MG; kg; 8.955
660340; Pain de mie complet 500 g; pièce; 1.145; DLC 7 jours
770123; Jambon cuit supérieur sans couenne; kg; 6.730; Barre de 6,5 kg env.
880444; Café moulu pur arabica; kg; 11.250; Paquet de 1 kg
""",
        3,
    ),
    "phone": _goods("""
ABO-PRO; Forfait Mobile Pro 40 Go; mois; 24.90; Ligne 06 00 00 12 34
ABO-FIX; Abonnement ligne fixe numérique; mois; 31.00; Ligne 01 00 00 55 10
FIB-1G; Accès fibre 1 Gbit/s garanti; mois; 149.00; Site principal; GTR 4 h
OPT-INT; Option Monde 20 destinations; mois; 9.90
SMS-HF; SMS hors forfait; unité; 0.084; Tarif normal
LOC-IPBX; Location standard IPBX 8 postes; mois; 62.50; Contrat 36 mois
"""),
    "rental": _goods("""
CAT-B; Location véhicule catégorie B; jour; 38.20; Type Clio ou équivalent; Contrat 5501872
CAT-U12; Location utilitaire 12 m3; jour; 64.90; Contrat 5501911
KM-SUP; Kilomètres supplémentaires; km; 0.21; Forfait 250 km inclus
ASS-TR; Rachat de franchise; jour; 12.40
GPS; Location GPS; jour; 5.10
CARB; Complément de carburant gazole; litre; 1.92
NET-V; Frais de nettoyage véhicule; forfait; 45.00
"""),
    "temp": _goods("""
H-NORM; Heures normales; h; 13.25; MARTEAU Julie - cariste
H-25; Heures supplémentaires 25 %; h; 16.56; MARTEAU Julie - cariste
H-NUIT; Heures de nuit; h; 15.90; DURIEUX Paul - préparateur
PANIER; Indemnité de panier; jour; 7.10; DURIEUX Paul
TRANSP; Indemnité de transport; jour; 4.35; NGUYEN Linh
IFM; Heures normales opérateur; h; 12.84; NGUYEN Linh - opérateur
"""),
    "energy": _goods(
        """
HP-HIV; Consommation heures pleines hiver; kWh; 0.14237; Du 01/11 au 30/11
HC-HIV; Consommation heures creuses hiver; kWh; 0.10116; Du 01/11 au 30/11
ABO-36; Abonnement puissance 36 kVA; mois; 41.87
CTA; Composante de comptage; mois; 18.30
ACH; Acheminement énergie réactive; kvarh; 0.01912
GO; Garantie d'origine renouvelable; MWh; 1.45
""",
        5,
    ),
    "waste": _goods("""
BEN-15; Rotation benne 15 m3 DIB; rotation; 118.00; Site de Gennevilliers
TRA-DIB; Traitement déchets industriels banals; tonne; 164.50; BSD 2024-0917
LOC-BEN; Location benne 15 m3; mois; 75.00
BAC660; Collecte bac 660 L papier carton; levée; 8.45; Passage hebdomadaire
DAS-50; Collecte et traitement DASRI fût 50 L; unité; 21.30; Bordereau Cerfa 11351
REP-CART; Reprise carton balles; tonne; 42.00
"""),
    "works": _goods("""
PLQ13; Plaque de plâtre BA13 2500 x 1200; m2; 4.89; Bord aminci
RAI48; Rail R48 longueur 3 m; ml; 1.42
MO-PLA; Main d'œuvre plaquiste; h; 46.00; Pose et finitions; Hors déplacement
PEI-10; Peinture acrylique mate blanche; pot; 58.70; Pot de 10 L; Rendement 10 m2/L
VIS-35; Vis TTPC 25 x 3,5 mm; boîte; 11.30; Boîte de 1000
DEP; Déplacement zone 2; forfait; 65.00
CAB-3G25; Câble R2V 3G2,5 mm2; m; 1.18; Couronne 100 m
TAB-2R; Tableau électrique 2 rangées 26 modules; pièce; 132.60; Précâblé
"""),
    "medical": _goods("""
3400930000012; Compresses stériles 10 x 10 cm; boîte; 6.42; Boîte de 25 sachets de 2
3400930000029; Solution hydroalcoolique 500 ml; flacon; 3.18; Pompe incluse
CHG-L-24; Changes complets taille L nuit; paquet; 14.90; Paquet de 24; Absorption 8 gouttes
SER-21G; Aiguilles 21G 40 mm vertes; boîte; 4.05; Boîte de 100
THERMO-F; Thermomètre frontal sans contact; pièce; 29.50; Garantie 2 ans
LIT-2F; Location lit médicalisé 2 fonctions; semaine; 12.60; Du 04/03 au 31/03
"""),
    "it": _goods("""
NB-14-16; Ordinateur portable 14" 16 Go 512 Go; pièce; 849.00; Windows 11 Pro; Garantie 3 ans sur site; N° série 5CG1234XYZ
ECR-27; Écran 27" QHD USB-C; pièce; 268.90; Pied réglable
LIC-365; Licence suite bureautique; utilisateur; 10.30; Abonnement mensuel
DOCK-U; Station d'accueil USB-C 90 W; pièce; 139.00
MNT-SRV; Maintenance serveur niveau 2; h; 92.00; Intervention du 12/03; Ticket 48211
SW-24P; Commutateur 24 ports PoE; pièce; 412.50
"""),
    "print": _goods(
        """
COP-NB; Copies noir et blanc; copie; 0.0042; Relevé 118 402 - 131 977; Matricule A3XK9
COP-CO; Copies couleur; copie; 0.0391; Relevé 22 110 - 24 031
LOC-MFP; Location multifonction A3 45 ppm; mois; 89.00; Contrat 2023-118
FLY-A5; Flyers A5 135 g recto verso; mille; 46.00; Quadri, couché brillant
CDV-350; Cartes de visite 350 g; cent; 11.80; 2 modèles
""",
        4,
    ),
}

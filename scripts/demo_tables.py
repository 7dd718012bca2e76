"""The tables behind `scripts/make-demo`: invented companies, cities, qualifications and goods with their prices."""

from __future__ import annotations

# Where agencies stand: postcode and city.
CITIES = (
    """
06000 Nice|10000 Troyes|13002 Marseille|14000 Caen|17000 La Rochelle|21000 Dijon|26000 Valence|28000 Chartres
29200 Brest|31000 Toulouse|33000 Bordeaux|34000 Montpellier|35000 Rennes|37000 Tours|38000 Grenoble|44000 Nantes
45000 Orléans|49000 Angers|51100 Reims|54000 Nancy|56100 Lorient|57000 Metz|59000 Lille|63000 Clermont-Ferrand
64100 Bayonne|67000 Strasbourg|69003 Lyon|72000 Le Mans|75012 Paris|76000 Rouen|78000 Versailles|80000 Amiens
86000 Poitiers|87000 Limoges|92000 Nanterre|94000 Créteil
""".strip()
    .replace("\n", "|")
    .split("|")
)

# name|postcode and city|owner|P prospect, F former member; a leading + is one more establishment of the same company.
MEMBERS = """
Boulangerie Martin|28000 Chartres|Claire Martin
Garage Delaunay|35000 Rennes|Thierry Delaunay
+Garage Delaunay – Atelier Sud|35170 Bruz|Solène Delaunay
Menuiserie Kerdoncuff|29200 Brest|Erwan Kerdoncuff
Cabinet Vétérinaire des Halles|45000 Orléans|Pauline Aubertin
Imprimerie Rossignol|69003 Lyon|Gilles Rossignol
Fleurs de Saison|33000 Bordeaux|Maud Lestienne
Plomberie Azéma|31000 Toulouse|Laurent Azéma
Atelier Céramique Lune Bleue|87000 Limoges|Agathe Mercadier
Transports Vauquelin|76000 Rouen|Denis Vauquelin
Pharmacie de la Fontaine|49000 Angers|Béatrice Thouin
Charpentes Oberlin|67000 Strasbourg|Matthias Oberlin
Restaurant Le Petit Cabestan|17000 La Rochelle|Fabien Cazenave
Optique Belleville|75012 Paris|Sarah Benchetrit
Maçonnerie Da Costa|94000 Créteil|Paulo Da Costa
Librairie Les Heures Claires|44000 Nantes|Odile Rabouin
Électricité Pastouret|06000 Nice|Romain Pastouret
Crèche Les Petits Galets|14000 Caen|Aurore Lemonnier
Fromagerie du Vercors Bleu|38000 Grenoble|Jeanne Brunel
Domaine des Trois Perdrix|21000 Dijon|Étienne Mongeard
Carrosserie Lindemann|57000 Metz|Sylvain Lindemann
Paysages et Bassins|37000 Tours|Quentin Herbault
Auto-école du Beffroi|59000 Lille|Nathalie Vermersch
Serrurerie Quillévéré|56100 Lorient|Loïc Quillévéré
Hôtel des Remparts|34000 Montpellier|Isabelle Fontanel
Conserverie Etchegoyen|64100 Bayonne|Maite Etchegoyen
Couverture Lefrançois|76000 Rouen|Arnaud Lefrançois
Cabinet Comptable Sauvageot|54000 Nancy|Hervé Sauvageot
Pressing du Parc|78000 Versailles|Linda Mabrouk
Ambulances du Val d’Orne|14000 Caen|Cédric Poullain
Ébénisterie Faure et Fils|63000 Clermont-Ferrand|Marc Faure
Traiteur Mille Saveurs|69003 Lyon|Rachida Hamdi
Métallerie Schoenauer|67000 Strasbourg|Luc Schoenauer
Clinique Dentaire du Lac|86000 Poitiers|Violaine Pasquet
Brasserie de la Houblonne|80000 Amiens|Grégory Wattel
Climatisation Ferrandi|13002 Marseille|Antoine Ferrandi
Agence Immobilière du Port Vieux|17000 La Rochelle|Cécile Rivasseau
Bureau d’Études Corvisier|92000 Nanterre|Olivier Corvisier
Torréfaction du Canal|31000 Toulouse|Marion Soulié
Scierie Humblot|10000 Troyes|Alain Humblot
Laverie des Deux Ponts|72000 Le Mans|Karine Drouet
Pâtisserie Delacroix-Nguyen|75012 Paris|Minh Nguyen
Tôlerie Fine du Maine|72000 Le Mans|Patrice Guérin
Centre Équestre du Grand Pré|28000 Chartres|Lucie Ferrand
Mécanique Générale Bazin|51100 Reims|Philippe Bazin
Cave Coopérative des Amandiers|26000 Valence|Jean-Luc Reboul
Vitrerie Solignac|87000 Limoges|Damien Solignac
Nettoyage Clairval|92000 Nanterre|Fatou Diarra
Studio Photo Argentique|44000 Nantes|Baptiste Moreau
Confiserie Bêtisane|59000 Lille|Hélène Caron
Peinture et Décors Lavigne|33000 Bordeaux|Sandrine Lavigne|P
Salon de Coiffure Volutes|69003 Lyon|Jennifer Pons|P
Ferme des Quatre Vents|45000 Orléans|Thomas Bourdin|P
Cyclerie du Faubourg|67000 Strasbourg|Anna Kieffer|P
Institut de Beauté Nacre|06000 Nice|Valérie Giordano|P
Miroiterie Castelain|59000 Lille|Jérôme Castelain|P
Mercerie du Passage|75012 Paris|Monique Abitbol|F
Transports Ducasse|64100 Bayonne|Xavier Ducasse|F
Poissonnerie de l’Anse|29200 Brest|Ronan Abgrall|F
Jouets Ribambelle|35000 Rennes|Christine Hamon|F
"""

STAFF = {
    "Boulangerie Martin": ("Lucas Martin",),
    "Garage Delaunay": ("Yasmine Cherif",),
    "Transports Vauquelin": ("Murielle Dupré", "Ali Toumi"),
    "Imprimerie Rossignol": ("Delphine Roy",),
    "Hôtel des Remparts": ("Victor Sabatier",),
    "Cabinet Comptable Sauvageot": ("Emma Petitjean",),
    "Nettoyage Clairval": ("Awa Traoré", "Kévin Bastide"),
}

# Every temp agency has these; the table below adds its own.
QUALIFICATIONS = (
    "Manutentionnaire",
    "Préparateur de commandes",
    "Cariste",
    "Employé administratif",
    "Agent d’entretien",
    "Opérateur de production",
)
TEMP_AGENCIES = {
    "tempaline-atlantique": ("Ouvrier agroalimentaire", "Conducteur de ligne"),
    "tempaline-rhone": ("Opérateur chimie", "Maçon"),
    "interivage": ("Serveur", "Cuisinier", "Employé de commerce"),
    "missionelle": ("Assistant de direction", "Comptable", "Gestionnaire de paie"),
    "altimain": ("Maçon", "Électricien du bâtiment", "Plombier"),
    "brasdor": ("Chauffeur-livreur", "Chef de quai"),
    "jobarelle": ("Hôte d’accueil", "Employé de commerce"),
    "renfortelle": ("Soudeur", "Technicien de maintenance", "Régleur"),
    "competalune": ("Contrôleur de gestion", "Acheteur", "Technicien informatique"),
}

Brand = tuple[str, str, str]  # name, quality, price factor
Item = tuple[str, str, int, str]  # label with {variants*factor}, unit, units in one priced item, base price

SERVICE: tuple[Brand, ...] = (("", "", "1"),)


def three(eco: str, standard: str, premium: str) -> tuple[Brand, ...]:
    """A cheap brand, a usual one and a good one."""
    return ((eco, "eco", "0.83"), (standard, "standard", "1"), (premium, "premium", "1.27"))


CATALOGUE: dict[str, tuple[tuple[str, ...], tuple[Brand, ...], tuple[Item, ...]]] = {
    "papeterie": (("papiralde", "burolune"), three("Ecoline", "Papirel", "Vélinor"), (
        ("Papier {A4|A3*2.05} {75 g*0.95|80 g|90 g*1.14|100 g*1.3} blanc, ramette de 500 feuilles", "feuille", 500, "3.45"),
        ("Papier recyclé {A4|A3*2.05} 80 g, ramette de 500 feuilles", "feuille", 500, "3.75"),
        ("Classeur à levier dos {5 cm*0.94|8 cm} {noir|bleu|rouge}", "piece", 1, "1.95"),
        ("Stylo bille pointe {fine*1.05|moyenne} {bleu|noir}, boîte de 50", "piece", 50, "8.90"),
        ("Surligneur {jaune|vert|rose}, boîte de 10", "piece", 10, "5.40"),
        ("Chemise cartonnée 24 × 32 {bulle|jaune|verte}, paquet de 100", "piece", 100, "9.80"),
        ("Enveloppe {DL|C5*1.3|C4*2.1} autocollante, boîte de 500", "piece", 500, "14.50"),
        ("Bloc-notes {A5*0.62|A4} ligné 80 feuilles, lot de 10", "piece", 10, "12.30"))),
    "location-vehicules": (("rouladour", "vehilune", "trajectelle", "autarcade", "lokarive", "kilomaure", "bergevoie"), SERVICE, (
        ("{Citadine|Compacte*1.2|Berline*1.55|Break*1.6|Utilitaire 6 m³*1.45|Utilitaire 12 m³*1.85}, journée", "jour", 1, "38.00"),
        ("{Citadine|Compacte*1.2|Berline*1.55|Break*1.6|Utilitaire 6 m³*1.45|Utilitaire 12 m³*1.85}, semaine", "jour", 7, "186.00"),
        ("{Citadine|Compacte*1.2|Berline*1.55|Break*1.6|Utilitaire 6 m³*1.45}, mois de 30 jours", "jour", 30, "590.00"),
        ("Kilomètre supplémentaire {tourisme|utilitaire*1.3}", "km", 1, "0.15"))),
    "telephonie": (("telvane", "fibradour"), SERVICE, (
        ("Forfait mobile {5 Go*0.6|20 Go|100 Go*1.5|200 Go*2}, {sans|avec*1.35} terminal, par mois", "mois", 1, "11.90"),
        ("Accès fibre {mutualisée|dédiée*4.2} {300 Mbit/s*0.8|1 Gbit/s}, par mois", "mois", 1, "39.00"),
        ("Poste de standard hébergé {essentiel|accueil*1.4|nomade*1.2}, par mois", "mois", 1, "8.50"),
        ("Frais de mise en service {mobile*0.3|fibre|standard*0.8}", "prestation", 1, "49.00"))),
    "interim": (("missionelle", "altimain", "renfortelle", "competalune"), SERVICE, (
        ("Formation sécurité {au poste|chantier*1.4|conduite de chariot*3.5}, par intérimaire", "prestation", 1, "95.00"),
        ("Évaluation métier {bureautique|gestes techniques*1.3|langue*0.9}, par candidat", "prestation", 1, "45.00"),
        ("Équipement de départ {atelier|chantier*1.5|cuisine*1.2}, par intérimaire", "piece", 1, "38.00"))),
    "consommables": (("encrevia", "tonelac"), three("Recharelle", "Tonerel", "Originelle"), (
        ("Toner {noir|cyan*1.2|magenta*1.2|jaune*1.2} série {T200|T400*1.35|T800*1.8}", "piece", 1, "58.00"),
        ("Cartouche jet d’encre {noir|couleur*1.15} {J10|J10 XL*1.7|J20*1.1|J20 XL*1.8}", "piece", 1, "14.90"),
        ("Tambour série {T200|T400*1.35|T800*1.8}", "piece", 1, "89.00"))),
    "informatique": (("octanelle", "tonelac"), three("Basélec", "Norvane", "Altura"), (
        ("Ordinateur portable {14|15*1.05} pouces {8 Go*0.85|16 Go|32 Go*1.25}", "piece", 1, "720.00"),
        ("Écran {22*0.8|24|27*1.4} pouces", "piece", 1, "139.00"),
        ("{Clavier filaire*0.7|Clavier sans fil|Souris filaire*0.4|Souris sans fil*0.6|Casque audio*1.8|Webcam*1.9}", "piece", 1, "24.00"),
        ("Câble {HDMI|USB-C*1.1|réseau*0.7} {1 m*0.8|2 m|5 m*1.6}", "piece", 1, "7.20"))),
    "mobilier": (("siegebelle", "papiralde"), three("Simplor", "Siégel", "Hautassis"), (
        ("Fauteuil de bureau {tissu|résille*1.15|similicuir*1.2} {avec*1.18|sans} accoudoirs", "piece", 1, "145.00"),
        ("Bureau droit {120|140*1.1|160*1.2} × 80 cm {blanc|chêne*1.06}", "piece", 1, "168.00"),
        ("Armoire à rideaux {100*0.75|200} cm {blanche|grise}", "piece", 1, "239.00"),
        ("Caisson mobile {2|3*1.12} tiroirs", "piece", 1, "98.00"))),
    "hygiene": (("netrivage", "savonelle"), three("Propelle", "Clairnet", "Purissol"), (
        ("{Nettoyant sols|Dégraissant*1.2|Détartrant*1.1|Désinfectant*1.35|Nettoyant vitres*0.9} bidon de 5 litres", "litre", 5, "12.80"),
        ("Papier toilette {2|3*1.3} plis, colis de {48*0.6|96} rouleaux", "rouleau", 96, "24.90"),
        ("Essuie-mains plié {1*0.8|2} plis, colis de 3000", "piece", 3000, "29.50"),
        ("Savon {crème|mousse*1.25|atelier*1.4}, bidon de 5 litres", "litre", 5, "13.60"),
        ("Sac poubelle {30*0.35|50*0.55|110} litres, rouleaux de 200 sacs", "piece", 200, "21.00"))),
    "epi": (("cuirassol", "savonelle", "clavelune"), three("Protégel", "Sécurane", "Armador"), (
        ("Gants {nitrile|anti-coupure*1.9|cuir*1.6} taille {8|9|10}, lot de 10 paires", "paire", 10, "18.50"),
        ("Chaussures de sécurité S3 {basses|montantes*1.12} pointure {40|42|44}", "paire", 1, "46.00"),
        ("{Casque de chantier|Lunettes de protection*0.5|Casque antibruit*1.5}", "piece", 1, "9.90"),
        ("Gilet haute visibilité {M|L|XL}", "piece", 1, "4.20"))),
    "emballage": (("cartonelle",), three("Cartoneco", "Pliane", "Solicaisse"), (
        ("Caisse {simple*0.65|double} cannelure {30 × 20 × 15*0.6|40 × 30 × 25|60 × 40 × 40*1.8} cm, lot de 25", "piece", 25, "28.00"),
        ("Ruban adhésif {havane|transparent} {50 mm|75 mm*1.4}, lot de 36", "rouleau", 36, "42.00"),
        ("{Film bulle|Papier kraft*0.8|Film étirable*0.9} rouleau de 100 m", "m", 100, "31.00"))),
    "messagerie": (("colivage",), SERVICE, (
        ("Colis {France|Benelux*1.7|Allemagne*1.8|Espagne*1.9|Italie*1.9} {0 à 2 kg*0.8|2 à 5 kg|5 à 10 kg*1.3|10 à 20 kg*1.8|20 à 30 kg*2.4} {J+1|J+2*0.8}", "colis", 1, "7.90"),
        ("Palette {demi*0.65|80 × 120} zone {1*0.7|2|3*1.3|4*1.6}", "palette", 1, "89.00"))),
    "energie": (("watterive",), SERVICE, (
        ("Électricité {12|18|24|36} kVA {base|heures pleines*1.12|heures creuses*0.82}, prix du kWh", "kWh", 1, "0.17"),
        ("Abonnement électricité {12*0.6|18*0.75|24|36*1.3} kVA, par mois", "mois", 1, "29.00"),
        ("Gaz {petit*1.1|moyen|grand*0.9} site, prix du kWh", "kWh", 1, "0.08"))),
    "carburant": (("carburelle",), SERVICE, (
        ("Remise déduite : {gazole|essence E10|essence 98*1.04|E85*0.5}, prix plafond du litre", "litre", 1, "1.42"),
        ("Recharge électrique {lente*0.7|accélérée|rapide*1.4}, prix du kWh", "kWh", 1, "0.39"),
        ("Lavage {extérieur|intérieur*1.3|complet*1.9} {voiture|utilitaire*1.5}", "prestation", 1, "9.50"))),
    "outillage": (("boulonade", "clavelune"), three("Fixeco", "Ferrelle", "Maîtrisol"), (
        ("Vis à bois {4 × 40*0.6|5 × 50|6 × 80*1.9} mm, boîte de 200", "piece", 200, "9.80"),
        ("Foret {béton|métal*1.1|bois*0.7} {6 mm*0.8|8 mm|10 mm*1.3}", "piece", 1, "4.60"),
        ("Disque {à tronçonner|à ébarber*1.2} {125|230*2.1} mm, lot de 10", "piece", 10, "16.40"),
        ("{Marteau|Niveau*1.2|Mètre ruban*0.6|Jeu de clés*2.8|Jeu de tournevis*1.7}", "piece", 1, "12.90"))),
    "pauses": (("cafelune", "burolune"), three("Matinal", "Arabelle", "Grand Canal"), (
        ("Café en grains {classique|corsé*1.03|décaféiné*1.15|bio*1.2}, sac de 1 kg", "kg", 1, "11.80"),
        ("Capsules {classique|corsé|décaféiné*1.05}, boîte de 100", "piece", 100, "21.50"),
        ("Thé {noir|vert|tisane*1.1}, boîte de 100 sachets", "piece", 100, "7.90"),
        ("Eau {plate|gazeuse*1.15} 50 cl, pack de 24", "piece", 24, "6.70"),
        ("Gobelet carton {12*0.8|18|25*1.25} cl, lot de 1000", "piece", 1000, "38.00"))),
    "securite": (("extincelle", "verifadour"), SERVICE, (
        ("Extincteur {eau 6 litres|CO₂ 2 kg*1.3|poudre 6 kg*0.9|CO₂ 5 kg*2.2}", "piece", 1, "62.00"),
        ("Visite annuelle {par extincteur|par bloc de secours*1.1|par porte automatique*9|par chariot*11}", "prestation", 1, "6.90"),
        ("Vérification électrique, site de {moins de 200 m²*0.6|200 à 500 m²|500 à 1000 m²*1.7}", "prestation", 1, "240.00"),
        ("Panneau {issue de secours|consigne incendie*1.1|extincteur*0.8|point de rassemblement*1.4}", "piece", 1, "7.50"))),
    "dechets": (("trivoie",), SERVICE, (
        ("Passage {hebdomadaire|bimensuel*1.2|mensuel*1.4}, bac {papier|carton|plastique*1.1|verre*1.2|biodéchets*1.5}", "passage", 1, "17.50"),
        ("Destruction de documents {bac 240 litres|bac 500 litres*1.8}, par enlèvement", "passage", 1, "58.00"))),
}  # fmt: skip

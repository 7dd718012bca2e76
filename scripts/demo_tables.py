"""The tables behind `scripts/make-demo`: invented companies and their people, cities, qualifications."""

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
# Where the coefficient doesn't cover IFM and ICCP, or nobody told; elsewhere it does.
IFM_ICCP = {"competalune": "ADDED", "jobarelle": ""}
# Cities whose agencies have better coefficients for these.
OWN_RATES = {
    "Cariste": ("Nantes", "Lyon", "Lille", "Bordeaux", "Rennes"),
    "Préparateur de commandes": ("Marseille", "Orléans", "Paris"),
}
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

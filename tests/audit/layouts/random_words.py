"""The words that random layouts are labelled with: titles of columns, totals, footers, as French suppliers print them."""

from __future__ import annotations

# A `/` breaks a title into two rows. The second list: a trade's own words, for pages whose titles are such.
TITLES: dict[str, tuple[str, ...]] = {
    "ref": ("Réf.", "Référence", "Code", "Code article", "Article", "Réf. article", "N° article", "Code art.", "Réf", "Code produit",
            "Référence/article", "Code/article", "Réf./fournisseur"),
    "text": ("Désignation", "Désignation", "Libellé", "Description", "Désignation des articles", "Produit", "Prestation",
             "Détail", "Désignation des produits", "Nature de la prestation", "Intitulé", "Objet", "Article", "Produits et services"),
    "qty": ("Qté", "Quantité", "Qté.", "Qte", "Qté livrée", "Nb", "Quant.", "Nombre", "Q", "Qté fact.", "Quantité/livrée", "Qté/facturée"),
    "unit": ("Unité", "Un.", "U", "UV", "Unité", "U.", "Unité/de vente", "Cond."),
    "price": ("P.U. HT", "PU HT", "Prix unitaire", "Prix unit. HT", "P.U.", "PU", "Prix U. HT", "Prix HT", "Tarif HT", "P.U. H.T.",
              "Prix unitaire HT", "Prix/unitaire", "Prix unit./HT", "P.U./en € HT", "Prix unitaire/HT"),
    "gross": ("P.U. brut", "Prix brut", "PU brut HT", "Tarif", "Prix tarif", "PU HT", "Prix unitaire brut", "P.U./brut", "Prix brut/HT",
              "Tarif/unitaire"),
    "disc": ("Rem. %", "Remise", "% Rem.", "Rem.", "Remise %", "R%", "% Remise", "Rabais", "Remise/%", "%/Rem."),
    "euro": ("Remise €", "Remise unitaire", "Rem. €", "Remise/unitaire €", "Remise HT/unitaire"),
    "net": ("P.U. net", "Prix net", "PU net HT", "Prix net HT", "P. net", "Net unitaire", "P.U./net", "Prix/net HT"),
    "amount": ("Montant HT", "Total HT", "Montant", "Total", "Montant H.T.", "Mt HT", "Total ligne HT", "Montant net HT", "Prix total HT",
               "Total H.T.", "Montant/HT", "Total/HT", "Montant net/HT", "Montant/total HT"),
    "ttc": ("Montant TTC", "Total TTC", "TTC", "Mt TTC", "Montant/TTC", "Total/TTC"),
    "price_ttc": ("P.U. TTC", "Prix TTC", "PU TTC", "Prix unit./TTC"),
    "tax": ("Montant TVA", "TVA €", "Mt TVA", "Montant/TVA"),
    "vat": ("TVA", "Taux TVA", "% TVA", "TVA %", "Tx TVA", "Taux/TVA", "TVA/%"),
    "vat_code": ("TVA", "Code TVA", "T", "CT", "C. TVA", "Code/TVA"),
    "date": ("Date", "Date livr.", "Période", "Date", "Date/prestation"),
    "bl": ("N° BL", "BL", "Bon de livraison", "N° bon", "Bon de/livraison"),
    "pos": ("N°", "Pos.", "Lig.", "#", "Ligne"),
    "stack": ("P.U. HT", "Prix unitaire HT", "Prix", "Prix brut / net"),
    "ordered": ("Qté cdée", "Qté commandée", "Cdé", "Qté/commandée"),
    "parcels": ("Colis", "Nb colis", "Nbre/colis"),
    "per": ("Par", "Base", "Pour", "Unité prix"),
}  # fmt: skip
OWN: dict[str, tuple[str, ...]] = {
    "ref": ("Repère", "Modèle", "Clé", "Code interne", "Réf. catalogue"),
    "text": (
        "Nos fournitures",
        "Intervention",
        "Ce que vous avez reçu",
        "Fourniture et pose",
        "Matériel",
        "Travaux réalisés",
        "Consommation",
    ),
    "qty": ("Facturé", "Livré", "Unités", "Relevé", "Conso.", "Vol.", "Mesure"),
    "price": ("Coût", "Valeur unitaire", "Barème", "à l'unité", "Soit l'unité", "Prix pièce"),
    "gross": ("Barème", "Prix public HT", "Prix catalogue"),
    "net": ("Votre prix", "Prix remisé", "Votre tarif"),
    "amount": ("Somme", "Valeur", "Euros HT", "Net HT", "À payer HT", "Sous-total HT"),
}
NET = (
    "Total HT",
    "Total H.T.",
    "Montant HT",
    "Montant total HT",
    "Total net HT",
    "Total hors taxes",
    "Net HT",
    "TOTAL HT",
    "Total général HT",
)
TAX = ("TVA", "Total TVA", "Montant TVA", "T.V.A.", "TOTAL TVA", "Dont TVA")
GROSS = (
    "Total TTC",
    "Montant TTC",
    "Net à payer",
    "TOTAL TTC",
    "Net à payer TTC",
    "Total à payer",
    "Net à payer en euros",
    "Total T.T.C.",
)
HEADINGS = ("Fournitures du mois", "Site principal", "Atelier mécanique", "Prestations de la période", "Chantier rue Pasteur", "Service accueil",
            "Lot 1 - Gros oeuvre", "Entretien courant")  # fmt: skip
SUBTOTALS = ("Sous-total", "Sous-total {0}", "Total {0}", "S/Total", "Sous total HT", "Total {0} HT")
NOTES = ("Bon de livraison n° {0} du {1}", "BL {0} du {1}", "Livraison du {1} - BL n° {0}", "Votre commande n° {0} du {1}",
         "Notre BL N° {0} du {1}", "Commande {0} du {1}")  # fmt: skip
CARRIED = (("À reporter", "Report"), ("Sous-total à reporter", "Report page précédente"), ("Total à reporter", "Report"),
           ("A REPORTER", "REPORT"))  # fmt: skip
FREIGHT = (
    "Frais de port",
    "Participation aux frais de port",
    "Port et emballage",
    "Frais de livraison",
    "Transport",
    "Frais de dossier",
)
REDUCTION = ("Remise commerciale", "Remise exceptionnelle", "Remise de fin d'année", "Ristourne fidélité")
ECO = ("Éco-contribution DEEE", "Éco-participation", "Contribution environnementale", "Taxe éco-emballage")
LONG = ("livré monté avec notice et accessoires de fixation", "conforme à la norme en vigueur, usage intensif", "coloris selon disponibilité, finition mate",
        "conditionnement carton recyclé, palette perdue", "suivant votre demande par courriel et devis accepté",
        "y compris mise en service et reprise des emballages")  # fmt: skip
BUYERS = (
    "Résidence Les Tilleuls SAS",
    "Clinique des Lilas",
    "Menuiserie Morvan",
    "Garage du Viaduc SARL",
    "Fromagerie de l'Aubrac",
)
SELLERS = (
    "Papeteries du Vexin",
    "Hygial Distribution",
    "Comptoir Armor",
    "Ets Brochant & Fils",
    "Sodimat Loire",
    "Mercier Services",
)
TOWNS = (
    "12 rue des Tanneurs|59000 LILLE",
    "3 avenue du Port|44600 SAINT-NAZAIRE",
    "ZA des Prés, bât. C|69780 MIONS",
    "8 place de l'Église|45000 ORLÉANS",
)
# Titles of a table of VAT, and what stands below each: B the base, M the tax, S both, C the code, T the rate.
RATES = (("Taux", "Base HT", "Montant TVA"), ("Base HT", "Taux TVA", "Montant TVA"), ("% TVA", "Montant HT", "TVA", "Montant TTC"),
         ("Taux TVA", "Base", "TVA"), ("Assiette", "Taux", "Taxe"), ("Base H.T.", "% T.V.A.", "Montant T.V.A."))  # fmt: skip
RATE_CELLS = {
    "Code": "C", "Base HT": "B", "Base": "B", "Base H.T.": "B", "Assiette": "B", "Montant HT": "B", "Montant TVA": "M", "TVA": "M", "Taxe": "M",
    "Montant T.V.A.": "M", "Montant TTC": "S", "Taux": "T", "Taux TVA": "T", "% TVA": "T", "% T.V.A.": "T",
}  # fmt: skip

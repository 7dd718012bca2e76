"""French words, folded, that tell a supplier's name from an ordinary word, and how lists of phrases are written."""

from __future__ import annotations

import re


def any_of(*phrases: str) -> re.Pattern[str]:
    """A pattern for any of these phrases in a folded text, as whole words.

    They are regular expressions with two signs of their own: "*" is the rest of a word, "… " up to three words.
    """
    joined = "|".join(phrases).replace("*", r"\w*").replace("… ", r"(?:\w+ ){0,3}")
    return re.compile(rf"\b(?:{joined})\b")


# At the end of a company's name: people leave them out.
COMPANY_FORMS = frozenset("sa sas sasu sarl eurl sca scop snc se france groupe group holding".split())

# Ordinary words that are also names of companies, or one letter away from one: they need a sign that a name is meant.
COMMON_WORDS = frozenset(
    """
    action actions actual adequat alliance alpha arc atout atouts avantage avantages avenir avis avril axe
    bureau bureaux but cap carrefour casino centre champion cle client clients cohesion compte comptes conseil
    conseils contact contacts creation credit demande demandes devis direct domino durable eco elan energie
    energies entreprise equipe espace essentiel etape europe expert expertise experts express facture factures
    formation fournisseur fournisseurs france free global groupe habitat horizon hygiene ideal info infos
    initial inter interaction interim italique janvier juillet juin leader libre lien ligne lundi mai majuscule
    mandarine marche mars mobile mobiles mutuelle objectif octobre office onde optimum orange partenaire
    partenaires passion pilote plus point points pole poste premier premium presence prevention prisme pro
    progres promo promos propre proprete protection qualite question rapide relais reponse reseau roman rue
    securite sens service services signal site sites solution solutions start station sud supplement synergie
    tempo temporaire total travail triangle union univers vision vitale zenith
    """.split()
)

# In front of a common word: then it is the word, not the name ("votre avis", "l'avis", "le total").
DETERMINERS = frozenset(
    """
    l le la les un une d du des ce cet cette ces mon ma mes ton ta tes son sa ses notre nos votre vos leur
    leurs tout tous toute toutes sans sauf au aux en quel quelle quels quelles chaque aucun aucune sous y a
    """.split()
)

# In front of an ordinary word, never of a name that is none.
ARTICLES = frozenset(
    "le la les un une des du ce cet cette ces mon ma mes notre nos votre vos leur leurs ton ta".split()
)

# In front of a supplier's name, perhaps with a small word between.
SUPPLIER_CUES = frozenset(
    """
    chez aupres fournisseur fournisseurs loueur loueurs prestataire prestataires enseigne societe agence
    compte comptes cpt cpte client clients contrat contrats rattachement ratachement rattacher ratacher
    rattachez rattache rattaches tarif tarifs condition conditions accord account
    """.split()
)
SMALL_WORDS = frozenset("de d du la le l les the our a au client clients societe agence fournisseur n".split())

# Behind a name at the beginning of a clause: it does something.
ACTS = frozenset(
    """
    fait font livre livrent ils elles m me nous vous demande demandent propose proposent facture facturent prend
    prennent refuse refusent veut veulent est ont a sont loue louent donne donnent
    """.split()
)
# In front of a name: through whom or against whom something is done, or who is chosen.
WAYS = frozenset(
    "par via vs contre veut veux voulons prend prends prenons garde gardons choisi choisit quitte avec with".split()
)
# Whoever one meets there: "le monsieur de mandarine".
PEOPLE = frozenset(
    """
    monsieur madame dame gars gar type mec fille garcon commercial commerciale technicien livreur chauffeur vendeur
    vendeuse representant conseiller conseillere guichet comptoir standard boutique accueil
    """.split()
)
# What one has of a supplier, its name right behind: "les ramettes italique".
GOODS = frozenset(
    """
    facture factures fact facts box ligne lignes abonnement forfait forfaits carte cartes catalogue code codes
    remise remises commande commandes livraison livraisons camion camions camionnette voiture ramettes ramette papier
    fibre fioul gaz electricite interim interimaire interimaires agences colis fournitures grille
    """.split()
)
# Words cut short: the full stop behind them ends no sentence.
SHORTENED = frozenset("fact facts fac cpte cpt ref num tel ste ets abt".split())
# Said of things, too: behind one of those they are no name ("une facture total").
ADJECTIVES = frozenset(
    "global total initial ideal durable direct libre optimum premier rapide express mobile actuel propre".split()
)
# In front of a person's name.
TITLES = frozenset("monsieur madame mademoiselle maitre docteur m mr mme mlle me dr mrs ms".split())
# Behind a name: its account follows.
NUMBER_CUES = frozenset("client compte cpte n no num numero".split())
MONTHS = frozenset("janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre".split())

# Mail providers whose customers sign with an address: it names no supplier, even where the provider is one.
PUBLIC_MAIL_DOMAINS = frozenset(
    """
    orange.fr wanadoo.fr free.fr sfr.fr laposte.net bbox.fr neuf.fr numericable.fr gmail.com outlook.fr
    outlook.com hotmail.fr hotmail.com yahoo.fr yahoo.com icloud.com live.fr aol.com protonmail.com
    """.split()
)

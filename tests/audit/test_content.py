"""Contents: what people write of packs, sheets, litres and hours, and what only looks so. Right or None."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from audit.content import comparable, content_of, contents_beside, contents_of, contents_of_price, shared
from audit.prices import Price
from audit.results import BaseUnit, Content

# text | unit | code | content ("-" is None)
WRITINGS = """
Papier A4 80 g blanc, ramette de 500 feuilles | ramette | | 500 SHEET
Papier A4 80 g blanc, ramette de 500 feuilles | U | | 500 SHEET
Papier A4 80 g blanc, ramette de 500 feuilles | feuille | | 1 SHEET
RAMETTE 500 FEUILLES | PCE | | 500 SHEET
Ramette 500 f A4 80g/m² blanc | RMT | | 500 SHEET
Rame papier A3 75 gr - 500 flles | | | 500 SHEET
Papier recyclé A4 80g 500f | U | | 500 SHEET
Papier A4 80 g carton de 5 ramettes de 500 feuilles | carton | | 2500 SHEET
Papier A4 80 g carton de 5 ramettes de 500 feuilles | CT | | 2500 SHEET
Papier A4 80 g carton de 5 ramettes de 500 feuilles | ramette | | 500 SHEET
Papier A4 80 g carton de 5 ramettes de 500 feuilles | | XCT | 2500 SHEET
Papier A4 80g/m2 5x500 | carton | | 2500 SHEET
5x500 | U | | 2500 SHEET
Papier multifonction A4 5 x 500 feuilles | U | | 2500 SHEET
Carton de 5 ramettes | U | | 2500 SHEET
carton de 5 ramettes A4 80 g | CTN | | 2500 SHEET
Carton 5 ramettes papier A4 160 g | CTN | | -
Papier A4 80 g blanc | U | | -
Papier A4 80 g blanc | ramette | | 500 SHEET
Papier A4 80 g blanc | carton | | -
Papier A4 160 g | ramette | | -
Papier photo A4 180 g, 50 feuilles | U | | 50 SHEET
Papier couleur A4 120 g ramette de 250 feuilles | RM | | 250 SHEET
Papier couleur A4 120 g ramette de 250 feuilles | | RM | 250 SHEET
Papier A4 80g ramette 500 feuilles (carton de 5) | U | | -
Papier A4 80g ramette 500 feuilles (carton de 5) | ramette | | 500 SHEET
Papier A4 80g ramette 500 feuilles (carton de 5) | carton | | 2500 SHEET
Papier A4 2 500 feuilles | feuilles | | 1 SHEET
Papier A4 reprographie 2 000 feuilles | U | | 2000 SHEET
Palette de 200 ramettes A4 80 g de 500 feuilles | palette | | 100000 SHEET
Bristol A4 224 g, paquet de 100 feuilles | paquet | | 100 SHEET
Stylo bille bleu bte 12 | bte | | 12 PIECE
Stylo bille bleu | bte 12 | | 12 PIECE
Stylo bille bleu | BTE12 | | 12 PIECE
Stylo bille pointe moyenne bleu, boîte de 50 | boîte | | 50 PIECE
Stylo bille pointe 0,7 mm bleu | U | | 1 PIECE
Stylo bille bleu B/50 | U | | 50 PIECE
Surligneur jaune lot de 5 | lot | | 5 PIECE
Surligneur jaune | lot de 5 | | 5 PIECE
Surligneurs assortis x4 | U | | 4 PIECE
Surligneur rose, boîte de 10 | U | | 10 PIECE
Surligneur rose, boîte de 10 | Pce | | 10 PIECE
Stylo bille boîte de 50, carton de 10 boîtes | boîte | | 50 PIECE
Stylo bille boîte de 50, carton de 10 boîtes | carton | | 500 PIECE
Stylo bille boîte de 50, carton de 10 boîtes | U | | -
Crayon graphite HB | à l'unité | | 1 PIECE
Crayon graphite HB | l'unité | | 1 PIECE
Crayon graphite HB | Unité(s) | | 1 PIECE
Crayon graphite HB par 12 | U | | 12 PIECE
Crayon graphite HB | | H87 | 1 PIECE
Crayon graphite HB | | C62 | 1 PIECE
Crayon graphite HB | C62 | | 1 PIECE
Crayon graphite HB | EA | | 1 PIECE
Crayon graphite HB | douzaine | | 12 PIECE
Crayon graphite HB | | DZN | 12 PIECE
Vis à bois 4 x 40 mm | le mille | | 1000 PIECE
Vis à bois 4 x 40 mm | le cent | | 100 PIECE
Vis à bois 4 x 40 mm | | MIL | 1000 PIECE
Vis à bois 4 x 40 mm | | CEN | 100 PIECE
Vis à bois 4 × 40 mm, boîte de 200 | U | | 200 PIECE
Vis 5x50 boite de 200 | boite | | 200 PIECE
Boulon M8 x 30 | U | | 1 PIECE
Enveloppe DL autocollante, boîte de 500 | boîte | | 500 PIECE
Enveloppes C4 229 x 324 mm 90 g, paquet de 50 | paquet | | 50 PIECE
Enveloppes C5 90g par 500 | U | | 500 PIECE
Chemise cartonnée 24 × 32 bleue, paquet de 100 | paquet | | 100 PIECE
Chemise 24x32 cm 170 g | U | | 1 PIECE
Chemise 24 x 32 | U | | 1 PIECE
Bloc-notes A5 ligné 80 feuilles, lot de 10 | U | | 10 PIECE
Bloc-notes A5 ligné 80 feuilles | U | | 1 PIECE
Cahier 24x32 96 pages grands carreaux | U | | 1 PIECE
Agrafeuse 25 feuilles | U | | 1 PIECE
Perforateur 2 trous 30 feuilles | U | | 1 PIECE
Destructeur de documents 12 feuilles, bac 21 L | U | | 1 PIECE
Classeur à levier dos 8 cm bleu | U | | 1 PIECE
Classeur à levier dos 80 mm | | H87 | 1 PIECE
Étiquettes 21 x 29,7 cm | U | | 1 PIECE
Pochette perforée A4, sachet de 100 | sachet | | 100 PIECE
Trombones 32 mm, boîte de 1000 | boîte | | 1000 PIECE
Paquet de mouchoirs | U | | -
Boîte de trombones | boîte | | -
Boîte archive dos 10 cm | U | | 1 PIECE
Clé USB 32 Go | U | | 1 PIECE
Clé USB 3.0 64Go lot de 2 | lot | | 2 PIECE
Ordinateur portable 14 pouces 16 Go 512 Go SSD | U | | 1 PIECE
Écran 24" 75 Hz | U | | 1 PIECE
Câble HDMI 2 m | U | | 1 PIECE
Câble USB-C 1 m noir | PCE | | 1 PIECE
Toner noir T800 5000 pages | U | | 1 PIECE
Cartouche jet d’encre noir J10 XL | U | | 1 PIECE
Bureau droit 160 × 80 cm chêne | U | | 1 PIECE
Armoire à rideaux 200 cm | U | | 1 PIECE
Caisson mobile 3 tiroirs | U | | 1 PIECE
Savon crème, bidon de 5 litres | bidon | | 5 LITRE
Bidon 5 L | U | | 5 LITRE
bidon 5L javel | BID | | 5 LITRE
Nettoyant sols bidon de 5 litres | litre | | 1 LITRE
Nettoyant sols carton de 4 bidons de 5 L | carton | | 20 LITRE
Nettoyant sols carton de 4 bidons de 5 L | bidon | | 5 LITRE
Nettoyant sols bidon 5 L (carton de 4) | bidon | | 5 LITRE
Nettoyant sols bidon 5 L (carton de 4) | carton | | 20 LITRE
Nettoyant sols bidon 5 L (carton de 4) | U | | -
Nettoyant vitres spray 750 ml | U | | 0.75 LITRE
Désinfectant 6 x 750 ml | U | | 4.5 LITRE
Eau minérale 6 x 1,5 L | pack | | 9 LITRE
Eau minérale 6 x 1,5 L | U | | 9 LITRE
Eau minérale 6x1,5L | | C62 | 9 LITRE
Eau plate 50 cl, pack de 24 | pack | | 12 LITRE
Eau plate 50 cl, pack de 24 | U | | 12 LITRE
Eau 1,5 L pack de 6 bouteilles | pack | | 9 LITRE
Eau 1,5 L pack de 6 bouteilles | bouteille | | 1.5 LITRE
Lait demi-écrémé brique 1 L | U | | 1 LITRE
Jus d'orange 12 x 25 cl | carton | | 3 LITRE
Sac poubelle 110 litres, rouleaux de 200 sacs | U | | 200 PIECE
Sac poubelle 30 L | U | | 1 PIECE
Poubelle à pédale 30 litres | U | | 1 PIECE
Gobelet carton 18 cl, lot de 1000 | U | | 1000 PIECE
Gobelets 20 cl sachet de 100 | sachet | | 100 PIECE
Gobelets 20 cl sachet de 100 | carton | | -
Papier toilette 2 plis, colis de 96 rouleaux | colis | | 96 PIECE
Papier toilette 2 plis, colis de 96 rouleaux | U | | 96 PIECE
Papier toilette 3 plis 250 feuilles colis de 36 rouleaux | colis | | 36 PIECE
Papier toilette 2 plis | colis | | -
Essuie-mains plié 2 plis, colis de 3000 | colis | | 3000 PIECE
Essuie-mains 3 000 formats | U | | 3000 PIECE
Café en grains classique, sac de 1 kg | sac | | 1 KILOGRAM
Café en grains classique, sac de 1 kg | kg | | 1 KILOGRAM
Café en grains 1 kg | U | | 1 KILOGRAM
Café moulu 250 g | paquet | | 0.25 KILOGRAM
Café moulu 250 g | carton | | -
Café en grains | | KGM | 1 KILOGRAM
Café en grains | KGM | | 1 KILOGRAM
Sucre 500 g | U | | 0.5 KILOGRAM
500 g | U | | 0.5 KILOGRAM
Capsules espresso corsé, boîte de 100 | boîte | | 100 PIECE
Thé vert, boîte de 100 sachets | boîte | | 100 PIECE
Thé vert 25 sachets | U | | 25 PIECE
Film étirable rouleau de 100 m | rouleau | | 100 METRE
Film bulle rouleau 50 m | U | | 50 METRE
rouleau 50 m | U | | 50 METRE
Film étirable 50 cm x 300 m | rouleau | | 300 METRE
Ruban adhésif havane 50 mm x 66 m | rouleau | | 66 METRE
Ruban adhésif 50 mm x 66 m lot de 36 | lot | | 2376 METRE
Ruban adhésif transparent 75 mm, lot de 36 | lot | | 36 PIECE
Caisse double cannelure 40 × 30 × 25 cm, lot de 25 | lot | | 25 PIECE
Caisse carton 60x40x40 cm | U | | 1 PIECE
Bâche 4 x 5 m | U | | 1 PIECE
Gants nitrile taille 9, lot de 10 paires | lot | | 10 PAIR
Gants nitrile taille 9 | paire | | 1 PAIR
Gants cuir taille 10 | | NPR | 1 PAIR
Gants nitrile T9 boîte de 100 | boîte | | 100 PIECE
Chaussures de sécurité S3 basses pointure 42 | U | | 1 PAIR
Chaussures de sécurité S3 basses pointure 42 | paire | | 1 PAIR
Gilet haute visibilité jaune XL | U | | 1 PIECE
Casque de chantier | PCE | | 1 PIECE
Extincteur poudre 6 kg | U | | 1 PIECE
Extincteur CO₂ 2 kg | U | | 1 PIECE
Intérimaire manutentionnaire | heure | | 1 HOUR
Intérimaire manutentionnaire | | HUR | 1 HOUR
Intervention technicien | | MIN | 0.01666666666666666666666666667 HOUR
Compacte, journée | U | | 1 DAY
Compacte, semaine | U | | 7 DAY
Compacte, mois de 30 jours | U | | 30 DAY
Location berline | jour | | 1 DAY
Location berline | | DAY | 1 DAY
Location berline | | WEE | 7 DAY
Location nacelle 5 jours | U | | 5 DAY
Kilomètre supplémentaire tourisme | U | | 1 KILOMETRE
Kilomètre supplémentaire tourisme | km | | 1 KILOMETRE
Forfait mobile 20 Go, sans terminal, par mois | U | | 1 MONTH
Forfait mobile 20 Go | mois | | 1 MONTH
Forfait mobile 20 Go | | MON | 1 MONTH
Abonnement annuel antivirus | an | | 12 MONTH
Électricité 36 kVA base, prix du kWh | kWh | | 1 KILOWATT_HOUR
Électricité 36 kVA base | | KWH | 1 KILOWATT_HOUR
Électricité heures creuses | MWh | | 1000 KILOWATT_HOUR
Gaz moyen site, prix du kWh | U | | 1 KILOWATT_HOUR
Gazole | litre | | 1 LITRE
Gazole | L | | 1 LITRE
Gazole | | LTR | 1 LITRE
Câble électrique 3G2,5 | m | | 1 METRE
Câble électrique 3G2,5 | | MTR | 1 METRE
Moquette | m² | | 1 SQUARE_METRE
Moquette | | MTK | 1 SQUARE_METRE
Sable | m3 | | 1 CUBIC_METRE
Sable | tonne | | 1000 KILOGRAM
Colis France 2 à 5 kg J+1 | U | | 1 PIECE
Visite annuelle par extincteur | prestation | | 1 PIECE
Visite annuelle par extincteur | | E48 | 1 PIECE
Vérification électrique, site de 200 à 500 m² | U | | 1 PIECE
Passage hebdomadaire, bac papier | passage | | 1 PIECE
Destruction de documents bac 240 litres, par enlèvement | U | | 1 PIECE
Utilitaire 6 m³, journée | U | | 1 DAY
Piles AA blister de 4 | blister | | 4 PIECE
Piles AA LR6 1,5 V pack de 24 | U | | 24 PIECE
Piles AA blister de 4, lot de 10 | U | | -
Ampoule LED E27 9 W 806 lm 2700 K | U | | 1 PIECE
Disque à tronçonner 125 mm, lot de 10 | U | | 10 PIECE
Foret béton 6 mm | U | | 1 PIECE
Jeu de clés | U | | 1 PIECE
Jeu de tournevis 6 pièces | U | | 6 PIECE
Mètre ruban 5 m | U | | 1 PIECE
Nettoyant | | XBX | -
Nettoyant | carton | | -
Lessive poudre seau 10 kg | seau | | 10 KILOGRAM
Sel déneigement sac 25 kg | | XSA | 25 KILOGRAM
Peinture blanche pot 2,5 L | pot | | 2.5 LITRE
Colle vinylique 250 ml | flacon | | 0.25 LITRE
Gel hydroalcoolique flacon 500 ml, carton de 12 flacons | carton | | 6 LITRE
Masques chirurgicaux bte/50 | bte | | 50 PIECE
Masques FFP2, boîte de 20 | | XBX | 20 PIECE
Serviettes 30 x 30 cm 2 plis, paquet de 100 | paquet | | 100 PIECE
Café, au kilo | U | | 1 KILOGRAM
Nettoyant | KGM | XBX | -
Thé Earl Grey 100 sachets 2 g | boîte | | 0.2 KILOGRAM
Papier A4 80 g | MIL | | 1000 SHEET
Consommation 1 250 kWh | U | | 1250 KILOWATT_HOUR
Câble R2V 3G1,5 | ML | | 1 METRE
Ramette A4 x5 | U | | 2500 SHEET
Agrafes 24/6 boîte de 1000 | U | | 1000 PIECE
Lot 5 500 feuilles A4 | U | | -
PAPIER A4 80G R/500 | RAM | | 500 SHEET
Dosettes sucre 4 g x 1000 | carton | | 4 KILOGRAM
Bobine dévidoir central 450 formats - colis de 6 | colis | | 6 PIECE
Carton de 10 paquets de 50 gobelets 20 cl | carton | | 500 PIECE
Post-it 76 x 76 mm bloc de 100 feuilles lot de 12 | lot | | 12 PIECE
Toner noir série T200 twin pack | U | | -
Toner noir série T200 - duopack | U | | -
Toner noir T200 : 1 acheté = 1 offert | U | | -
Stylo bille, boîte de 50 + 10 gratuits | boîte | | -
Savon, 3 pour 2 | U | | -
Toner noir T200 (livraison offerte) | U | | 1 PIECE
""".strip()


def rows() -> list[tuple[str, ...]]:
    return [tuple(part.strip() for part in line.split("|")) for line in WRITINGS.splitlines()]


@pytest.mark.parametrize(("text", "unit", "code", "expected"), rows())
def test_real_life_writings(text: str, unit: str, code: str, expected: str) -> None:
    content = content_of(text, unit or None, code or None)
    assert (f"{content.amount.normalize():f} {content.unit}" if content else "-") == expected


def test_the_table_is_long_enough() -> None:
    assert len(rows()) >= 150


def price(label: str, unit: str, pack_size: str = "1") -> Price:
    return Price(
        key=1,
        supplier="papiralde",
        supplier_name="Papiralde",
        reference="P1",
        label=label,
        price=Decimal(10),
        unit=unit,
        pack_size=Decimal(pack_size),
        valid_from=dt.date(2026, 1, 1),
    )


def told(contents: tuple[Content, ...]) -> list[str]:
    return [f"{one.amount.normalize():f} {one.unit}" for one in contents]


@pytest.mark.parametrize(
    ("label", "unit", "pack", "expected"),
    [
        ("Papier A4 80 g blanc, ramette de 500 feuilles", "feuille", "500", ["500 SHEET"]),
        ("Papier A4 80 g blanc", "ramette", "5", ["2500 SHEET"]),
        ("Papier A4 160 g", "ramette", "5", []),
        ("Eau plate 50 cl, pack de 24", "piece", "24", ["24 PIECE", "12 LITRE"]),
        ("Eau plate 50 cl, pack de 24", "piece", "12", ["12 PIECE"]),
        ("Gants cuir taille 8, lot de 10 paires", "paire", "10", ["10 PAIR"]),
        ("Colis France 2 à 5 kg J+1", "colis", "1", ["1 PIECE"]),
        ("Ruban adhésif havane 50 mm, lot de 36", "rouleau", "36", ["36 PIECE"]),
        # Nobody says how many are in it: compared with a piece, six times the price would pass for a saving.
        ("Gants nitrile noir taille L", "colis", "1", []),
        ("Stylo bille bleu", "boîte", "1", []),
        ("Palette de granulés de bois", "palette", "1", []),
        ("Papier toilette 2 plis, colis de 6 rouleaux", "colis", "1", ["6 PIECE"]),
        ("Palette bois 80 × 120", "palette", "1", ["1 PIECE"]),
        ("Boîte archives dos 10 cm", "boîte", "1", ["1 PIECE"]),
        ("Kit de démarrage", "kit", "1", ["1 PIECE"]),
        ("Berline, semaine", "jour", "7", ["7 DAY"]),
        ("Savon crème, bidon de 5 litres", "litre", "5", ["5 LITRE", "1 PIECE"]),
    ],
)
def test_contents_of_prices(label: str, unit: str, pack: str, expected: list[str]) -> None:
    assert told(contents_of_price(price(label, unit, pack))) == expected


def test_the_finest_shared_unit_is_compared() -> None:
    paid = contents_of("Eau plate 33 cl, pack de 24", "pack")
    negotiated = contents_of_price(price("Eau plate 50 cl, pack de 24", "piece", "24"))
    both = shared(paid, negotiated)
    assert both is not None
    assert told(both) == ["7.92 LITRE", "12 LITRE"]
    assert shared(contents_of("Eau", "kg"), negotiated) is None
    assert shared((), negotiated) is None


def test_comparable() -> None:
    sheets = Content(Decimal(500), BaseUnit.SHEET)
    assert comparable(sheets, Content(Decimal(1), BaseUnit.SHEET))
    assert not comparable(sheets, Content(Decimal(500), BaseUnit.PIECE))
    assert not comparable(sheets, None)
    assert not comparable(None, sheets)
    assert not comparable(sheets, Content(Decimal(0), BaseUnit.SHEET))


def test_a_quantity_of_pieces_makes_a_pack_unclear() -> None:
    """100 pieces of what is sold in boxes of 50 may be 100 pens or 100 boxes."""
    text = "Stylo bille bleu, boîte de 50"
    assert content_of(text, "pièce", quantity=Decimal(100)) is None
    assert content_of(text, "pièce", quantity=Decimal(2)) == Content(Decimal(50), BaseUnit.PIECE)
    assert content_of(text, "boîte", quantity=Decimal(100)) == Content(Decimal(50), BaseUnit.PIECE)


def test_a_minute_is_a_sixtieth_of_an_hour() -> None:
    content = content_of("Intervention", None, "MIN")
    assert content is not None
    assert round(content.amount * 60, 20) == 1


@pytest.mark.parametrize(
    ("text", "unit", "label", "of_price", "expected"),
    [
        ("Colis France 2 à 5 kg J+1", "colis", "Colis France 2 à 5 kg J+1", "colis", ["1 PIECE"]),
        ("Envoi colis Suisse jusqu’à 5 kg", "COL", "Colis Suisse 2 à 5 kg J+2", "colis", ["1 PIECE"]),
        ("Transport palette 80x120 zone 3", "palette", "Palette 80 × 120 zone 3", "palette", ["1 PIECE"]),
        ("DEMI PALETTE ZONE 2", "PAL", "Demi-palette zone 2", "palette", ["1 PIECE"]),
        ("Colis express 13h", "colis", "Palette 80 × 120 zone 3", "palette", []),
        # Ten boxes in one supplier's, twenty in the other's.
        ("Gants nitrile noir taille L", "colis", "Gants nitrile noir taille L", "colis", []),
        ("Essuie-mains pliés", "COL", "Essuie-mains pliés", "colis", []),
        ("Papier toilette 2 plis, colis", "colis", "Papier toilette 2 plis, colis", "colis", []),
        ("Palette de granulés de bois", "palette", "Palette de granulés de bois", "palette", []),
        ("Colis France 2 à 5 kg J+1", "colis", "Gants nitrile noir taille L", "colis", []),
    ],
)
def test_only_sent_parcels_and_pallets_are_the_same_unopened(
    text: str, unit: str, label: str, of_price: str, expected: list[str]
) -> None:
    assert told(contents_beside(price(label, of_price), text, unit)) == expected

"""With an account number a letter goes to the supplier: mails that name one beside our terms, and ask for another."""

from __future__ import annotations

import pytest

from mailbot.understanding.reading import read_request
from models.mail_kinds import MailKind
from tests.mailbot.understanding.suppliers import DIRECTORY

MAILS = """
Pouvez-vous vérifier que notre compte Lyreva 778120 profite bien de vos tarifs ?
Est-ce que nous bénéficions déjà de vos tarifs chez Herzog ? Compte 123456
Pouvez-vous me dire si notre compte Lyreva n° 123456 est bien aux conditions HA+PME ?
Herzog me demande une caution sur le compte 445210. Est-ce prévu dans vos conditions négociées ? Je voudrais l'éviter.
Merci de mettre à jour notre RIB sur le compte Papétéo 55120 (tarifs HA+PME).
La remise prévue dans votre accord n'apparaît pas sur notre compte Rexol 10203. Pouvez-vous les contacter ?
Nous souhaitons commander 20 cartons chez Lyreva, compte 778120, à vos conditions. Pouvez-vous passer la commande ?
Pourriez-vous ajouter Julie Petit comme acheteuse sur notre compte Papétéo 55120 ? Merci, vos tarifs nous plaisent.
Notre compte Sextan 7714500 est-il passé sur vos tarifs ?
Depuis que le compte Fournival 30211 est passé sous votre accord, les délais ont changé. Pouvez-vous voir avec eux ?
Nous voulons mettre fin à l'accord avec Initio, compte 55120, comment faire ?
Serait-il possible de renégocier vos tarifs chez Chronovite ? Notre compte CV-2210 a beaucoup grossi.
Je ne retrouve pas le prix négocié de la ramette sur notre compte Lyreva 778120, pouvez-vous me le donner ?
Notre compte Brunelle 20871 doit être transféré à notre nouveau siège. Vos conditions restent-elles valables ?
Nous allons passer chez un concurrent d'Herzog, moins cher que vos tarifs. Notre compte 445210 peut être fermé.
La facture de notre compte Herzog 123456 n'est pas à vos tarifs, pouvez-vous nous obtenir un avoir ?
Votre conseiller avait promis de passer notre compte 123456 chez Herzog à vos conditions mais rien n'a bougé.
Herzog nous refuse vos tarifs sur le compte 123456. Pouvez-vous les appeler ?
""".strip().splitlines()


@pytest.mark.parametrize("text", MAILS)
def test_no_letter(text: str) -> None:
    assert MailKind.SUPPLIER_ATTACHMENT not in read_request("", f"Bonjour,\n\n{text}", (), DIRECTORY).kinds


def test_the_same_account_with_a_request() -> None:
    text = "Bonjour,\n\nMerci de faire passer notre compte Lyreva 778120 sur vos tarifs."
    found = read_request("", text, (), DIRECTORY)
    assert found.kinds == (MailKind.SUPPLIER_ATTACHMENT,)
    understood = found.attachment
    assert understood is not None
    assert [one.account_number for one in understood.suppliers] == ["778120"]

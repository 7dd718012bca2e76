"""How programs write in many languages: absence notes, failed deliveries, filters that want a proof of the sender.

Mail servers write in the language of whoever runs them. These are the first words of their subjects (Exchange, Notes,
Gmail, Postfix and the like), and how a mail says that another one came back; `mailbot.guards` decides what follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from models.folding import fold

# What programs call their replies; behind it and a colon Exchange repeats the subject that it answers.
_AUTOMATIC = """
    Réponse automatique | Message automatique | Accusé de réception automatique | Automatic reply | Automatic response
    Auto reply | Auto response | Autoreply | Autoresponse | Out of office autoreply | Out of office auto reply
    Automatische Antwort | Abwesenheitsnotiz | Abwesenheitsmeldung | Abwesenheitsbenachrichtigung
    Automatisch antwoord | Automatische reactie | Afwezigheidsbericht | Afwezigheidsmelding
    Respuesta automática | Resposta automàtica | Resposta automática | Risposta automatica | Notifica di assenza
    Răspuns automat | Automatiskt svar | Automatisk svar | Autosvar | Frånvaromeddelande | Fraværsbesked
    Fraværsmelding | Automaattinen vastaus | Automaatvastus | Sjálfvirkt svar | Odpowiedź automatyczna
    Automatyczna odpowiedź | Automatická odpověď | Automatická odpoveď | Automatikus válasz | Automatski odgovor
    Samodejni odgovor | Automatinis atsakymas | Automātiskā atbilde | Otomatik yanıt | Otomatik cevap
"""
# What people write, too, before they go on with what they want.
_AWAY_SUBJECT = """
    Absence du bureau | Absent du bureau | Absente du bureau | Message d’absence | Réponse d’absence
    Notification d’absence | Avis d’absence | Je suis absent | Je suis absente | Automatically generated
    Out of office | Out of the office | Nicht im Büro | Ich bin nicht im Büro | Außer Haus | Niet op kantoor
    Fuera de la oficina | Fuera de oficina | Ausente de la oficina | Fora do escritório | Ausente do escritório
    Fuori sede | Fuori ufficio | Ej på kontoret | Poissa toimistosta | Nieobecność w biurze | Poza biurem
    Mimo kancelář | Ofis dışında
"""
_AUTOMATIC_ELSEWHERE = """
    Автоматический ответ | Автоответ | Автоматична відповідь | Автоматичен отговор | Αυτόματη απάντηση | 自動応答
    自動返信 | 自动答复 | 自动回复 | 自動回覆 | 자동 회신 | 자동 응답 | رد تلقائي | الرد التلقائي | תגובה אוטומטית
    מענה אוטומטי
"""
# Notes: "AUTO: Anne Martin is out of the office. (returning 05/01/2027)". In small letters it is a car.
_NOTES = re.compile(r"AUTO ?: ")
_NOTES_TELLS = re.compile(
    r"auto [a-z0-9 ]{2,80} (?:(?:is )?out of (?:the )?office|(?:est|sera) absente?(?: (?:du bureau|jusqu|retour)\b|$)"
    r"|ist (?:nicht im (?:buro|haus)|ausser haus|abwesend)|is (?:niet op kantoor|afwezig)"
    r"|(?:esta|e) (?:fuera|fuori|ausente|assente)\b)"
)
# AOL's complaints about spam
_COMPLAINT = re.compile(r"complaint about message from \d[0-9x ]*")
# First words of reports of mail servers.
_FAILED = """
    Undeliverable | Undelivered mail | Undelivered message | Mail delivery failed | Mail delivery failure
    Mail delivery system | Delivery status notification | Delivery failure | Delivery failed | Failure notice
    Returned mail | Message undeliverable | Mail system error | Nondeliverable mail | Warning could not send message
    Non remis | Non distribuable | Échec de remise | Échec de la remise | Échec de distribution | Échec de livraison
    Échec de la distribution | Courrier non remis | Message non remis | Message non distribué
    Courriel non distribué | Retour à l’expéditeur | Unzustellbar | Nicht zustellbar | Unzustellbare Nachricht
    Zustellung fehlgeschlagen | Fehler bei der Zustellung | Onbestelbaar | Niet bestelbaar | Niet bezorgd
    Bezorging mislukt | No se puede entregar | No entregado | No se pudo entregar | Mensaje no entregado
    Error de entrega | Não é possível entregar | Não entregue | Mensagem não entregue | Falha na entrega
    Non recapitabile | Mancato recapito | Impossibile recapitare | Messaggio non recapitato | Mancata consegna
    Niedostarczalne | Nie można dostarczyć | Nie dostarczono | Kan inte levereras | Ej levererat | Olevererbart
    Kan ikke leveres | Ikke leveret | Ikke levert | Toimitus epäonnistui | Nedoručitelné | Nedoručiteľné
    Kézbesítetlen | Kézbesíthetetlen | Imposibil de livrat | Teslim edilemedi | Teslim edilemeyen
"""
_FAILED_ELSEWHERE = """
    Недоставленное сообщение | Не удалось доставить | Недоставлено | Сообщение не доставлено | Невозможно доставить
    Не вдалося доставити | Не може да се достави | Δεν παραδόθηκε | Αδύνατη η παράδοση | 配信不能 | 配信できません
    無法傳遞 | 无法送达 | 无法投递 | 未传递 | 系统退信 | 退信 | 배달되지 않음 | 전송 실패 | 반송 | غير قابل للتسليم
    לא ניתן למסירה
"""
# What their texts say, in the languages of those whose subject may be anything.
_FAILED_TEXT = """
    nicht zugestellt | unzustellbar | nicht übermittelt | unbekannter Empfänger | Empfänger unbekannt | niet bezorgd
    niet worden bezorgd | niet worden afgeleverd | onbestelbaar | podido entregar | pudo entregar
    ha sido entregado | stato recapitato | stato consegnato | possibile recapitare | possibile consegnare
    pôde ser entregue | foi possível entregar | foi entregue | można dostarczyć | udało się dostarczyć
    inte levereras | ikke leveres | voitu toimittaa | nelze doručit | nepodařilo se doručit | sikerült kézbesíteni
    putut fi livrat | teslim edilemedi
"""


def _phrases(listed: str) -> list[str]:
    return [phrase.strip() for line in listed.splitlines() for phrase in line.split("|") if phrase.strip()]


def _folded(phrases: Iterable[str]) -> str:
    return "|".join(map(fold, phrases))


def _unfolded(phrases: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, phrases)), re.IGNORECASE)


_AUTOMATIC_ALONE = re.compile(_folded(_phrases(_AUTOMATIC)))
_AUTOMATIC_FIRST = re.compile(rf"(?:{_folded(_phrases(_AUTOMATIC + _AWAY_SUBJECT))})\b")
_TITLE_END = re.compile(r"[:：]")
_AUTOMATIC_FIRST_ELSEWHERE = _unfolded(_phrases(_AUTOMATIC_ELSEWHERE))
_FAILED_FIRST = re.compile(rf"(?:{_folded(_phrases(_FAILED))})\b")
_FAILED_FIRST_ELSEWHERE = _unfolded(_phrases(_FAILED_ELSEWHERE))
_TELLS_FAILED = re.compile(rf"\b(?:{_folded(_phrases(_FAILED_TEXT))})\b")


def is_automatic(subject: str) -> bool:
    """Whether a subject is one that only programs write."""
    subject, folded = subject.strip(), fold(subject)
    return bool((_NOTES.match(subject) and _NOTES_TELLS.match(folded)) or _COMPLAINT.fullmatch(folded))


def is_titled_automatic(subject: str) -> bool:
    """Whether it is what programs call their replies, alone or before a colon and a subject that asks nothing.

    People write about such replies, too ("Réponse automatique : arrêtez"): only a reply's is surely a program's.
    """
    subject = subject.strip()
    titled = _AUTOMATIC_ALONE.fullmatch(fold(_TITLE_END.split(subject, maxsplit=1)[0]))
    return "?" not in subject and bool(titled or _AUTOMATIC_FIRST_ELSEWHERE.match(subject))


def begins_automatic(subject: str) -> bool:
    """Whether a subject begins as an automatic reply's, in any of some thirty languages; people may write so, too."""
    titled = _AUTOMATIC_FIRST.match(fold(subject)) or _AUTOMATIC_FIRST_ELSEWHERE.match(subject.strip())
    return is_automatic(subject) or titled is not None


def begins_undelivered(subject: str) -> bool:
    """Whether a subject begins as that of a report that a mail was not delivered."""
    return _FAILED_FIRST.match(fold(subject)) is not None or _FAILED_FIRST_ELSEWHERE.match(subject.strip()) is not None


def tells_undelivered(text: str) -> bool:
    """Whether a text in another language than French and English says that a mail was not delivered."""
    return _TELLS_FAILED.search(fold(text)) is not None or _FAILED_FIRST_ELSEWHERE.search(text) is not None


# An absence that a reply begins with, in the languages of subsidiaries and suppliers abroad …
_AWAY = re.compile(
    r"(?:(?:hi|hello|hallo|hola|buongiorno|ciao|dear|guten tag|sehr geehrte\w*|damen und herren|sir or madam|all"
    r"|goedendag|thank you|thanks|vielen dank|danke|gracias|grazie|bedankt|for|fur|por|per|voor|your|ihre|su|la sua|uw"
    r"|e ?mail|message|nachricht|mensaje|messaggio|bericht) )*(?:"
    r"(?:i am|i m|i will be|we are|our offices? (?:is|are))[a-z ]{0,30} (?:out of (?:the )?office|away|closed"
    r"|unavailable|on (?:[a-z]+ )?leave|on (?:vacation|holidays?))"
    r"|(?:ich bin|wir sind|ich habe|unser buro ist)[a-z0-9 ]{0,40} (?:nicht im (?:buro|haus)|abwesend|urlaub"
    r"|geschlossen|nicht erreichbar|ausser haus)"
    r"|(?:estoy|estare|estamos)[a-z ]{0,30} (?:fuera|ausente|de vacaciones)"
    r"|(?:sono|saro)[a-z ]{0,30} (?:fuori|assente|in ferie)"
    r"|(?:ik ben|wij zijn)[a-z ]{0,30} (?:afwezig|niet op kantoor|met (?:vakantie|verlof)))\b"
)
# … and what such a note goes on with.
_BACK = re.compile(
    r"\b(?:back (?:on|in|at)|return(?:ing)? (?:on|to)|my return|in my absence|urgent|emergency|limited access|until"
    r"|wieder (?:erreichbar|da|zuruck|im)|dringende\w*|bis (?:zum|einschliesslich|\d)|ab dem|abwesenheit|ruckkehr"
    r"|hasta el|urgente|urgenza|regreso|vuelta|rientro|fino al|terug|dringend)\b"
)


# People who are away ask for something meanwhile.
_ASKS = re.compile(r"\b(?:please|kindly|bitte|por favor|per favore|graag|alstublieft|account|konto|cuenta|conto)\b")


def begins_absent(text: str) -> bool:
    """Whether a text begins as an absence note in English, German, Spanish, Italian or Dutch, and goes on as one."""
    folded = fold(text[:1500])
    if not _AWAY.match(folded):
        return False
    signs = len({match[0] for match in _BACK.finditer(folded)})
    return signs >= 2 or (signs == 1 and not _ASKS.search(folded))


_LINK = re.compile(r"https?://")
_CLICK = re.compile(r"\b(?:cliqu(?:ez|er|ant|e)|click(?:ing)?|lien|link|klick\w*|haga clic|clicca\w*)\b")
_PROVE = re.compile(
    r"\b(?:anti ?spams?|anti ?pourriels?|mailinblack|robot|is protected by|est protegee?|authentifi\w+|challenge"
    r"|protege (?:sa|ses|cette|la|leur|mon)|(?:verify|confirm) (?:yourself|your|that you|you are))\b"
)
_HELD = re.compile(
    r"\b(?:en (?:attente|quarantaine)|liste (?:blanche|d expediteurs|des expediteurs)|expediteurs? (?:autorise|connu)s?"
    r"|(?:allowed|white|approved|safe) ?(?:senders? )?list|(?:mis|retenu|bloque|stocke)e?s? (?:en|par|temporairement)"
    r"|ensure delivery|has been (?:held|quarantined)|(?:is|being) held|awaiting|will be (?:delivered|released)"
    r"|(?:sera|soit|etre) (?:delivre|remis|distribue|achemine|transmis)e?)\b"
)


def is_challenge(text: str) -> bool:
    """Whether a filter of the reader's holds our mail until somebody follows a link (Mailinblack and the like)."""
    folded = fold(text[:4000])
    return bool(_LINK.search(text) and _CLICK.search(folded) and _PROVE.search(folded) and _HELD.search(folded))


# A line that begins by saying that nobody reads replies, perhaps behind "Ceci est un message automatique".
_NO_REPLY = re.compile(
    r"(?:(?:ceci est un |ce |cet )?(?:message|mail|courriel|e ?mail) (?:est |a ete )?(?:envoye |genere )?"
    r"automati[a-z ]{1,40})?"
    r"(?:merci de|veuillez|nous vous (?:prions|remercions) de) ne pas (?:y repondre"
    r"|repondre (?:directement )?a ce(?:t|tte)? (?:message|mail|courriel|e ?mail|adresse))\b"
    r"|(?:this is an? (?:automat|auto generated|system)[a-z ]{1,50})?(?:please )?do not (?:reply|respond)"
    r" (?:directly )?to this (?:message|mail|e ?mail|address)\b"
    r"|this is an automated (?:report|notification|message|e ?mail)\b"
)


def tells_not_to_reply(text: str) -> bool:
    """Whether a line of it begins by asking for no reply: "Merci de ne pas répondre à ce message"."""
    return any(_NO_REPLY.match(fold(line[:200])) for line in text.splitlines()[:500])

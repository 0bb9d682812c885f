"""What Brevo, Mailchimp, Mailjet, Sarbacane and people call columns and happenings, in French and English."""

from __future__ import annotations

from collections.abc import Mapping

from reports.language import N_

ABOUT = "emails"
COUNTS = (
    "sent",
    "delivered",
    "bounced_soft",
    "bounced_hard",
    "opened",
    "machine_opened",
    "clicked",
    "unsubscribed",
    "complained",
)
"""Columns that hold how many recipients it happened to: those of totals. Their names are the kinds of the facts."""
NAMES: Mapping[str, tuple[str, ...]] = {
    "email": (
        "email", "e mail", "adresse e mail", "adresse email", "email address", "recipient", "destinataire", "courriel",
        "mail", "to", "contact",
    ),
    "what": (
        "st_text", "event", "evenement", "statut", "status", "etat", "action", "activity", "type", "what", "quoi",
        "statustype",
    ),
    "day": (
        "ts", "date", "send date", "date d envoi", "sent date", "sent at", "envoye le", "date de l evenement",
        "event date", "date et heure", "timestamp", "sent on", "statuschange", "date de debut d envoi", "scheduled at",
    ),
    "campaign": (
        "campaign name", "nom de la campagne", "campaign title", "campagne", "campaign", "title", "titre", "nom",
        "name", "mailing", "nom du message", "newsletter", "tag",
    ),
    "subject": ("subject", "sujet", "objet", "sub", "subject line", "objet de l e mail", "objet du message"),
    "sequence": (
        "sequence", "scenario", "automation", "automatisation", "workflow", "nom du scenario", "automation name",
        "parcours",
    ),
    "step": ("step", "etape", "email number", "numero", "rang", "position"),
    "list": ("list", "liste", "audience", "list name", "nom de la liste"),
    "message": ("mid", "message id", "messageid", "id du message"),
    "utm_campaign": ("utm_campaign", "utm campaign"),
    "sent": (
        "total recipients", "emails sent", "envoyes", "e mails envoyes", "recipients", "destinataires", "sent",
        "total envoyes", "nombre de destinataires", "envois", "processed",
    ),
    "delivered": (
        "successful deliveries", "delivered", "delivres", "aboutis", "livres", "e mails delivres", "distribues",
        "deliveries", "recus",
    ),
    "bounced_soft": (
        "soft bounces", "soft bounce", "softbounces", "rebonds temporaires", "rebonds doux", "bloques", "soft bounced",
        "boites pleines",
    ),
    "bounced_hard": (
        "hard bounces", "hard bounce", "hardbounces", "rebonds definitifs", "rebonds durs", "npai", "hard bounced",
        "rebonds", "bounces", "total bounces", "bounced",
    ),
    "opened": (
        "unique opens", "ouvreurs uniques", "ouvreurs", "ouvertures uniques", "openers", "opened", "ouverts",
        "unique openers", "uniques ouvreurs", "recipients opened",
    ),
    "machine_opened": ("apple mpp opens", "ouvertures apple mpp", "ouvertures automatiques", "machine opens"),
    "clicked": (
        "unique clicks", "cliqueurs uniques", "cliqueurs", "clics uniques", "clickers", "clicked", "cliques",
        "unique clickers", "uniques cliqueurs", "recipients clicked",
    ),
    "unsubscribed": (
        "unsubscribes", "unsubscribed", "desinscrits", "desabonnes", "desinscriptions", "desabonnements",
        "unsubscriptions",
    ),
    "complained": ("abuse complaints", "plaintes", "complaints", "spam", "spam complaints", "signalements spam"),
}  # fmt: skip
KNOWN = frozenset(name for names in NAMES.values() for name in names)
FIELDS = {
    "email": N_("Recipient"),
    "what": N_("What happened"),
    "day": N_("Date"),
    "campaign": N_("Mailing"),
    "subject": N_("Subject"),
    "sequence": N_("Sequence"),
    "step": N_("Place in the sequence"),
    "list": N_("List"),
    "message": N_("Number of the message"),
    "utm_campaign": N_("utm_campaign of its links"),
    "sent": N_("How many sent"),
    "delivered": N_("How many delivered"),
    "bounced_soft": N_("How many bounced softly"),
    "bounced_hard": N_("How many bounced hard"),
    "opened": N_("How many opened it"),
    "machine_opened": N_("Opened by machines only"),
    "clicked": N_("How many clicked"),
    "unsubscribed": N_("How many unsubscribed"),
    "complained": N_("How many complained"),
}
NOTHING = "nothing"
"""What a line says that is on its way still."""
_KINDS = {
    NOTHING: "deferred differe error erreur queued scheduled programme",
    "sent": "sent envoye envoyee envoi request requests processed",
    "delivered": "delivered delivery delivre delivree livre livree distribue abouti recu",
    "opened": "open opened opens ouvert ouverte ouverture ouvreur opn unique_opened uniqueopened"
    "|first opening|first open|premiere ouverture|unique open",
    "machine_opened": "proxy_open proxyopen loadedbyproxy unique_proxy_open uniqueproxyopen"
    "|proxy open|loaded by proxy|unique proxy open|ouverture par proxy|ouverture automatique",
    "clicked": "click clicked clicks clic clics clique cliquee cliqueur clk",
    "bounced_soft": "soft_bounce softbounce softbounces blocked bloque"
    "|soft bounce|soft bounced|rebond temporaire|rebond doux|boite pleine",
    "bounced_hard": "hard_bounce hardbounce hardbounces bounce bounced rebond invalid invalid_email invalide npai"
    "|hard bounce|hard bounced|rebond definitif|rebond dur|invalid email|adresse invalide",
    "unsubscribed": "unsubscribe unsubscribed unsub desinscrit desinscrite desinscription desabonne desabonnee"
    " desabonnement",
    "complained": "spam complaint complained plainte abuse|marked as spam|signale comme spam|abuse complaint",
    "subscribed": "subscribe subscribed subscription inscrit inscrite inscription abonne abonnee abonnement",
    "added": "list_addition added ajoute ajoutee|list addition|added to list|ajoute a une liste",
}
KINDS = {
    text: kind
    for kind, texts in _KINDS.items()
    for place, part in enumerate(texts.split("|"))
    for text in (part.split() if place == 0 else [part])
}
"""What happened, by how it is written (folded): the first part of each is single words, the others are whole."""
KIND_NAMES = {
    "": N_("as the column says"),
    "sent": N_("Sent"),
    "delivered": N_("Delivered (of an e-mail)"),
    "opened": N_("Opened (by the recipient)"),
    "machine_opened": N_("Opened by a machine"),
    "clicked": N_("Clicked (by the recipient)"),
    "bounced_soft": N_("Bounced softly"),
    "bounced_hard": N_("Bounced hard"),
    "unsubscribed": N_("Unsubscribed (the recipient)"),
    "complained": N_("Marked as spam"),
    "subscribed": N_("Subscribed"),
}
"""What may be said of all lines at once."""

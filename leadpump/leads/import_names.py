"""What HubSpot, Pipedrive, Brevo and people call columns, stages and answers, in French and English."""

from __future__ import annotations

from collections.abc import Mapping

from reports.language import N_

LEADS, CHANGES = "leads", "changes"
"""What a file may be about, as the addresses of the API name it."""

_WHO = {
    "lead": ("leadpump id", "leadpump_id", "lead id", "id du prospect", "identifiant leadpump", "prospect", "lead"),
    "email": (
        "email", "e mail", "adresse e mail", "adresse email", "email address", "mail", "courriel",
        "e mail du contact",
        "contact email", "person email", "person email work",
        "personne email", "personne e mail", "personne e mail travail",
        "email professionnel",
        "associated contact", "contact associe", "email work", "customer email", "email client",
    ),
    "phone": (
        "telephone", "phone", "phone number", "numero de telephone",
        "numero de telephone portable",
        "mobile phone number", "portable", "mobile", "tel", "sms", "landline_number", "whatsapp", "person phone",
        "person phone work",
        "personne telephone", "personne telephone travail",
    ),
}  # fmt: skip
LEAD_NAMES: Mapping[str, tuple[str, ...]] = {
    **_WHO,
    "first_name": ("prenom", "first name", "firstname", "given name"),
    "last_name": ("nom de famille", "last name", "lastname", "surname", "family name"),
    "name": ("nom complet", "full name", "nom", "name", "contact", "personne nom", "person name", "titre", "title"),
    "company": (
        "entreprise", "societe", "company", "company name", "nom de l entreprise", "organisation", "organization",
        "associated company", "organization name",
    ),
    "postcode": ("code postal", "postal code", "postcode", "zip", "zip code"),
    "city": ("ville", "city", "town"),
    "day": (
        "date de creation", "create date", "created", "created at", "cree le", "date", "added time", "added at",
        "date d ajout",
        "added_time", "lead created", "lead cree le", "personne creee le", "personne personne creee le",
        "person person created", "person created", "date du contact",
        "date de la demande",
    ),
    "magnet": ("aimant", "lead magnet", "magnet", "offre"),
    "form": ("formulaire", "form", "premier formulaire", "first conversion"),
    "channel": ("canal", "channel"),
    "source": (
        "source", "source du prospect", "lead source", "origine", "source du lead", "utm source", "source origin",
        "provenance",
    ),
    "medium": ("support", "medium", "utm medium"),
    "campaign": ("campagne", "campaign", "utm campaign"),
    "consent": ("consentement", "consent", "opt in", "optin", "double opt in", "accepte d etre contacte"),
    "note": ("note", "notes", "commentaire", "commentaires", "message", "remarque", "comment", "comments"),
}  # fmt: skip
CHANGE_NAMES: Mapping[str, tuple[str, ...]] = {
    **_WHO,
    "day": (
        "date", "jour", "day", "date de l etape", "stage date", "date de cloture", "close date", "won time",
        "date de vente", "date de paiement", "date de commande", "date de reponse", "date et heure", "date and time",
        "gagne le", "expected close date", "affaire fermee le", "affaire gagnee le", "deal closed on",
        "deal won time",
        "activity date", "date d activite", "order date", "response date",
    ),
    "what": (
        "evenement", "event", "quoi", "what", "type", "kind", "type d activite", "activity type", "etape", "stage",
        "deal stage", "phase", "phase du cycle de vie", "lifecycle stage", "phase de la transaction", "statut",
        "status", "etat", "affaire statut", "deal status", "etape de la transaction", "statut du lead", "lead status",
    ),
    "amount": (
        "montant", "amount", "valeur", "value", "prix", "total", "montant ttc", "montant ht", "chiffre d affaires",
        "revenue", "affaire valeur", "deal value", "montant de la transaction", "amount in company currency",
    ),
    "currency": ("devise", "currency", "code devise", "currency code", "affaire devise", "deal currency"),
    "order": (
        "commande", "order", "numero de commande", "order id", "n de commande", "order number", "numero de facture",
        "invoice number", "facture", "record id", "id de l affaire", "deal id", "affaire id",
    ),
    "score": (
        "nps", "note nps", "nps score", "score nps", "score", "note sur 10", "recommandation",
    ),
    "reason": (
        "raison", "reason", "motif", "raison de la perte", "lost reason", "closed lost reason", "motif de perte",
        "affaire raison de la perte", "deal lost reason", "motif de la transaction perdue",
    ),
    "consent": ("consentement", "consent", "opt in", "optin"),
    "note": ("note", "notes", "commentaire", "commentaires", "remarque", "comment", "comments", "description", "sujet"),
}  # fmt: skip
NAMES = {LEADS: LEAD_NAMES, CHANGES: CHANGE_NAMES}
KNOWN = {about: frozenset(name for names in fields.values() for name in names) for about, fields in NAMES.items()}
FIELDS = {
    LEADS: {
        "lead": N_("Id of the lead (leadpump_id)"),
        "email": N_("E-mail"),
        "phone": N_("Phone"),
        "first_name": N_("First name"),
        "last_name": N_("Last name"),
        "name": N_("Name"),
        "company": N_("Company"),
        "postcode": N_("Postcode"),
        "city": N_("Town"),
        "day": N_("Created"),
        "magnet": N_("Lead magnet"),
        "form": N_("Form"),
        "channel": N_("Channel"),
        "source": N_("Source"),
        "medium": N_("Medium"),
        "campaign": N_("Campaign"),
        "consent": N_("Consent"),
        "note": N_("Note"),
    },
    CHANGES: {
        "lead": N_("Id of the lead (leadpump_id)"),
        "email": N_("E-mail"),
        "phone": N_("Phone"),
        "day": N_("Date"),
        "what": N_("What happened"),
        "amount": N_("Amount"),
        "currency": N_("Currency"),
        "order": N_("Order number"),
        "score": N_("NPS answer"),
        "reason": N_("Reason"),
        "consent": N_("Consent"),
        "note": N_("Note"),
    },
}

NOTHING = "nothing"
"""What a line says of a lead that is merely new."""
_WHATS = {
    NOTHING: "lead new nouveau nouvelle open ouvert ouverte|en cours|subscriber|abonne|prospect|other|autre",
    "stage:contacted": "contacted contacte contactee connected connecte|contact etabli|contact pris"
    "|attempted to contact",
    "stage:mql": "mql|marketing qualified|marketing qualified lead|marketingqualifiedlead|lead qualifie marketing"
    "|lead marketing qualifie|qualifie marketing|lead qualifie par le marketing",
    "stage:sql": "sql|sales qualified|sales qualified lead|salesqualifiedlead|lead qualifie commercial|qualifie"
    "|qualified|lead commercial qualifie|qualifie commercial|lead qualifie par les ventes",
    "stage:opportunity": "opportunity opportunite devis proposal quote|opportunity opened|proposition|devis envoye"
    "|proposal made|qualified to buy|appointment scheduled|contract sent|contrat envoye|negotiations started"
    "|negociation",
    "stage:customer": "customer client cliente won gagne gagnee signe evangelist|closed won|closedwon"
    "|transaction conclue|ferme gagne|fermee gagnee|evangeliste|ambassadeur",
    "stage:lost": "lost perdu perdue|closed lost|closedlost|transaction perdue|ferme perdu|fermee perdue|unqualified"
    "|non qualifie|bad timing|abandonne",
    "sale": "sale vente achat purchase paiement payment commande order paid paye payee|reachat|repurchase",
    "refund": "refund remboursement avoir refunded rembourse remboursee",
    "call": "call appel telephone phone|appel telephonique|phone call",
    "email": "email mail courriel|e mail",
    "meeting": "meeting rdv reunion visite|rendez vous|appointment|lunch|dejeuner",
    "note": "note remarque commentaire comment",
    "consent": "consent consentement optin|opt in",
    "nps": "nps recommandation|reponse nps|nps answer",
}
WHATS = {
    text: what
    for what, texts in _WHATS.items()
    for place, part in enumerate(texts.split("|"))
    for text in (part.split() if place == 0 else [part])
}
"""What happened, by how it is written (folded): the first part of each is single words, the others are whole."""
YES = frozenset({"yes", "oui", "true", "vrai", "1", "x", "granted", "accorde", "opt in", "subscribed", "abonne", "ok"})
NO = frozenset({"no", "non", "false", "faux", "0", "denied", "refuse", "opt out", "unsubscribed", "desabonne"})

"""The pages of the demo site, as its templates mark them: what is met at which depth."""

from __future__ import annotations

from dataclasses import dataclass

from leadpump.demo import SITE
from reports.magnet import Magnet

ORIGIN = f"https://{SITE.name}"
HERE = "/demo"
"""Where the product serves the demo: a simulated visit and a real one read the same page."""
CHECKLIST = "checklist-combles"
QUOTE = "devis"
STAND = "stand"
"""What is offered on no page, but at a fair: advice, to whoever comes and sits down."""
MAGNETS = (
    Magnet(CHECKLIST, "La checklist des combles", "checklist", f"{HERE}/", "form"),
    Magnet(QUOTE, "Le devis gratuit", "quote", f"{HERE}/tarifs", "form"),
    Magnet(STAND, "Le conseil au salon de l’habitat", "consultation", "", "attended"),
)
LAST_FIELDS = {
    CHECKLIST: (("first_name", 14), ("email", 38), ("budget", 33), ("date-des-travaux", 15)),
    QUOTE: (("name", 9), ("email", 14), ("phone", 43), ("travaux", 6), ("budget", 18), ("date-des-travaux", 10)),
}
"""The fields of each form, and how often it is given up at each: hardly anybody likes to leave a telephone number."""
PDF = f"{ORIGIN}{HERE}/static/checklist-combles.pdf"
GUILD = "https://artisans-ligeriens.example/couvreurs"
SUPPLIER = "https://ouate-et-chanvre.example/"


@dataclass(frozen=True, slots=True)
class Mark:
    """A section, or a magnet, that lies at this depth (per cent of the page)."""

    depth: int
    section: str = ""
    magnet: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """path: on any host. seconds: a full reading. fold: per cent on screen before any scrolling, on a large screen."""

    path: str
    title: str
    seconds: int
    fold: int
    marks: tuple[Mark, ...]
    form: str = ""

    @property
    def url(self) -> str:
        """The page's address."""
        return ORIGIN + self.path


HOME = Page(
    f"{HERE}/",
    "Isolation de combles et rénovation de toiture à Nantes | Les Toits de Loire",
    75,
    28,
    (
        Mark(15, section="Accroche"),
        Mark(36, section="Checklist"),
        Mark(38, magnet=CHECKLIST),
        Mark(57, section="Services"),
        Mark(69, section="Méthode"),
        Mark(80, section="Avis"),
        Mark(90, section="Article"),
    ),
    CHECKLIST,
)
PRICES = Page(
    f"{HERE}/tarifs",
    "Services et tarifs | Les Toits de Loire",
    95,
    36,
    (
        Mark(12, section="Introduction"),
        Mark(32, section="Tableau des tarifs"),
        Mark(58, section="Demande de devis"),
        Mark(60, magnet=QUOTE),
        Mark(86, section="Questions fréquentes"),
    ),
    QUOTE,
)
ARTICLE = Page(
    f"{HERE}/article/isoler-ses-combles",
    "Isoler ses combles perdus : ce qu’il faut savoir avant de commencer | Les Toits de Loire",
    290,
    15,
    (
        Mark(4, section="Titre"),
        Mark(11, section="Pourquoi le toit"),
        Mark(19, section="État des lieux"),
        Mark(35, section="Quel isolant"),
        Mark(46, section="Air et humidité"),
        Mark(55, section="Le jour du chantier"),
        Mark(64, section="Combien et quelles aides"),
        Mark(72, section="Cinq erreurs"),
        Mark(79, section="En résumé"),
        Mark(89, section="Checklist"),
        Mark(90, magnet=CHECKLIST),
    ),
    CHECKLIST,
)
THANKS = Page(
    f"{HERE}/merci",
    "Merci, votre checklist est prête | Les Toits de Loire",
    14,
    92,
    (Mark(40, section="Merci"), Mark(50, magnet=CHECKLIST)),
)
QUOTE_RECEIVED = Page(
    f"{HERE}/devis-recu",
    "Votre demande de devis est reçue | Les Toits de Loire",
    10,
    92,
    (Mark(40, section="Devis reçu"),),
)
LEGAL = Page(f"{HERE}/mentions-legales", "Mentions légales | Les Toits de Loire", 30, 60, ())

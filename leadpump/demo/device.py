"""The browsers of French visitors, with their shares (per mille, rounded, all devices together)."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

_WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)"
_MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)"
_IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
_ANDROID = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko)"
_BLINK = "AppleWebKit/537.36 (KHTML, like Gecko)"


@dataclass(frozen=True, slots=True)
class Device:
    """user_agent: as the browser sends it. mobile: a small screen, so a longer page. share: per mille."""

    user_agent: str
    mobile: bool
    share: int


DEVICES = (
    Device(f"{_WINDOWS} {_BLINK} Chrome/142.0.0.0 Safari/537.36", False, 150),
    Device(f"{_WINDOWS} {_BLINK} Chrome/141.0.0.0 Safari/537.36", False, 40),
    Device(f"{_WINDOWS} {_BLINK} Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0", False, 75),
    Device("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0", False, 52),
    Device("Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", False, 9),
    Device(f"{_MAC} AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15", False, 58),
    Device(f"{_MAC} {_BLINK} Chrome/142.0.0.0 Safari/537.36", False, 24),
    Device(f"{_IPHONE} Version/18.6 Mobile/15E148 Safari/604.1", True, 232),
    Device(f"{_IPHONE} CriOS/142.0.7444.77 Mobile/15E148 Safari/604.1", True, 22),
    Device(f"{_ANDROID} Chrome/142.0.0.0 Mobile Safari/537.36", True, 205),
    Device(f"{_ANDROID} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36", True, 68),
    Device("Mozilla/5.0 (Android 15; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0", True, 12),
    Device(
        "Mozilla/5.0 (iPad; CPU OS 17_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
        "Version/17.7 Mobile/15E148 Safari/604.1",
        False,
        34,
    ),
    Device(
        "Mozilla/5.0 (Linux; Android 14; SM-X200) AppleWebKit/537.36 (KHTML, like Gecko) "
        "Chrome/142.0.0.0 Safari/537.36",
        False,
        19,
    ),
)
FACEBOOK_APP = (
    Device(
        f"{_IPHONE} Mobile/22G86 [FBAN/FBIOS;FBAV/536.0.0.48.76;FBBV/0;FBDV/iPhone14,5;FBMD/iPhone;FBSN/iOS;"
        "FBSV/18.6;FBSS/3;FBID/phone;FBLC/fr_FR;FBOP/80]",
        True,
        45,
    ),
    Device(
        "Mozilla/5.0 (Linux; Android 14; SM-A546B Build/UP1A.231005.007; wv) AppleWebKit/537.36 (KHTML, like "
        "Gecko) Version/4.0 Chrome/142.0.0.0 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/536.0.0.46.77;]",
        True,
        55,
    ),
)
LANGUAGES = (
    ("fr-FR,fr;q=0.9,en-US;q=0.8,en;q=0.7", 62),
    ("fr-FR,fr;q=0.9", 16),
    ("fr,fr-FR;q=0.8,en-US;q=0.5,en;q=0.3", 14),
    ("en-GB,en;q=0.9,fr;q=0.6", 4),
    ("es-ES,es;q=0.9,fr;q=0.7", 1),
    ("pt-PT,pt;q=0.9,fr;q=0.8", 2),
    ("ar,fr-FR;q=0.8,fr;q=0.7", 1),
)
TIMEZONES = (
    ("Europe/Paris", 962),
    ("Europe/Brussels", 12),
    ("Europe/London", 8),
    ("Europe/Zurich", 6),
    ("Indian/Reunion", 5),
    ("America/Martinique", 4),
    ("Africa/Casablanca", 3),
)


def draw_device(rng: Random, mobile_lean: float) -> Device:
    """A device; small screens are mobile_lean times as likely as in the country as a whole."""
    weights = [device.share * (mobile_lean if device.mobile else 1.0) for device in DEVICES]
    return rng.choices(DEVICES, weights)[0]


def draw_app(rng: Random) -> Device:
    """The browser inside Facebook's app, in which most of its advertisements open."""
    return rng.choices(FACEBOOK_APP, [device.share for device in FACEBOOK_APP])[0]


def draw_weighted(rng: Random, table: tuple[tuple[str, int], ...]) -> str:
    """A value of a table of (value, weight)."""
    return rng.choices([value for value, _ in table], [weight for _, weight in table])[0]

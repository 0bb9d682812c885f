"""Whether a page's Content-Security-Policy lets the tag be loaded, and lets it send.

Definitions: https://www.w3.org/TR/CSP3/ (6.7.2, matching of source lists). Hashes of a script's
text are not reckoned with: the tag is a file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import SplitResult, urlsplit

SCRIPTS = ("script-src-elem", "script-src", "default-src")
CONNECTIONS = ("connect-src", "default-src")
"""The first of them that a policy has decides."""
PORTS = {"http": 80, "https": 443}


def read_policies(headers: Sequence[str]) -> list[dict[str, list[str]]]:
    """Policies, each with its directives; of a directive that is there twice the first counts.

    >>> read_policies(["default-src 'self'; script-src https:, img-src *"])
    [{'default-src': ["'self'"], 'script-src': ['https:']}, {'img-src': ['*']}]
    """
    found = []
    for text in ",".join(headers).split(","):
        directives: dict[str, list[str]] = {}
        for words in map(str.split, text.split(";")):
            if words:
                directives.setdefault(words[0].lower(), words[1:])
        if directives:
            found.append(directives)
    return found


def forbidding(
    policies: Sequence[Mapping[str, Sequence[str]]], kinds: Sequence[str], url: str, page: str, nonce: str = ""
) -> str:
    """The directive that forbids what is at url to a page, as it was written; empty if none does.

    kinds: SCRIPTS or CONNECTIONS. nonce: that of the script's element.

    >>> strict = read_policies(["script-src 'self' https://*.example.net 'nonce-a1'; connect-src *"])
    >>> forbidding(strict, SCRIPTS, "https://leads.example.com/leadpump.js", "https://shop.example.com/")
    "script-src 'self' https://*.example.net 'nonce-a1'"
    >>> forbidding(strict, SCRIPTS, "https://leads.example.net/leadpump.js", "https://shop.example.com/")
    ''
    >>> forbidding(strict, SCRIPTS, "https://leads.example.com/leadpump.js", "https://shop.example.com/", "a1")
    ''
    >>> forbidding(strict, CONNECTIONS, "https://leads.example.com/api/event", "https://shop.example.com/")
    ''
    """
    asked, own = urlsplit(url), urlsplit(page)
    for policy in policies:
        kind = next((kind for kind in kinds if kind in policy), None)
        if kind is not None and not is_allowed(policy[kind], asked, own, nonce):
            return " ".join([kind, *policy[kind]])
    return ""


def is_allowed(sources: Sequence[str], asked: SplitResult, own: SplitResult, nonce: str = "") -> bool:
    """Whether a list of sources has what is asked for.

    >>> is_allowed(["'strict-dynamic'", "'nonce-a1'", "https:"], urlsplit("https://a.example/"), urlsplit("https://b.example/"))
    False
    """
    if nonce and f"'nonce-{nonce}'" in sources:
        return True
    if "'strict-dynamic'" in (source.lower() for source in sources):
        return False
    return any(matches(source, asked, own) for source in sources)


def matches(source: str, asked: SplitResult, own: SplitResult) -> bool:
    """Whether one source is that of what is asked for.

    >>> asked, own = urlsplit("https://leads.example.com/leadpump.js"), urlsplit("https://example.com/")
    >>> [matches(one, asked, own) for one in ("*", "https:", "leads.example.com", "http://leads.example.com")]
    [True, True, True, True]
    >>> [matches(one, asked, own) for one in ("*.example.com", "LEADS.example.com:443", "*.leads.example.com")]
    [True, True, False]
    >>> [matches(one, asked, own) for one in ("'self'", "example.com", "http:", "leads.example.com:8443", "'none'")]
    [False, False, True, False, False]
    >>> [matches(f"leads.example.com{path}", asked, own) for path in ("/", "/leadpump.js", "/other.js", "/lead")]
    [True, True, False, False]
    """
    if source == "*":
        return asked.scheme in {"http", "https", own.scheme}
    if source.lower() == "'self'":
        return _is_same(asked, own)
    if source.startswith("'"):
        return False
    if source.endswith(":") and "/" not in source:
        return _scheme_matches(source[:-1].lower(), asked.scheme)
    scheme, _, rest = source.rpartition("://")
    host, slash, path = rest.partition("/")
    name, _, port = host.lower().partition(":")
    return (
        _scheme_matches(scheme.lower() or own.scheme, asked.scheme)
        and _host_matches(name, asked.hostname or "")
        and port in ("", "*", str(_port(asked)))
        and (bool(port) or _port(asked) in PORTS.values())
        and _path_matches(slash + path, asked.path)
    )


def _is_same(asked: SplitResult, own: SplitResult) -> bool:
    is_later_tls = asked.scheme == "https" and own.scheme == "http"
    return asked.hostname == own.hostname and (
        (asked.scheme, _port(asked)) == (own.scheme, _port(own)) or (is_later_tls and _port(asked) == PORTS["https"])
    )


def _scheme_matches(wanted: str, found: str) -> bool:
    return found == wanted or (wanted == "http" and found == "https")


def _host_matches(wanted: str, found: str) -> bool:
    return found.endswith(wanted[1:]) if wanted.startswith("*.") else wanted in ("*", found)


def _path_matches(wanted: str, found: str) -> bool:
    return not wanted or (found.startswith(wanted) if wanted.endswith("/") else found == wanted)


def _port(of: SplitResult) -> int | None:
    return of.port or PORTS.get(of.scheme)

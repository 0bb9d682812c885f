"""The stylesheet's tokens: complete, alone in naming colours, and readable in both themes."""

import re
from pathlib import Path

import pytest

REPORTS = Path(__file__).parents[2] / "reports"
STYLE = (REPORTS / "static" / "leadpump.css").read_text(encoding="utf-8")
LIGHT, DARK = STYLE.split("@media (prefers-color-scheme: dark)")[:2]
RULES = STYLE[STYLE.index("/* ── Ground") :]


def colours(text: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", text.split("/* ──")[0]))


def luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4 for value in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


TEXT = [
    ("ink", "page"),
    ("ink", "surface"),
    ("ink", "sunken"),
    ("ink", "bar"),
    ("ink-soft", "page"),
    ("ink-soft", "surface"),
    ("ink-soft", "sunken"),
    ("accent", "page"),
    ("accent", "surface"),
    ("accent", "accent-soft"),
    ("accent-ink", "accent"),
    ("good", "surface"),
    ("bad", "surface"),
    ("bad", "bad-soft"),
    ("ink", "warn-soft"),
]
DRAWN = [("accent", "surface"), ("warn", "surface"), ("before", "surface"), ("line-strong", "surface")] + [
    (f"channel-{number}", "surface") for number in (1, 4, 5, 6, 7, 8)
]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("front", "back"), TEXT)
def test_text_is_readable(theme: str, front: str, back: str) -> None:
    """WCAG AA: 4.5 to 1."""
    tokens = colours(LIGHT) if theme == "light" else colours(DARK)
    assert contrast(tokens[front], tokens[back]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("front", "back"), DRAWN)
def test_what_is_drawn_can_be_told_from_its_ground(theme: str, front: str, back: str) -> None:
    """WCAG AA: 3 to 1. The two lightest channels stand below it on white; their names stand beside."""
    tokens = colours(LIGHT) if theme == "light" else colours(DARK)
    assert contrast(tokens[front], tokens[back]) >= 3


def test_both_themes_have_the_same_colours() -> None:
    assert colours(LIGHT).keys() == colours(DARK).keys()


def test_only_tokens_name_colours_and_text_sizes() -> None:
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b|rgb\(|hsl\(", RULES)
    assert not re.findall(r"font-size: (?!var)", RULES)
    for template in REPORTS.rglob("*.html"):
        assert not re.findall(r"#[0-9a-f]{6}|\sstyle=", template.read_text(encoding="utf-8"))


def test_every_token_used_exists() -> None:
    given = set(re.findall(r"(--[\w-]+):", STYLE))
    assert set(re.findall(r"var\((--[\w-]+)", STYLE)) <= given


def test_underlines_are_written_out() -> None:
    """Safari before 26.2 drops `text-decoration` with more than the line's kind, and with it the line."""
    assert not re.findall(r"text-decoration: [\w-]+ [^;]+;", STYLE)

"""The reports of random stories beside what these come to by the definitions, worked out without a statement."""

from __future__ import annotations

import os
import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.reports.conftest import NOW, SITE, Database, application
from tests.reports.reckoning import Reckoned, Reckoning, invent

SEEDS = [int(seed) for seed in os.environ.get("LEADPUMP_SEEDS", "1").split(",")]
"""More stories: LEADPUMP_SEEDS=2,3,4 scripts/test tests/reports/test_reckoning.py"""
ZONES = ("Europe/Paris", "America/St_Johns", "Asia/Kolkata", "Pacific/Auckland")
WITHOUT_BEFORE = ("waiting_leads",)
Rows = Sequence[Mapping[str, Any]]


def differs(told: float | None, reckoned: float | None) -> bool:
    if told is None or reckoned is None:
        return (told or 0) != (reckoned or 0)
    return told != pytest.approx(reckoned, rel=1e-6, abs=1e-6)


def value(unit: str, reckoned: Reckoned) -> float | None:
    """A ratio as its figure shows it."""
    if not isinstance(reckoned, tuple):
        return reckoned
    return reckoned[0] / reckoned[1] * (100 if unit in ("percent", "growth", "score") else 1) if reckoned[1] else None


def added(rows: Rows, keys: Sequence[str], columns: Sequence[str]) -> dict[tuple[str, ...], list[float]]:
    """A table's columns by its keys; rows that only say whether a cost was assigned are one."""
    told: dict[tuple[str, ...], list[float]] = {}
    for row in rows:
        sums = told.setdefault(tuple(row[key] for key in keys), [0.0] * len(columns))
        for place, column in enumerate(columns):
            sums[place] += row[column] or 0
    return told


def unlike(what: object, told: Mapping[Any, Any], reckoned: Mapping[Any, Any], width: int) -> list[object]:
    """Where two tables differ; no row is a row of noughts."""
    nought = [0.0] * width
    return [
        (what, key, told.get(key), reckoned.get(key))
        for key in {*told, *reckoned}
        if any(map(differs, told.get(key, nought), reckoned.get(key, nought)))
    ]


@pytest.mark.parametrize("seed", SEEDS)
def test_reports_tell_what_a_story_comes_to(database: Database, seed: int) -> None:
    rng = random.Random(seed)
    zone = rng.choice(ZONES)
    world = invent(rng, database)
    site = replace(SITE, timezone=zone)
    reader = application(database.query, {site.name: site}, lambda: NOW).test_client()
    first = date(2026, 8, 1) + timedelta(days=rng.randrange(80))
    last = min(first + timedelta(days=rng.randrange(1, 60)), date(2026, 11, 20))
    reckoning = Reckoning(world, ZoneInfo(zone), first, last)
    days = {"from": str(first), "to": str(last)}

    def read(report: str, **options: object) -> dict[str, Any]:
        answer = reader.get(f"/sites/{site.name}/{report}.json", query_string=days | options)
        assert answer.status_code == 200, answer.text
        return dict(answer.get_json())

    @cache
    def figures_of(since: date, until: date) -> dict[str, dict[str, Reckoned]]:
        return Reckoning(world, ZoneInfo(zone), since, until).figures()

    wrong: list[object] = []
    for asked, figures in reckoning.figures().items():
        report, _, option = asked.partition("?")
        answer = read(report, **dict([option.split("=")] if option else []))
        for key, reckoned in figures.items():
            told = answer["figures"][key]
            pairs: list[tuple[float | None, float | None]] = [(told["value"], value(told["unit"], reckoned))]
            if isinstance(reckoned, tuple):
                pairs = [(told["numerator"], reckoned[0]), (told["denominator"], reckoned[1])]
            if before := answer["period"]["previous"]:
                earlier = [date.fromisoformat(before[end]) for end in ("from", "to")]
                if key not in WITHOUT_BEFORE:
                    pairs.append((told["previous"], value(told["unit"], figures_of(*earlier)[asked][key])))
            wrong += [(asked, key, *pair) for pair in pairs if differs(*pair)]

    lookback, half_life = rng.choice((7, 30, 90, 365)), rng.choice((1, 7, 30))
    direct, touch = rng.choice(("included", "excluded")), rng.choice(("converting", "last", "first"))
    for conversion in ("leads", rng.choice(("mql", "customers", "revenue")), "page:/contact"):
        by = rng.choice(("channel", "source", "medium", "campaign", "landing_page"))
        options = {"conversion": conversion, "lookback": lookback, "direct": direct}
        tables = read("attribution", **options, by=by, half_life=half_life)["tables"]
        for model, reckoned_model in reckoning.models(by, conversion, lookback, direct, half_life).items():
            told_model = added(tables["models"]["rows"], [by], [model])
            reckoned_rows = {key: [value] for key, value in reckoned_model.items()}
            wrong += unlike((conversion, by, model, options), told_model, reckoned_rows, 1)
        if by == "channel" and conversion != "revenue":
            ways = {row["journey_path"]: row["conversions"] for row in tables["journey_paths"]["rows"]}
            wrong += [] if ways == reckoning.ways(conversion, lookback, direct) else [("ways", options)]

    dated = rng.choice(("sale", "lead"))
    tables = read("acquisition_cost", touch=touch, dated=dated)["tables"]
    columns = ("cost", "leads", "mql_leads", "sql_leads", "customers")
    for table, key in (("cost_channels", "channel"), ("cost_campaigns", "campaign"), ("cost_magnets", "magnet")):
        told_rows = added(tables[table]["rows"], [key], columns)
        wrong += unlike((table, touch, dated), told_rows, reckoning.costs_by(key, touch, dated), 5)
    tables = read("lead_sources", touch=touch)["tables"]
    columns = ("leads", "mql", "sql", "customers", "revenue")
    for table, keys in (
        ("lead_channels", ["channel"]),
        ("lead_campaigns", ["source", "medium", "campaign"]),
        ("lead_landing_pages", ["landing_page"]),
    ):
        wrong += unlike((table, touch), added(tables[table]["rows"], keys, columns), reckoning.leads_by(keys, touch), 5)
    assert wrong == [], f"seed {seed}, {zone}, {first} to {last}"

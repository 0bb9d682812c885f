"""The metrics in Prometheus's text format (prometheus.io/docs/instrumenting/exposition_formats, version 0.0.4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from leadpump.condition import Condition
from leadpump.measured import BOUNDS

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Metric:
    """A family: its name without the prefix, kind and meaning; samples by the value of its one label."""

    name: str
    kind: str
    meaning: str
    samples: Mapping[str, float]
    label: str = ""


def exposition(condition: Condition, version: str) -> str:
    """The whole page."""
    return "".join(line + "\n" for metric in metrics(condition, version) for line in lines_of(metric))


def metrics(condition: Condition, version: str) -> Iterator[Metric]:
    """Every metric; docs/operations.md lists them, and a test compares."""
    counted, waiting = condition.tallies, condition.waiting
    loader, alive = condition.loader, condition.tallies.alive
    yield Metric("info", "gauge", "Version of Leadpump", {version: 1}, "version")
    yield Metric("requests_total", "counter", "Requests to the collector, by status", counted.of("requests"), "status")
    yield Metric(
        "events_accepted_total",
        "counter",
        "Events, stages and costs that were answered with 202",
        {"": 0} | counted.of("accepted"),
    )
    yield Metric(
        "events_refused_total", "counter", "Events that were refused, by reason", counted.of("refused"), "reason"
    )
    yield Metric("spool_segments", "gauge", "Segments that are not in ClickHouse yet", {"": waiting.segments})
    yield Metric("spool_bytes", "gauge", "Their size", {"": waiting.bytes})
    yield Metric("spool_limit_bytes", "gauge", "Size at which events are refused", {"": condition.spool_limit})
    yield Metric("spool_oldest_seconds", "gauge", "Age of the oldest of them", {"": waiting.oldest})
    yield Metric(
        "loader_lag_seconds",
        "gauge",
        "Age of the oldest that is sealed: ready to be loaded",
        {"": waiting.oldest_sealed},
    )
    yield Metric(
        "loader_failing_seconds",
        "gauge",
        "How long nothing could be loaded; 0 while all is well",
        {"": max(0.0, loader.at - loader.since) if loader.reason else 0},
    )
    yield Metric("inserted_rows_total", "counter", "Rows inserted, by table", counted.of("inserted_rows"), "table")
    yield Metric(
        "insert_failures_total",
        "counter",
        "Inserts that failed, by ClickHouse's error number (0: no answer)",
        counted.of("insert_failures"),
        "code",
    )
    yield insert_seconds(condition)
    yield Metric("set_aside_records", "gauge", "Records in spool/rejected", {"": loader.rejected})
    yield Metric("web_workers_up", "gauge", "Workers that are alive", {"": alive.get("web", 0)})
    yield Metric("loader_up", "gauge", "Whether the loader is alive", {"": min(alive.get("loader", 0), 1)})
    yield Metric("clickhouse_up", "gauge", "Whether ClickHouse answers", {"": condition.clickhouse_up})
    yield Metric("backup_running", "gauge", "Whether the loader rests for a backup", {"": condition.backup_running})
    yield Metric("disk_free_bytes", "gauge", "Free on the disk of the spool", {"": condition.disk_free})
    yield Metric(
        "disk_min_free_bytes", "gauge", "Free space below which events are refused", {"": condition.disk_min_free}
    )


def insert_seconds(condition: Condition) -> Metric:
    """The histogram of the time that inserts take; its samples go by `le`, and the sum and the count by their name."""
    counted = condition.tallies
    buckets = counted.of("insert_seconds_bucket")
    number = counted.of("insert_seconds_count").get("", 0)
    samples = {str(bound): buckets.get(str(bound), 0) for bound in BOUNDS}
    samples |= {"+Inf": number, "sum": counted.of("insert_seconds_sum").get("", 0), "count": number}
    return Metric("insert_seconds", "histogram", "How long an insert takes", samples, "le")


def lines_of(metric: Metric) -> Iterator[str]:
    """The lines of a family."""
    name = f"leadpump_{metric.name}"
    yield f"# HELP {name} {metric.meaning}"
    yield f"# TYPE {name} {metric.kind}"
    for label, value in metric.samples.items():
        if metric.kind == "histogram":
            yield f"{name}_{label} {number(value)}" if label in ("sum", "count") else bucket(name, label, value)
        elif metric.label:
            yield f'{name}{{{metric.label}="{escape(label)}"}} {number(value)}'
        else:
            yield f"{name} {number(value)}"


def bucket(name: str, bound: str, value: float) -> str:
    """A line of a histogram."""
    return f'{name}_bucket{{le="{bound}"}} {number(value)}'


def number(value: float) -> str:
    """A value: whole numbers without a point."""
    return str(int(value)) if value == int(value) else repr(float(value))


def escape(text: str) -> str:
    """The value of a label."""
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")

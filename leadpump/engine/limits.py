"""How much memory the embedded engine may take, worked out from one number: what its work and its caches may take.

Measured: benchmarks/memory.py. It takes what it holds before it is asked anything besides, and pages of its program's
file.
"""

from __future__ import annotations

from pathlib import Path
from string import Template

TEMPLATE = Path(__file__).with_name("engine.xml")
MEGABYTE = 1_000_000
LARGEST_CACHE = 64
HELD_FROM_THE_START = 64
"""Megabytes: counted as well, and not to be taken from the work."""


def configuration(memory_mb: int) -> str:
    """The engine's configuration file. A statement that would go beyond fails, and the rest goes on."""
    cache = min(memory_mb // 16, LARGEST_CACHE)
    return Template(TEMPLATE.read_text("utf-8")).substitute(
        memory=(memory_mb + HELD_FROM_THE_START) * MEGABYTE, cache=cache * MEGABYTE, small_cache=cache * MEGABYTE // 4
    )


def session_settings(memory_mb: int) -> dict[str, str]:
    """What every statement begins with: groups and sorts of more than a share go through the disk.

    Sessions are grouped by the first columns of the sorting key: read in that order, they need no table of all of them,
    only a block of them for each part on disk, which is why blocks are small.
    """
    quarter, eighth = str(memory_mb * MEGABYTE // 4), str(memory_mb * MEGABYTE // 8)
    return {
        "max_memory_usage": str(memory_mb * MEGABYTE * 3 // 4),
        # Of all that a statement holds: beyond it groups go to the disk with every block, however few they are.
        "max_bytes_before_external_group_by": quarter,
        "max_bytes_before_external_sort": eighth,
        "max_bytes_ratio_before_external_group_by": "0",
        "max_bytes_ratio_before_external_sort": "0",
        "optimize_aggregation_in_order": "1",
        "aggregation_in_order_max_block_bytes": "2000000",
        "max_block_size": "8192",
        "max_threads": "2",
        # ClickHouse gives a statement its second thread where a gigabyte is free for each; here it is this much.
        "max_threads_min_free_memory_per_thread": eighth,
        "max_insert_threads": "1",
        # Rows to insert come in a file; mapped into memory, a large one would count as the engine's.
        "storage_file_read_method": "pread",
        # By default another thread reads for each that works, and both wait, though the system has it in memory.
        "local_filesystem_read_method": "pread",
        # An eighth of planning a large statement, which names no column that it does not need.
        "query_plan_remove_unused_columns": "0",
        # Compiling what was used three times takes a tenth of the work of small sites, and makes large ones no quicker.
        # docs/decisions/0077-what-statements-take.md
        "compile_expressions": "0",
        "compile_aggregate_expressions": "0",
        "compile_sort_description": "0",
    }

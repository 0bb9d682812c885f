"""Files that only ClickHouse reads, as lines on standard output: run in a process of its own, with chDB in memory.

python -m leadpump.engine.convert rows FILE FORMAT       each row of a table as a JSON object
python -m leadpump.engine.convert text FILE COMPRESSION  each line of a compressed text as it stands
"""

from __future__ import annotations

import sys
from typing import Any

from leadpump.engine.database import load_chdb, quote_text

SETTINGS = "settings max_threads = 1, output_format_json_quote_64bit_integers = 0, max_block_size = 8192"


def main(what: str, file: str, kind: str) -> int:
    """Write the lines; 1 and a message where the file cannot be read."""
    connection = load_chdb().connect(":memory:")
    try:
        statement, output_format = rows(connection, file, kind) if what == "rows" else text(file, kind)
        with connection.send_query(statement, output_format) as result:
            for part in result:
                sys.stdout.buffer.write(part.bytes())
        sys.stdout.buffer.flush()
    except RuntimeError as error:
        sys.stderr.write(str(error).partition("\n")[0][:500])
        return 1
    except BrokenPipeError:
        return 1
    return 0


def rows(connection: Any, file: str, kind: str) -> tuple[str, str]:
    """The rows of a table. A time of a type of its own becomes Unix milliseconds."""
    table = f"file({quote_text(file)}, {quote_text(kind)})"
    columns = connection.query(f"describe table {table}", "TSV").bytes().decode().splitlines()
    types = {line.split("\t")[0]: line.split("\t")[1] for line in columns}
    timed = "DateTime" in types.get("ts", "")
    replaced = " replace (toUnixTimestamp64Milli(toDateTime64(ts, 3)) as ts)" if timed else ""
    return f"select *{replaced} from {table} {SETTINGS}", "JSONEachRow"  # noqa: S608 - quoted


def text(file: str, compression: str) -> tuple[str, str]:
    """The lines of a text."""
    table = f"file({quote_text(file)}, 'LineAsString', 'line String', {quote_text(compression)})"
    return f"select line from {table} {SETTINGS}", "TSVRaw"  # noqa: S608 - quoted


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

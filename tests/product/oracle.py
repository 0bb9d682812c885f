"""An oracle for faults: it knows which events and leads were acknowledged, and says what is missing after each.

The product runs as on a ClickHouse server: between the two stands a proxy of ours, through which ClickHouse is away,
falls silent, loses answers or refuses. ClickHouse itself is real, and so is every `kill -9`.
"""

from __future__ import annotations

import http.client
import secrets
import shutil
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psutil

from collector import record
from collector.batch import prepared_batches
from collector.person import Key, person_of, unseal
from collector.record import EventRecord
from collector.rejected import Rejected
from collector.spool import read_frames
from tests.conftest import TOKEN, EngineProcess, wait_until
from tests.product.conftest import Product

SITE = "toits-de-loire.example"
SPOOL_MB = 256
"""Room for what comes in while ClickHouse is away for some minutes."""
HOP_BY_HOP = ("connection", "transfer-encoding", "content-length")
LONGEST_ADDRESS = 1 << 20
LONGEST_REST = 300
"""Seconds until all is stored that faults of minutes have left waiting, on a machine with other work."""
MOST_PATHS = 2_000
BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.{}.0 Safari/537.36"
"""Of people, for machines make no leads; with a number of its own another visitor's, whose forms are another lead."""
REFUSALS = {
    "too many parts": (252, "Too many parts (3000 with average size of 1.00 KiB). Merges are processing significantly "
                            "slower than inserts. (TOO_MANY_PARTS)"),
    "memory": (241, "(total) memory limit exceeded: would use 1.00 GiB, maximum: 953.67 MiB. (MEMORY_LIMIT_EXCEEDED)"),
    "disk full": (243, "Cannot reserve 1.00 MiB, not enough space. (NOT_ENOUGH_SPACE)"),
    "something unknown": (49, "Bad cast. (LOGICAL_ERROR)"),
}  # fmt: skip


@dataclass(frozen=True)
class Lead:
    """What a form or the API told of somebody. via: which of the two."""

    via: str
    form: str
    contact: dict[str, str]
    answers: dict[str, str]


class Driver:
    """Posts numbered events from several threads, as a tag does, and remembers which were acknowledged.

    Every fifth is a form with contact details, or now and then a lead told over the API instead, each somebody else's.

    acknowledged: the path of each event, by its id. sent: path and title, likewise. leads: what was told of each, by
    its id. acknowledged_leads: the ids of those that were. answers: how often each status came; 0 for none.
    """

    def __init__(self, product: Product, threads: int = 4, pause: float = 0.004) -> None:
        self.product = product
        self.acknowledged: dict[str, str] = {}
        self.sent: dict[str, tuple[str, str]] = {}
        self.leads: dict[str, Lead] = {}
        self.acknowledged_leads: set[str] = set()
        self.answers: Counter[int] = Counter()
        self._pause = pause
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._post, args=(number,)) for number in range(threads)]

    def __enter__(self) -> Driver:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _post(self, number: int) -> None:
        count = 0
        while not self._stop.wait(self._pause):
            count += 1
            id_, mark = str(uuid4()), f"{number}/{count}"
            if count % 20 == 0:
                self._report(id_, mark)
            else:
                self._visit(id_, number, count, self._form_of(id_, mark) if count % 5 == 0 else {})

    def _visit(self, id_: str, number: int, count: int, form: dict[str, Any]) -> None:
        """Post a page view, or the form of this page."""
        # A site may have 20,000 paths in a day; titles are not limited.
        path, title = f"/{number}/{count % MOST_PATHS}", f"Page {number}/{count}"
        self.sent[id_] = (path, title)
        page = {
            "site": SITE,
            "name": "pageview",
            "id": id_,
            "url": f"https://{SITE}{path}?page={count}",
            "title": title,
        }
        headers = {"User-Agent": BROWSER.format(f"{number}.{count}")} if form else {}
        if self._post_until_acknowledged(page | form, "/api/event", **headers):
            self.acknowledged[id_] = path
            if form:
                self.acknowledged_leads.add(id_)

    def _form_of(self, id_: str, mark: str) -> dict[str, Any]:
        """What a form with contact details has more than a page view."""
        contact = {"email": f"{id_}@exemple.fr", "name": f"Élodie {mark}", "message": f"Rappelez-moi, {mark}"}
        self.leads[id_] = Lead("form", "devis", contact, {"surface": f"{mark} m²"})
        return {"name": "form_submit", "form": "devis", "fields": contact, "answers": self.leads[id_].answers}

    def _report(self, id_: str, mark: str) -> None:
        """Tell of a lead over the API."""
        contact = {"email": f"{id_}@exemple.fr", "company": f"Société {mark}"}
        lead = self.leads[id_] = Lead("api", "salon", contact, {"surface": f"{mark} m²"})
        body = {"site": SITE, "id": id_, "form": lead.form, "answers": lead.answers} | contact
        key = (self.product.data / "demo.key").read_text().strip()
        if self._post_until_acknowledged(body, "/api/leads", Authorization=f"Bearer {key}"):
            self.acknowledged_leads.add(id_)

    def _post_until_acknowledged(self, body: dict[str, Any], address: str, **headers: str) -> bool:
        """Post, again under the same id as the tag does, until it is acknowledged; False if it is stopped before."""
        while not self._is_acknowledged(body, address, headers):
            if self._stop.wait(0.1):
                return False
        return True

    def _is_acknowledged(self, body: dict[str, Any], address: str, headers: dict[str, str]) -> bool:
        try:
            status, _ = self.product.post(body, address, **headers)
        except (OSError, http.client.HTTPException, ValueError):
            status = 0
        self.answers[status] += 1
        return status == 202


@dataclass(repr=False)
class Findings:
    """What the oracle found. Each set of ids ought to be empty, but lost, which ought to be what was destroyed."""

    acknowledged: int
    stored: int
    acknowledged_leads: int
    stored_leads: int
    lost: set[str] = field(default_factory=set)
    twice: set[str] = field(default_factory=set)
    unknown: set[str] = field(default_factory=set)
    altered: set[str] = field(default_factory=set)

    def note(self, acknowledged: Collection[str], sent: Mapping[str, Any], stored: Sequence[Row]) -> None:
        """Compare what was acknowledged and sent with what is stored."""
        ids = [id_ for id_, _ in stored]
        self.lost |= set(acknowledged).difference(ids)
        self.twice |= {id_ for id_, times in Counter(ids).items() if times > 1}
        self.unknown |= set(ids).difference(sent)
        self.altered |= {id_ for id_, what in stored if id_ in sent and what != sent[id_]}

    def __repr__(self) -> str:
        return f"{describe(self)}, for example {sorted(self.lost | self.twice | self.unknown | self.altered)[:5]}"

    def are_good(self, destroyed: set[str] = frozenset()) -> bool:  # type: ignore[assignment]
        return self.lost <= destroyed and not self.twice | self.unknown | self.altered


Row = tuple[str, Any]
"""An id, and what stands under it."""


def find_out(product: Product, driver: Driver) -> Findings:
    """Compare what is stored with what was acknowledged, once a fresh event has come through."""
    fresh = str(uuid4())
    event = {"site": SITE, "name": "fresh", "id": fresh, "url": f"https://{SITE}/"}
    wait_until(lambda: post_or_none(product, event) == 202, LONGEST_REST, "the acknowledgement of a fresh event")
    wait_until(lambda: is_stored(product, fresh), LONGEST_REST, "a fresh event's row")
    product.settle(LONGEST_REST)
    wait_until(lambda: product.sql(WITHOUT_LEAD) == [{"n": 0}], LONGEST_REST, "the leads of all submissions")
    key = key_of(product)
    persons = {id_: str(person_of(lead.contact, SITE, key)) for id_, lead in driver.leads.items()}
    events, leads = stored_events(product), stored_leads(product)
    findings = Findings(len(driver.acknowledged), len(events), len(driver.acknowledged_leads), len(leads))
    findings.note(driver.acknowledged.keys(), driver.sent, events)
    findings.note(
        driver.acknowledged_leads,
        {id_: (lead.via, lead.form, lead.answers, persons[id_], 1) for id_, lead in driver.leads.items()},
        leads,
    )
    findings.note(driver.acknowledged_leads, {id_: ("created", id_) for id_ in driver.leads}, stored_decisions(product))
    findings.note(
        driver.acknowledged_leads,
        {id_: (id_, persons[id_], lead.contact) for id_, lead in driver.leads.items()},
        stored_contacts(product, key),
    )
    return findings


WITHOUT_LEAD = f"""
select toUInt32(count()) as n
from
(
    select id from events where site = '{SITE}' and name = 'form_submit'
    union distinct
    select id from lead_events where site = '{SITE}' and kind = 'reported'
)
where id not in (select lead_id from leads)
"""
"""How many submissions the loader has not made leads of yet, each its own."""


def key_of(product: Product) -> Key:
    """The keys of the product's persons."""
    return Key(*(bytes.fromhex((product.data / name).read_text().strip()) for name in ("visitor.key", "contact.key")))


def stored_events(product: Product) -> list[Row]:
    """Page views and forms."""
    rows = product.sql(
        "select toString(id) as id, path, title from events "
        f"where site = '{SITE}' and name in ('pageview', 'form_submit')"
    )
    return [(row["id"], (row["path"], row["title"])) for row in rows]


def stored_leads(product: Product) -> list[Row]:
    """Leads as reports read them."""
    rows = product.sql(
        "select toString(lead_id) as id, via, form, answers, toString(person) as person, toUInt32(submissions) as n "
        f"from leads where site = '{SITE}'"
    )
    return [(row["id"], (row["via"], row["form"], row["answers"], row["person"], row["n"])) for row in rows]


def stored_decisions(product: Product) -> list[Row]:
    """What became of each submission: a lead of that id was made of it."""
    rows = product.sql(
        "select toString(subject_id) as id, kind, toString(lead_id) as lead from lead_events "
        f"where site = '{SITE}' and kind in ('created', 'submission')"
    )
    return [(row["id"], (row["kind"], row["lead"])) for row in rows]


def stored_contacts(product: Product, key: Key) -> list[Row]:
    """Contact details, opened."""
    rows = product.sql(
        "select toString(id) as id, toString(lead_id) as lead, toString(person) as person, sealed from contacts "
        f"where site = '{SITE}'"
    )
    return [(row["id"], (row["lead"], row["person"], unseal(row["sealed"], key))) for row in rows]


def post_or_none(product: Product, event: dict[str, str]) -> int | None:
    """The status of an answer, or None where there was none."""
    try:
        return product.post(event)[0]
    except (OSError, http.client.HTTPException, ValueError):
        return None


def is_stored(product: Product, id_: str) -> bool:
    """Whether an event has its row; False while ClickHouse cannot be asked."""
    return product.sql_or_none(f"select count() as n from events where id = '{id_}'") == [{"n": 1}]


class Proxy:
    """Stands between the product and ClickHouse's HTTP interface, and does what its mode says.

    pass: nothing. away: nobody listens. silent: takes requests and does not answer. cut: lets the statement run and
    cuts the connection in place of the answer. cut leads: the same for every second insert of facts about leads, for
    the first is the batch's and the next that of leads made of it. a refusal: answers every insert with that error of
    ClickHouse.
    injured: how many requests each mode has hit.
    """

    def __init__(self, engine: EngineProcess) -> None:
        self._engine = engine
        self._mode = "pass"
        self._changed = threading.Event()
        self._facts = 0
        self.injured: Counter[str] = Counter()
        self._server = self._listen(0)
        self.port: int = self._server.server_address[1]

    def set(self, mode: str) -> None:
        """Change what happens from now on; requests that wait in silence are cut off."""
        before, self._mode = self._mode, mode
        self._changed.set()
        self._changed = threading.Event()
        if mode == "away":
            self.close()
        elif before == "away":
            self._server = self._listen(self.port)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _listen(self, port: int) -> ThreadingHTTPServer:
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_one_request(self) -> None:
                """As it is inherited, but that addresses may be as long as ClickHouse takes them."""
                with suppress(OSError, ValueError):
                    self.raw_requestline = self.rfile.readline(LONGEST_ADDRESS)
                    if self.raw_requestline and self.parse_request():
                        proxy.answer(self)
                        self.wfile.flush()
                        return
                self.close_connection = True

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return server

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        """Answer one request, or do not."""
        mode, changed = self._mode, self._changed
        body = read_body(request)
        if mode == "silent":
            changed.wait()
        if mode in ("silent", "away"):
            self.injured[mode] += 1
            request.close_connection = True
            return
        if mode in REFUSALS and is_insert(request.path, body):
            self.injured[mode] += 1
            code, text = REFUSALS[mode]
            message = f"Code: {code}. DB::Exception: {text}\n".encode()
            send(request, 500, [("X-ClickHouse-Exception-Code", str(code))], message)
            return
        status, headers, content = self._forward(request, body)
        if is_insert(request.path, body) and (
            mode == "cut" or (mode == "cut leads" and self._makes_leads(request.path))
        ):
            self.injured[mode] += 1
            request.close_connection = True
            return
        send(request, status, headers, content)

    def _makes_leads(self, path: str) -> bool:
        """Whether an insert is a second one of facts about leads."""
        self._facts += "lead_events" in path
        return "lead_events" in path and self._facts % 2 == 0

    def _forward(self, request: BaseHTTPRequestHandler, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        engine = http.client.HTTPConnection("127.0.0.1", self._engine.port, timeout=120)
        try:
            headers = {name: value for name, value in request.headers.items() if name.lower() not in HOP_BY_HOP}
            engine.request(request.command, request.path, body, headers)
            answer = engine.getresponse()
            kept = [item for item in answer.getheaders() if item[0].lower().startswith(("x-click", "content-type"))]
            return answer.status, kept, answer.read()
        finally:
            engine.close()


def read_body(request: BaseHTTPRequestHandler) -> bytes:
    """The body of a request, with a length or in chunks."""
    if request.headers.get("Transfer-Encoding", "").lower() != "chunked":
        return request.rfile.read(int(request.headers.get("Content-Length", 0)))
    body = b""
    while size := int(request.rfile.readline().split(b";")[0], 16):
        body += request.rfile.read(size)
        request.rfile.readline()
    request.rfile.readline()
    return body


def is_insert(path: str, body: bytes) -> bool:
    """Whether a request of the driver is an insert of rows; its statement rides in the address or leads the body."""
    return "query=insert" in path.lower() or body[:6].lower() == b"insert"


def send(request: BaseHTTPRequestHandler, status: int, headers: list[tuple[str, str]], content: bytes) -> None:
    """An HTTP answer."""
    request.send_response(status)
    for name, value in [*headers, ("Content-Length", str(len(content)))]:
        request.send_header(name, value)
    request.end_headers()
    request.wfile.write(content)


@dataclass
class Field:
    """The product, ClickHouse, and the proxy between them. destroyed: ids whose bytes were damaged on purpose."""

    product: Product
    engine: EngineProcess
    proxy: Proxy
    destroyed: set[str] = field(default_factory=set)

    @property
    def spool(self) -> Path:
        return self.product.data / "spool"

    def kill(self, name: str) -> None:
        """kill -9 of every process of a child of the supervisor."""
        for process in self.product.processes(name):
            with suppress(psutil.NoSuchProcess):
                process.kill()

    def kill_engine(self) -> None:
        assert self.engine.process is not None
        master = psutil.Process(self.engine.process.pid)
        for process in [master, *master.children(recursive=True)]:
            process.kill()
        self.engine.process.wait()


def killed_worker(field: Field, seconds: float) -> None:
    """kill -9 of a worker."""
    for worker in field.product.workers("web")[:1]:
        worker.kill()
    time.sleep(seconds)


def killed_loader(field: Field, seconds: float) -> None:
    """kill -9 of the loader, three times."""
    for _ in range(3):
        field.kill("loader")
        time.sleep(seconds / 3)


def killed_engine(field: Field, seconds: float) -> None:
    """kill -9 of ClickHouse, which comes back."""
    field.kill_engine()
    time.sleep(seconds / 2)
    field.engine.start()


def killed_everything(field: Field, seconds: float) -> None:
    """kill -9 of all at once, as a crash of the machine's software does; then all is started again."""
    assert field.product.process is not None
    processes = psutil.Process(field.product.process.pid).children(recursive=True)
    field.product.process.kill()
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    field.kill_engine()
    field.product.process.wait()
    psutil.wait_procs(processes, timeout=20)
    field.product.output = ""
    time.sleep(seconds / 2)
    field.product.start()
    field.engine.start()


def stopped_under_load(field: Field, seconds: float) -> None:
    """SIGTERM while events come in, and a new start."""
    assert field.product.process is not None
    field.product.process.send_signal(signal.SIGTERM)
    assert field.product.process.wait(60) == 0
    field.product.output = ""
    time.sleep(seconds / 4)
    field.product.start()


def with_proxy(mode: str) -> Callable[[Field, float], None]:
    """A fault of the way to ClickHouse, for some seconds, and at least until it has hit the loader."""

    def fault(field: Field, seconds: float) -> None:
        before, end = field.proxy.injured[mode], time.monotonic() + seconds
        field.proxy.set(mode)
        if mode not in ("away", "silent"):
            wait_until(lambda: field.proxy.injured[mode] > before, 60, f"the loader's meeting with {mode}")
        time.sleep(max(0.0, end - time.monotonic()))
        field.proxy.set("pass")

    return fault


def full_disk(field: Field, seconds: float) -> None:
    """No byte is free on the spool's disk; then there is room again."""
    filler = field.spool / "filler"
    with suppress(OSError), filler.open("wb", buffering=0) as file:
        while True:
            file.write(b"\0" * 4096)
    time.sleep(seconds)
    filler.unlink()


def corrupted_segment(field: Field, seconds: float) -> None:
    """A byte turns over in a sealed segment while ClickHouse is away; the record it hits is destroyed."""
    field.proxy.set("away")
    try:
        # What was prepared before ClickHouse went is not read from its segment any more.
        time.sleep(1.5)
        taken = {name for batch in prepared_batches(field.spool / "prepared") for name in batch.manifest.segments}
        wait_until(lambda: list(whole_events(field.spool, taken)), 30, "a segment with an event")
        path, payload, hit = list(whole_events(field.spool, taken))[-1]
        place = path.read_bytes().index(payload) + len(payload) // 2
        with path.open("r+b") as file:
            file.seek(place)
            file.write(bytes([payload[len(payload) // 2] ^ 0xFF]))
        field.destroyed.add(str(hit.id))
        time.sleep(seconds / 2)
    finally:
        field.proxy.set("pass")


def whole_events(spool: Path, taken: set[str]) -> Iterator[tuple[Path, bytes, EventRecord]]:
    """The first event of each sealed segment that was not taken yet, as it stands there."""
    for path in sorted(spool.glob("*.ready")):
        for part in read_frames(path.read_bytes()) if path.name not in taken else ():
            item = record.decode(part) if isinstance(part, bytes) else None
            if isinstance(item, EventRecord) and isinstance(part, bytes):
                yield path, part, item
                break


FAULTS: dict[str, Callable[[Field, float], None]] = {
    "kill -9 of a worker": killed_worker,
    "kill -9 of the loader": killed_loader,
    "kill -9 of ClickHouse": killed_engine,
    "kill -9 of everything": killed_everything,
    "SIGTERM under load": stopped_under_load,
    "answers cut as leads are made": with_proxy("cut leads"),
    "ClickHouse away": with_proxy("away"),
    "ClickHouse silent": with_proxy("silent"),
    "answers cut after the commit": with_proxy("cut"),
    "too many parts": with_proxy("too many parts"),
    "out of memory": with_proxy("memory"),
    "ClickHouse's disk full": with_proxy("disk full"),
    "an error nobody knows": with_proxy("something unknown"),
    "the spool's disk full": full_disk,
    "corrupted bytes": corrupted_segment,
}


@contextmanager
def small_disk(folder: Path) -> Iterator[bool]:
    """Mount a small file system of its own there; gives False where that is not allowed."""
    folder.mkdir(parents=True)
    mount = shutil.which("mount")
    done = mount and subprocess.run(
        [mount, "-t", "tmpfs", "-o", f"size={SPOOL_MB}m,mode=700", "leadpump-test", folder],
        capture_output=True,
        check=False,
    )
    mounted = bool(done and done.returncode == 0)
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "-l", folder], check=True)


@contextmanager
def field_of_faults(folder: Path, **environment: str) -> Iterator[tuple[Field, bool]]:
    """A running field, and whether its spool has a small disk of its own."""
    engine = EngineProcess(folder / "engine")
    engine.start()
    proxy = Proxy(engine)
    data = folder / "data"
    address = f"clickhouse://leadpump:{TOKEN}@127.0.0.1:{proxy.port}/oracle_{secrets.token_hex(4)}"
    settings = {"LEADPUMP_CLICKHOUSE": address, "LEADPUMP_RATE_PER_ADDRESS": "0", "LEADPUMP_RATE_PER_SITE": "0"}
    with small_disk(data / "spool") as is_small:
        if is_small:
            settings |= {"LEADPUMP_MIN_FREE_MB": "0", "LEADPUMP_KEEP_HOURS": "0"}
        product = Product(data, **(settings | environment))
        product.start()
        try:
            yield Field(product, engine, proxy), is_small
        finally:
            proxy.set("pass")
            product.stop()
            proxy.close()
            engine.stop()


def damaged_ids(field: Field) -> set[str]:
    """The ids that stand in the bytes that were set aside as damaged."""
    folder = Rejected(field.spool / "rejected")
    contents = [item.content for item in map(folder.read, folder.names()) if item.kind == "bytes"]
    return {id_ for id_ in field.destroyed if any(stands_in(id_, content) for content in contents)}


def stands_in(id_: str, content: bytes) -> bool:
    """Whether an id is written in some bytes, as the spool writes it."""
    return id_.encode() in content or UUID(id_).bytes in content


def describe(findings: Findings) -> dict[str, Any]:
    """The findings as counts."""
    return {name: len(value) if isinstance(value, set) else value for name, value in vars(findings).items()}

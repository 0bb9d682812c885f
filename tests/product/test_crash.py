"""202 means stored: whatever is killed while events come in, each acknowledged one is in the table once."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Callable
from uuid import uuid4

from tests.conftest import wait_until
from tests.product.conftest import Product

SITE = "toits-de-loire.example"


class Driver:
    """Posts numbered events from several threads and remembers which were acknowledged."""

    def __init__(self, product: Product) -> None:
        self.product = product
        self.acknowledged: dict[str, str] = {}
        self.sent: set[str] = set()
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._post, args=(number,)) for number in range(4)]

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
        while not self._stop.is_set():
            id_, path = str(uuid4()), f"/{number}/{count}"
            count += 1
            self.sent.add(id_)
            event = {"site": SITE, "name": "pageview", "id": id_, "url": f"https://{SITE}{path}"}
            for _ in range(100):
                try:
                    status, _ = self.product.post(event)
                except (OSError, http.client.HTTPException, ValueError):
                    status = 0
                if status == 202:
                    self.acknowledged[id_] = path
                    break
                if self._stop.wait(0.1):
                    break
            time.sleep(0.002)


def check(product: Product, driver: Driver) -> None:
    """Every acknowledged id is there once with its path; nothing unknown is; a fresh event still arrives."""
    fresh = str(uuid4())
    assert product.post({"site": SITE, "name": "fresh", "id": fresh, "url": f"https://{SITE}/"})[0] == 202
    wait_until(
        lambda: product.sql(f"select count() as n from events where id = '{fresh}'") == [{"n": 1}], 60, "a fresh event"
    )
    wait_until(lambda: not list((product.data / "spool").glob("*.ready")), 60, "an empty spool")
    rows = product.sql(
        "select toString(id) as id, path, count() as n from events where name = 'pageview' group by id, path"
    )
    stored = {row["id"]: row["path"] for row in rows}
    assert len(driver.acknowledged) > 50
    assert {row["n"] for row in rows} == {1}
    assert driver.acknowledged.items() <= stored.items()
    assert stored.keys() <= driver.sent
    assert not list((product.data / "spool" / "rejected").iterdir())


def kill_while_posting(product: Product, *kills: Callable[[], None]) -> None:
    with Driver(product) as driver:
        for kill in kills:
            time.sleep(1.5)
            kill()
        time.sleep(2)
    check(product, driver)


def test_kill_9_of_workers(product: Product) -> None:
    def kill() -> None:
        product.workers("web")[0].kill()

    kill_while_posting(product, kill, kill, kill)


def test_kill_9_of_the_loader(product: Product) -> None:
    def kill() -> None:
        for process in product.processes("loader"):
            process.kill()

    kill_while_posting(product, kill, kill, kill)


def test_kill_9_of_the_engine(product: Product) -> None:
    def kill_worker() -> None:
        for process in product.workers("engine"):
            process.kill()

    def kill_all() -> None:
        for process in product.processes("engine"):
            process.kill()

    kill_while_posting(product, kill_worker, kill_all, kill_worker)


def test_kill_9_of_everything_at_once(product: Product) -> None:
    with Driver(product) as driver:
        time.sleep(2)
        processes = [p for name in ("web", "loader", "engine") for p in product.processes(name)]
        assert product.process is not None
        product.process.kill()
        for process in processes:
            process.kill()
        product.process.wait()
        product.output = ""
        time.sleep(0.5)
        product.start()
        time.sleep(1.5)
    check(product, driver)

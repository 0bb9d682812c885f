"""One request: to the very address that was checked, and no further than that."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import Message

from leadpump.internet.address import Address, is_public, read_address, resolve

SECONDS = 10.0
ANSWER_BYTES = 1024
BAD_ADDRESS = "bad_address"
NO_NAME = "no_name"
PRIVATE = "private"
UNREACHABLE = "unreachable"
NOT_TRUSTED = "not_trusted"
TIMEOUT = "timeout"
NO_HTTP = "no_http"


class PinnedConnection(http.client.HTTPConnection):
    """A connection to addresses that were checked, whatever their host's name leads to now."""

    def __init__(self, address: Address, checked: Sequence[str], seconds: float, context: ssl.SSLContext) -> None:
        super().__init__(address.host, address.port, timeout=seconds)
        self._address = address
        self._checked = checked
        self._context = context
        self.is_cut = False

    def connect(self) -> None:
        """Connect to the first that lets us; the certificate must be the host's."""
        self.sock = self._reach()
        if self._address.is_tls:
            # The handshake comes after the assignment, so that it can be cut too.
            wrapped = self._context.wrap_socket(
                self.sock, server_hostname=self._address.host, do_handshake_on_connect=False
            )
            self.sock = wrapped
            wrapped.do_handshake()

    def _reach(self) -> socket.socket:
        failure: OSError = ConnectionError("no address")
        for one in self._checked:
            if self.is_cut:
                raise TimeoutError
            try:
                return socket.create_connection((one, self._address.port), self.timeout)
            except OSError as error:
                failure = error
        raise failure

    def cut(self) -> None:
        """End it from another thread."""
        self.is_cut = True
        with suppress(OSError, AttributeError):
            # Of an encrypted one too, without the goodbye that its own method would wait for.
            socket.socket.shutdown(self.sock, socket.SHUT_RDWR)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered: as much of it as was wanted."""

    status: int
    headers: Message
    body: bytes


@dataclass(frozen=True, slots=True)
class Asker:
    """Sends requests. Tests let it reach this machine; nothing else may.

    allowed: whether an address may be asked. plain: whether http may be used. seconds: for all of a request.
    """

    allowed: Callable[[str], bool] = is_public
    resolve: Callable[[str, int], list[str]] = resolve
    plain: bool = False
    seconds: float = SECONDS
    context: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> str:
        """The answer's status, or why there is none."""
        answer = self.ask("POST", url, body, headers, ANSWER_BYTES)
        return answer if isinstance(answer, str) else str(answer.status)

    def get(self, url: str, headers: Mapping[str, str], most_bytes: int) -> Answer | str:
        """The answer, or why there is none."""
        return self.ask("GET", url, None, headers, most_bytes)

    def ask(
        self, method: str, url: str, body: bytes | None, headers: Mapping[str, str], most_bytes: int
    ) -> Answer | str:
        """The answer, with its first bytes, or why there is none. Redirects are not followed; proxies are not asked."""
        address = read_address(url, plain=self.plain)
        if address is None:
            return BAD_ADDRESS
        try:
            found = self.resolve(address.host, address.port)
        except (OSError, UnicodeError):
            return NO_NAME
        if not found or not all(map(self.allowed, found)):
            return PRIVATE
        connection = PinnedConnection(address, found, self.seconds, self.context)
        timer = threading.Timer(self.seconds, connection.cut)
        timer.daemon = True
        timer.start()
        try:
            connection.request(method, address.target, body, {"Host": address.host_header, **headers})
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read(most_bytes))
        except ssl.SSLCertVerificationError:
            return NOT_TRUSTED
        except TimeoutError:
            return TIMEOUT
        except (OSError, http.client.HTTPException, ValueError) as error:
            if connection.is_cut:
                return TIMEOUT
            return UNREACHABLE if isinstance(error, OSError) else NO_HTTP
        finally:
            timer.cancel()
            connection.close()

"""One request to a receiver: to the very address that was checked, with a signature, and no further than that."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from leadpump.receivers.address import Address, is_public, read_address, resolve

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
class Poster:
    """Sends messages. Tests let it reach this machine; nothing else may.

    allowed: whether an address may be written to. plain: whether http may be used. seconds: for all of a request.
    """

    allowed: Callable[[str], bool] = is_public
    resolve: Callable[[str, int], list[str]] = resolve
    plain: bool = False
    seconds: float = SECONDS
    context: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> str:
        """The answer's status, or why there is none. Redirects are not followed; proxies are not asked."""
        address = read_address(url, plain=self.plain)
        if address is None:
            return BAD_ADDRESS
        try:
            found = self.resolve(address.host, address.port)
        except (OSError, UnicodeError):
            return NO_NAME
        if not found or not all(map(self.allowed, found)):
            return PRIVATE
        return self._send(PinnedConnection(address, found, self.seconds, self.context), address, body, headers)

    def _send(self, connection: PinnedConnection, address: Address, body: bytes, headers: Mapping[str, str]) -> str:
        timer = threading.Timer(self.seconds, connection.cut)
        timer.daemon = True
        timer.start()
        try:
            connection.request("POST", address.target, body, {"Host": address.host_header, **headers})
            answer = connection.getresponse()
            answer.read(ANSWER_BYTES)
            return str(answer.status)
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

"""A server that listens, as that of a receiver does."""

from tests.receivers.conftest import listener as listener

"""The tests' fence: this process talks to the machine it runs on, and asks the outside nothing, not even a name."""

import ipaddress
import sys
from typing import Any

import pytest

_WATCHED = {"socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.gethostbyname"}


def forbid_outside() -> None:
    """From now on an attempt to leave fails its test, even where the code under test catches OSError and Exception.

    An audit hook sees every socket of the interpreter, whoever opened it; it cannot be taken off again.
    """
    sys.addaudithook(_refuse_outside)


def _refuse_outside(event: str, arguments: tuple[Any, ...]) -> None:
    if event not in _WATCHED:
        return
    host = _host(event, arguments)
    if not is_here(host):
        pytest.fail(f"A test tried to reach {host!r}. Tests reach this machine only: serve what you need on 127.0.0.1.")


def _host(event: str, arguments: tuple[Any, ...]) -> object:
    if event in {"socket.getaddrinfo", "socket.gethostbyname"}:
        return arguments[0]
    match arguments[1]:
        case (host, *_):
            return host
        case _:
            return None  # the path of a Unix socket


def is_here(host: object) -> bool:
    """Whether this host is the machine itself; no host at all is."""
    if isinstance(host, bytes):
        host = host.decode()
    if not isinstance(host, str) or host in {"", "localhost"}:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False

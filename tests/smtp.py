"""A mail server that really listens."""

from __future__ import annotations

import email
import email.message
import email.policy
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aiosmtpd.controller import Controller


class Post:
    """What a server took. It refuses addresses that begin with "weg" and letters that hold "Unsinn"."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.letters: list[email.message.EmailMessage] = []

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if address.startswith("weg"):
            return "550 Postfach unbekannt"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        letter = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(letter, email.message.EmailMessage)
        if "Unsinn" in str(letter["Subject"]):
            return "554 Inhalt abgelehnt"
        self.letters.append(letter)
        return "250 OK"


@contextmanager
def listening() -> Iterator[Post]:
    """Listen on a free port of this machine."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        post = Post(free.getsockname()[1])
    listener = Controller(post, hostname="127.0.0.1", port=post.port)
    listener.start()
    try:
        yield post
    finally:
        listener.stop()

"""Pages as they were rendered once, served to a browser with the site's own static files.

So a walk through hundreds of pages waits for no view, and what was made for one page is in no other's way.
"""

from __future__ import annotations

import mimetypes
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders


@contextmanager
def served(pages: Mapping[str, str]) -> Iterator[str]:
    """Serve pages, given by their path, on loopback; yield the address before the path."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body, kind = self._found()
            self.send_response(404 if body is None else 200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body or b"")))
            self.send_header("Cache-Control", "no-store" if kind.startswith("text/html") else "max-age=600")
            self.end_headers()
            self.wfile.write(body or b"")

        def _found(self) -> tuple[bytes | None, str]:
            path = unquote(urlsplit(self.path).path)
            static = f"/{settings.STATIC_URL.strip('/')}/"
            if path.startswith(static) and (file := finders.find(path.removeprefix(static))):
                return Path(str(file)).read_bytes(), mimetypes.guess_type(path)[0] or "text/plain"
            page = pages.get(self.path)
            return (page.encode() if page is not None else None), "text/html; charset=utf-8"

        def log_message(self, *args: object) -> None:
            """Say nothing: what is missing shows in the test."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()

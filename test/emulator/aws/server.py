"""The HTTP side: listens on loopback, keeps connections alive, puts AWS's clock on every answer.

Werkzeug's own server closes the connection after each answer; the SDKs keep theirs, and so tests should.
"""

from __future__ import annotations

import io
import socket
import struct
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from werkzeug import Request, Response

from . import api, control, metadata
from .errors import ConnectionCut
from .world import WORLD

Request.max_form_memory_size = 10_000_000


class Handler(BaseHTTPRequestHandler):
    """Each answer is one write, sent at once: with Nagle's algorithm it could wait 40 ms."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def respond(self) -> None:
        try:
            response = dispatch(Request(self._environ()))
        except ConnectionCut:
            self._reset()
            return
        body = response.get_data()
        headers = {
            **dict(response.headers),
            "Content-Length": len(body),
            "Date": formatdate(WORLD.now(), usegmt=True),
        }
        lines = [
            f"HTTP/1.1 {response.status}",
            *(f"{name}: {value}" for name, value in headers.items()),
            "",
            "",
        ]
        self.wfile.write("\r\n".join(lines).encode("latin-1") + body)

    do_GET = do_POST = do_PUT = do_DELETE = respond

    def _environ(self) -> dict[str, object]:
        path, _, query = self.path.partition("?")
        length = self.headers.get("Content-Length", "0")
        environ: dict[str, object] = {
            "REQUEST_METHOD": self.command,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": str(self.connection.getsockname()[1]),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(self.rfile.read(int(length))),
            "CONTENT_LENGTH": length,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
        }
        for name, value in self.headers.items():
            environ[f"HTTP_{name.upper().replace('-', '_')}"] = value
        return environ

    def _reset(self) -> None:
        """Closing with linger 0 sends RST, which is what a lost connection looks like to the caller."""
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def log_message(self, format: str, *args: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def shutdown_request(self, request: Any) -> None:
        """No orderly shutdown first: it would send FIN where a reset was ordered."""
        self.close_request(request)


def dispatch(request: Request) -> Response:
    if request.path.startswith("/_control/"):
        return control.answer(request)
    if request.path.startswith("/latest/"):
        return metadata.answer(request)
    return api.answer(request)


def main() -> None:
    server = Server(("127.0.0.1", 0), Handler)
    print(f"ready {server.server_port}", flush=True)
    server.serve_forever()

"""Servers on loopback, each in a thread: WSGI for the fakes and the index, SMTP for mail."""

from __future__ import annotations

import errno
import socket
import socketserver
import threading
from typing import TYPE_CHECKING

from werkzeug.serving import WSGIRequestHandler, make_server

from fakes.mail.server import SMTPServer
from fakes.serving.catalogue import HOST
from fakes.serving.errors import PortTaken

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

    from fakes.mail import Fake as Mail

__all__ = ["Running", "listen", "serve_http", "serve_smtp"]

_POLL = 0.1
"""Seconds after which a server notices that it shall end."""


class _Quiet(WSGIRequestHandler):
    """Writes no line for a call: the journals have them."""

    def log(self, type: str, message: str, *args: object) -> None:
        """Nothing is written; a fault of a fake itself is still told by its server."""


class Running:
    """A server in its thread, on a port that is free again after ``stop``."""

    def __init__(self, server: socketserver.BaseServer, *, port: int) -> None:
        self.port = port
        self._server = server
        self._thread = threading.Thread(target=server.serve_forever, args=(_POLL,), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ends the server and frees its port; calls that are still worked on are cut off."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def listen(port: int, what: str) -> socket.socket:
    """A socket that listens on ``port`` of loopback, any free one for 0; raises ``PortTaken``."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, port))
        listening.listen(128)
    except OSError as error:
        listening.close()
        why = "is in use" if error.errno == errno.EADDRINUSE else f"cannot be listened on: {error.strerror}"
        raise PortTaken(
            f"port {port} of {HOST} ({what}) {why}; end what listens there, or give another --port-base"
        ) from None
    return listening


def serve_http(application: WSGIApplication, listening: socket.socket) -> Running:
    """Serves a WSGI application on a socket that listens already, a thread to a call."""
    port = listening.getsockname()[1]
    with listening:
        server = make_server(
            HOST, port, application, threaded=True, request_handler=_Quiet, fd=listening.fileno()
        )
    return Running(server, port=port)


def serve_smtp(fake: Mail, listening: socket.socket) -> Running:
    """Serves the mail system over SMTP on a socket that listens already, a thread to a connection."""
    return Running(SMTPServer(fake, listening), port=listening.getsockname()[1])

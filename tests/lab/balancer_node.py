# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands behind a balancer in its tests: keeps sessions as an RWS node does, and says who it is."""

import http.server
import json
import os
import socket
import ssl
import threading
import uuid

CERTIFICATE = "/srv/node.pem"
SESSIONS = set()


class Node(http.server.BaseHTTPRequestHandler):
    """Answers every path; the one of the health check as long as nobody has called the node ill."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        cookies = dict(part.strip().partition("=")[::2] for part in self.headers.get("Cookie", "").split(";"))
        session = cookies.get("JSESSIONID")
        known = session in SESSIONS
        status = 503 if self.path.endswith("/diagnostics/version") and os.path.exists("/srv/ill") else 200
        body = json.dumps({
            "node": socket.gethostname(), "session": session, "known": known, "path": self.path,
            "tls": isinstance(self.connection, ssl.SSLSocket), "host": self.headers.get("Host"),
            "for": self.headers.get("X-Forwarded-For"), "proto": self.headers.get("X-Forwarded-Proto"),
            "length": len(self.rfile.read(int(self.headers.get("Content-Length", 0)))),
        }).encode()
        self.send_response(status)
        if not known:
            session = uuid.uuid4().hex
            SESSIONS.add(session)
            self.send_header("Set-Cookie", f"JSESSIONID={session}; Path=/; HttpOnly")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, *_args):
        """Nobody reads it."""


def serve(port, context=None):
    """One port, for ever."""
    server = http.server.ThreadingHTTPServer(("0.0.0.0", port), Node)
    server.daemon_threads = True
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.serve_forever()


if __name__ == "__main__":
    secure = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    secure.load_cert_chain(CERTIFICATE)
    threading.Thread(target=serve, args=(8444, secure), daemon=True).start()
    serve(8080)

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The server under every stand-in."""

import threading
import urllib.request

from standins.httpd import Response, Server


def test_who_asks_a_server_to_stop_gets_the_whole_answer():
    over = threading.Event()
    size = 32 * 1024 * 1024  # far more than the buffers of a socket hold: it is sent while the client reads

    def application(_request):
        answer = Response(body=b"x" * size)
        answer.afterwards = over.set
        return answer

    def stop_when_told():
        over.wait(30)
        server.stop()

    with Server(application, "control") as server:
        stopper = threading.Thread(target=stop_when_told)
        stopper.start()
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(server.url, timeout=30) as answer:
            received = len(answer.read())
        stopper.join()
    assert received == size

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A client of a balancer, run where it can be reached: one request, or requests until a file appears; says JSON."""

import json
import os
import ssl
import sys
import threading
import time
import urllib.error
import urllib.request


def ask(given):
    """One request on a connection of its own."""
    headers = dict(given.get("headers", {}))
    if given.get("cookie"):
        headers["Cookie"] = given["cookie"]
    body = b"x" * given["upload"] if given.get("upload") else None
    request = urllib.request.Request(given["url"], data=body, headers=headers)
    context = ssl.create_default_context(cafile=given["ca"]) if given.get("ca") else None
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context))
    try:
        with opener.open(request, timeout=10) as answer:
            said = json.load(answer)
            cookie = answer.headers.get("Set-Cookie")
            return dict(said, status=answer.status, cookie=cookie and cookie.split(";")[0])
    except urllib.error.HTTPError as error:
        return {"status": error.code}
    except (OSError, ValueError) as error:
        return {"status": 0, "error": str(error)}


def hammer(given):
    """Several clients, one request after the other, until the file `until` is there."""
    statuses, deadline = [], time.monotonic() + 300

    def client():
        while not os.path.exists(given["until"]) and time.monotonic() < deadline:
            answer = ask(given)
            statuses.append(answer["status"] or answer["error"])
            # Leaves the machine to those who change the balancer meanwhile.
            time.sleep(0.02)

    threads = [threading.Thread(target=client) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {
        "ended": os.path.exists(given["until"]),
        "requests": len(statuses),
        "failures": [status for status in statuses if status != 200],
    }


if __name__ == "__main__":
    options = json.loads(sys.argv[1])
    print(json.dumps(hammer(options) if options.get("until") else ask(options)))

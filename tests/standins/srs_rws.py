# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a Screen Recording Service asks of an RWS: who the agent is, and to take a recording.

That RWS validates the account is a fact (desktop-and-configuration-server.md 2.1). By which calls is not documented:
the stand-in of RWS has the address below /internal-api for it, and no product does.
"""

import base64
import http.client
import json
import urllib.error
import urllib.request

ACCEPTED, REFUSED, SILENT = "accepted", "refused", "silent"
UPLOADS = "/internal-api/screen-recordings"
_THERE_ALREADY = 18  # rws.md 5.6: the object exists


class Rws:
    """One RWS, or the load balancer before its nodes, as one agent's service sees it."""

    def __init__(self, url, account, context=None, answer_within=5):
        self.url = url.rstrip("/")
        self._account = account
        self._answer_within = answer_within
        self._session = {}
        # A proxy of the environment has no business on loopback.
        handlers = [urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context)]
        self._opener = urllib.request.build_opener(*handlers)

    def ask(self):
        """Whether RWS accepts the account; an RWS that fails is as silent as one that is gone."""
        status, _document = self._call("GET", "/api/v2/me")
        if status in {401, 403}:
            return REFUSED
        return ACCEPTED if status == 200 else SILENT

    def upload(self, recording):
        """Whether RWS says that it has the recording; an answer without its code of success says nothing."""
        status, document = self._call("POST", UPLOADS, recording)
        code = str(document.get("statusCode"))
        return (status in {200, 201} and code == "0") or code == str(_THERE_ALREADY) or status == 409

    def _call(self, method, path, document=None):
        """(status, JSON object); status None when no whole answer came."""
        token = base64.b64encode(":".join(self._account).encode()).decode()
        headers = {"Authorization": f"Basic {token}", **self._session}
        body = None
        if document is not None:
            headers["Content-Type"] = "application/json"
            body = json.dumps(document).encode()
        request = urllib.request.Request(self.url + path, body, headers, method=method)
        try:
            with self._opener.open(request, timeout=self._answer_within) as answer:
                self._learn(answer.headers)
                return answer.status, _object(answer.read())
        except urllib.error.HTTPError as problem:
            with problem:
                return problem.code, _object(problem.read())
        except (OSError, ValueError, http.client.HTTPException):
            return None, {}

    def _learn(self, headers):
        """The session and its CSRF token (rws.md 7.3), without which a write may be refused."""
        cookie = (headers.get("Set-Cookie") or "").partition(";")[0]
        if cookie:
            self._session["Cookie"] = cookie
        if headers.get("X-CSRF-TOKEN"):
            self._session[headers.get("X-CSRF-HEADER") or "X-CSRF-TOKEN"] = headers["X-CSRF-TOKEN"]


def _object(body):
    try:
        found = json.loads(body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}

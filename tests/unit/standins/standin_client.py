# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A bare HTTP client: what it sends is exactly what a test says, and it hides nothing of the answer."""

import base64
import http.client
import json
import time
import urllib.parse

JSON = "application/json"


class Answer:
    def __init__(self, response, body):
        self.status = response.status
        self.headers = response.headers
        self.body = body

    @property
    def json(self):
        return json.loads(self.body.decode("utf-8"))

    @property
    def session(self):
        return (self.headers.get("Set-Cookie") or "").partition(";")[0]


def basic(user, password):
    """The value of Authorization."""
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def call(url, method="GET", auth=None, body=None, content_type=JSON, context=None, **headers):
    """``body``: str is sent as it is, anything else as JSON. Header names: underscores become hyphens.

    ``context``: what an https address needs to be trusted.
    """
    parts = urllib.parse.urlsplit(url)
    if parts.scheme == "https":
        connection = http.client.HTTPSConnection(parts.hostname, parts.port, timeout=10, context=context)
    else:
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=10)
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    if auth:
        sent["Authorization"] = basic(*auth)
    if body is not None and not isinstance(body, (str, bytes)):
        body = json.dumps(body)
    if body is not None and content_type:
        sent["Content-Type"] = content_type
    try:
        connection.request(method, parts.path + ("?" + parts.query if parts.query else ""), body, sent)
        response = connection.getresponse()
        return Answer(response, response.read())
    finally:
        connection.close()


def eventually(condition, seconds=10):
    """Poll a condition that must come true; its last value is returned, so that an assertion can show it."""
    deadline = time.monotonic() + seconds
    value = condition()
    while not value and time.monotonic() < deadline:
        time.sleep(0.02)
        value = condition()
    return value

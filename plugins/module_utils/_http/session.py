# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a server knows a client by, and keeping it out of texts: private to this collection, may change at any time."""

import base64
import re

from ansible_collections.gir.multidc.plugins.module_utils._common.known_texts import is_long_enough
from ansible_collections.gir.multidc.plugins.module_utils._common.redact import Redactor

_SESSION_IN_ADDRESS = re.compile(r";jsessionid=[^?#\s\"'<]*", re.IGNORECASE)


class Session:
    """Cookies and CSRF token of one account on one server, which is one origin: no other one ever gets them."""

    def __init__(self):
        self.cookies = {}
        self.csrf = None
        self.greeted = False

    def learn(self, response):
        for value in response.header_values("Set-Cookie"):
            name, separator, content = value.split(";", 1)[0].partition("=")
            if separator and re.match(r"^[!#$%&'*+.^_`|~0-9A-Za-z-]+$", name.strip()):
                self.cookies[name.strip()] = content.strip()
        name, token = response.header("X-CSRF-HEADER"), response.header("X-CSRF-TOKEN")
        # The server names the header itself: accept only an extension header, never one that carries meaning.
        if name and token and re.match(r"^X-[A-Za-z0-9-]+$", name, re.IGNORECASE):
            self.csrf = (name, token)

    def headers(self, writing):
        found = {}
        if self.cookies:
            found["Cookie"] = "; ".join("%s=%s" % pair for pair in sorted(self.cookies.items()))
        if writing and self.csrf:
            found[self.csrf[0]] = self.csrf[1]
        return found

    def secrets(self):
        """Those of its texts that nobody guesses: a cookie such as lang=en is none."""
        texts = list(self.cookies.values()) + ([self.csrf[1]] if self.csrf else [])
        return [text for text in texts if is_long_enough(text)]


def basic(user, password):
    return base64.b64encode(("%s:%s" % (user, password)).encode("utf-8")).decode("ascii")


def cleaned(text, secrets):
    """What a server said without any of the secrets, in whatever form they stand there, and without a session.

    Not for addresses and messages of ours: a secret may stand in these by chance.
    """
    redactor = Redactor()
    redactor.hear(map(str, secrets))
    return redactor.scrub(_SESSION_IN_ADDRESS.sub("", str(text)))

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Why two sides do not agree on TLS, each with its remedy: private to this collection, may change at any time."""

import os
import re
import ssl
from typing import Any, Optional

# Results of OpenSSL's verification, see openssl-verification-options(1).
NOT_YET_VALID, EXPIRED, SELF_SIGNED, WRONG_NAME = 9, 10, 18, (62, 64)
UNKNOWN_AUTHORITY = (2, 19, 20, 21)
# The same results where the chain that was sent ends too early.
INCOMPLETE = (20, 21)

# What a server says of the client certificate, see RFC 8446 6.2.
REFUSALS = {
    "certificate required": "it was not shown",
    "bad certificate": "the server says that it is bad",
    "unsupported certificate": "the server does not support its kind",
    "certificate revoked": "it is revoked",
    "certificate expired": "it has expired",
    "certificate unknown": "the server does not accept it",
    "unknown ca": "the server does not know the authority that issued it",
}


def alert(exc: BaseException) -> Optional[str]:
    """The alert that the other side sent, in the words of the RFC, or None."""
    text = ("%s %s" % (getattr(exc, "reason", None) or "", exc)).replace("_", " ").lower()
    found = re.search(r"\balert ([a-z ]+[a-z])", text)
    return found.group(1) if found else None


def refuses_client(exc: BaseException) -> bool:
    """Whether the other side wants a client certificate, or does not take the one it was shown."""
    return any((alert(exc) or "").startswith(name) for name in REFUSALS)


def explain_tls(exc: BaseException, tls: Any, host: str) -> str:
    """Why TLS failed; before Python 3.7 a wrong host name is a ValueError."""
    if "CERTIFICATE_VERIFY_FAILED" in str(exc) or not isinstance(exc, ssl.SSLError):
        return _untrusted(exc, tls, host)
    if refuses_client(exc):
        return _refusal(alert(exc) or "", tls.client_cert)
    reason = exc.reason or str(exc)
    if reason == "WRONG_VERSION_NUMBER":
        return "TLS failed (%s): nobody speaks TLS at that port; correct the port, or write http://" % reason
    if (alert(exc) or "").startswith("handshake failure") and not tls.client_cert:
        text = "TLS failed (%s): the server has no cipher in common with this host, or wants a client_cert"
        return text % reason
    return "TLS failed (%s)" % reason


def _untrusted(exc: BaseException, tls: Any, host: str) -> str:
    """Why the certificate of the server is not trusted. Python 3.6 tells no more than whether it is for this host."""
    code = getattr(exc, "verify_code", None)
    reason = (getattr(exc, "verify_message", None) or "").rstrip(".") or (
        "" if isinstance(exc, ssl.SSLError) else str(exc)
    )
    if code in WRONG_NAME or (code is None and reason):
        why = "is for another host: use an address that it names, or give that server one that names %s" % host
    elif code == EXPIRED:
        why = "has expired, or one that signed it has: renew it on that server, or correct the clock of this host"
    elif code == NOT_YET_VALID:
        why = "is not valid yet: correct the clock of this host, or of the one that issued it"
    elif code == SELF_SIGNED:
        why = "is self-signed and not %s" % _give(tls.ca_path, "it")
    elif code in UNKNOWN_AUTHORITY:
        why = "comes from an authority that is not %s" % _give(tls.ca_path, "the certificate of the authority")
        if code in INCOMPLETE:
            why += ", or let that server send its intermediate certificates, too"
    elif code is None:
        held = "'%s', given as ca_path, holds its authority" % tls.ca_path
        if not tls.ca_path:
            held = "ca_path has to be given, because it is from a CA of your own"
        why = "was refused, and Python 3.6 does not say why: look whether it has expired, and whether %s" % held
    else:
        why = "cannot be accepted: give that server another one"
    return "its certificate is not trusted%s: it %s" % (" (%s)" % reason if reason else "", why)


def _give(ca_path: Optional[str], what: str) -> str:
    if not ca_path:
        return "among the CA certificates of this host: give %s with ca_path" % what
    if os.path.isdir(ca_path):
        text = "in ca_path '%s': add %s there, and run openssl rehash, without which a directory is not read"
    else:
        text = "in ca_path '%s': add %s to that file"
    return text % (ca_path, what)


def _refusal(words: str, client_cert: Optional[str]) -> str:
    if not client_cert:
        return "TLS failed (%s): it wants a client certificate; give client_cert and client_key" % words
    said = next(text for name, text in REFUSALS.items() if words.startswith(name))
    return "TLS failed (%s): it refuses the client certificate '%s', %s; give one that it accepts with client_cert" % (
        words,
        client_cert,
        said,
    )

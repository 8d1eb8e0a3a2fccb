# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a redirect leads, and whether that is the same server: private to this collection, may change at any time.

An origin is (scheme, host, port). What belongs to one is never sent to another.
"""

import re
from typing import Any, Callable, Optional, Tuple
from urllib.parse import urljoin, urlsplit

from ansible_collections.gir.multidc.plugins.module_utils._common.said import MASK, WITHHELD
from ansible_collections.gir.multidc.plugins.module_utils._http.hosts import in_url, plain

PORTS = {"http": 80, "https": 443}
# Clients do not agree on what backslashes, blanks and missing hosts mean in an address.
_UNUSABLE = re.compile(r"[\s\x00-\x1f\x7f\\]|^///|^[A-Za-z][A-Za-z0-9+.-]*:(?!//[^/])")
_HOST = re.compile(r"^[^@/?#<>\"'\[\]]+$")

Origin = Tuple[Any, Any, Any]


def destination(url: str, location: str) -> Tuple[Optional[Origin], str]:
    """(origin, target) that the Location of an answer from `url` means; (None, "") when it is no http address."""
    if _UNUSABLE.search(location):
        return None, ""
    try:
        parts = urlsplit(urljoin(url, location))
        port = PORTS[parts.scheme] if parts.port is None else parts.port
    except (KeyError, ValueError):
        return None, ""
    # An account there would be that of a stranger.
    if not parts.hostname or not _HOST.match(parts.hostname) or port == 0 or "@" in parts.netloc:
        return None, ""
    return (parts.scheme, parts.hostname, port), (parts.path or "/") + ("?" + parts.query if parts.query else "")


def same_origin(one: Origin, other: Origin) -> bool:
    return _plain(one) == _plain(other)


def _plain(origin: Origin) -> Origin:
    scheme, host, port = origin
    return scheme, plain(host), port


def origin_text(origin: Origin, clean: Callable[[str], str] = str) -> str:
    """An origin as an address, which is built and not searched: only what stands nowhere by chance is hidden there."""
    scheme, host, port = origin
    if clean(host) not in (host, WITHHELD):
        host = MASK
    return "%s://%s:%s" % (scheme, in_url(host), port)


def destination_text(url: str, location: Optional[str], clean: Callable[[str], str]) -> str:
    """Where a redirect leads, without account, session and query, which may be secret, and without another secret."""
    origin, target = destination(url, location or "")
    if not location or origin is None:
        return "something that is no address" if location else "nowhere"
    path = clean(re.split("[;?]", target)[0])
    return origin_text(origin, clean) + ("" if path == WITHHELD else path)

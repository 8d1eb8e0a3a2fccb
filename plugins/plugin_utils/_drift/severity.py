# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How bad a difference is. The catalogue says it for a check; what is known of single options says it better.

The severity is that of the difference as it stands, not of its repair: whether that restarts is said apart.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

from .catalogue import kind_of
from .finding import COSMETIC, RECORDINGS_AT_RISK, SECURITY, SERVICE_AT_RISK, SEVERITIES

_OCTAL = re.compile(r"0*[0-7]{3,4}")
_OTHERS = 0o007
_GROUP_WRITES = 0o020
# Whoever runs it becomes its owner.
_BECOMES = 0o6000


@dataclass(frozen=True)
class Refined:
    """Patterns as of file names, for component, check, object and key. The first one that fits counts."""

    component: str
    check: str
    severity: str
    key: str = field(default="*")
    object: str = field(default="*")

    def fits(self, difference: Mapping[str, Any]) -> bool:
        """Whether a difference of its component and check is one of these."""
        return fnmatchcase(str(difference["key"]), self.key) and fnmatchcase(str(difference["object"]), self.object)

    def names(self, component: str, check: str) -> bool:
        """Whether it is about this check of this component."""
        return fnmatchcase(component, self.component) and fnmatchcase(check, self.check)


def _refined(component: str, check: str, severity_: str, *keys: str) -> tuple[Refined, ...]:
    """One for each pattern of keys."""
    return tuple(Refined(component, check, severity_, key=key) for key in keys)


def _named(component: str, check: str, severity_: str, *objects: str) -> tuple[Refined, ...]:
    """One for each pattern of objects."""
    return tuple(Refined(component, check, severity_, object=name) for name in objects)


# Component, check and severity, then the keys. Recordings that were encrypted with another key cannot be played, which
# is worse than that the key is a secret.
KEYS = (
    *_refined("rws", "file.content", RECORDINGS_AT_RISK, "*cryptoSecurityKey*"),
    *_refined("rcs", "object.*", RECORDINGS_AT_RISK, "keystore/*"),
)
_RECORDINGS = (
    # The location of a node chooses the storage of what it takes. Cassandra and its cluster hold what is known of
    # recordings, and scheduled operations remove them.
    *_refined("rws", "file.content", RECORDINGS_AT_RISK, "*nodePath*", "cassandraCluster.*", "*serverSettings.cr[CR]*",
              "*ackgroundScheduledMediaOperations*"),
    *_refined("geo_location", "object.*", RECORDINGS_AT_RISK, "*"),
    # What a processor cannot hand over, or hands over to the wrong place, reaches no archive.
    *_refined("rps", "file.content", RECORDINGS_AT_RISK, "processing.*", "htcc.[bc]*", "metadata.*"),
    *_refined("voice_processor", "file.content", RECORDINGS_AT_RISK, "*post*", "*region*", "*mode*"),
    # Recordings that fall out of the window of the Muxer, or to no Muxer, are never put together.
    *_refined("muxer", "file.content", RECORDINGS_AT_RISK, "processing.window*", "processing.*muxer*", "*.base_uri",
              "webdav.*"),
    # What MCP does with a recording that it cannot post, what is recorded on screen, and where desktops send that.
    *_refined("mcp", "object.*", RECORDINGS_AT_RISK, "mpc/record*", "msml/record*"),
    *_refined("rws", "object.*", RECORDINGS_AT_RISK, "screen-recording-client/*"),
    *_refined("workspace_desktop", "object.*", RECORDINGS_AT_RISK, "*screen-recording.htcc*"),
    # Who encrypts, what removes recordings, and where metadata goes.
    *_named("contact_center", "rws.setting*", RECORDINGS_AT_RISK, "*crypt*", "*purge*", "*receiver*"),
)
_PROFILES = (
    # What the caller hears may be asked for by law, and loses no recording.
    *_refined("ivr_profile", "object.*", SERVICE_AT_RISK, "*audiosrc*", "*tone*"),
    # All else in a profile is where recordings of calls go, and in which form.
    *_refined("ivr_profile", "object.*", RECORDINGS_AT_RISK, "*"),
)
_SECURITY = (
    # Who may read the recordings.
    *_named("webdav", "file.content", SECURITY, "*htpasswd*", "*.conf"),
    *_named("webdav", "file.extra", SECURITY, "*"),
    # Who may use RWS and RCS, and who may listen.
    *_refined("rws", "file.content", SECURITY, "*crossOriginSettings*", "*enableCsrfProtection", "jetty.cookies.*",
              "jetty.enableSsl", "*samlSettings*", "*tlsEnabled"),
    *_refined("rcs", "object.*", SECURITY, "cors/*"),
)
_SERVICE = (
    # Without these RWS serves nobody, or the wrong agents after a failover.
    *_refined("rws", "file.content", SERVICE_AT_RISK, "*[sS]ite*", "*syncNode", "*Api*", "*cme*", "*lastic*",
              "jetty.[hp]o[rs]t*"),
    *_refined("workspace_desktop", "object.*", SERVICE_AT_RISK, "*disaster-recovery.*"),
    *_refined("mcp", "object.*", SERVICE_AT_RISK, "mpc/*cod*"),
    # What starts the service.
    *_named("*", "file.content", SERVICE_AT_RISK, "*.service", "*.timer"),
)
_COSMETIC = (
    # How much is written to the log: whoever looks for a fault later may miss it, and nothing else does.
    *_refined("rws", "file.content", COSMETIC, "logging.*", "jetty.requestLog.*"),
    *_refined("mcp", "object.*", COSMETIC, "log/*"),
)
OTHERS = (*_RECORDINGS, *_PROFILES, *_SECURITY, *_SERVICE, *_COSMETIC)


def severity(difference: Mapping[str, Any]) -> str:
    """Of what a host or an API reported; what it said itself counts."""
    said = difference.get("severity")
    if said in SEVERITIES:
        return str(said)
    of_keys, others = _of(str(difference["component"]), str(difference["check"]))
    keys = next((refined for refined in of_keys if refined.fits(difference)), None)
    if keys is None and (is_secret_value(difference) or _opens(difference)):
        return SECURITY
    found = keys or next((refined for refined in others if refined.fits(difference)), None)
    return kind_of(difference["check"]).severity if found is None else found.severity


@cache
def _of(component: str, check: str) -> tuple[tuple[Refined, ...], tuple[Refined, ...]]:
    """(those about keys, the others) that may fit a component and a check."""
    keys, others = (
        tuple(one for one in some if one.names(component, check))
        for some in (KEYS, OTHERS)
    )
    return keys, others


def is_secret_value(difference: Mapping[str, Any]) -> bool:
    """Whether a secret differs; a file with secrets that is missing shows none."""
    return bool(difference["secret"]) and not str(difference["check"]).endswith((".missing", ".kind", ".read"))


def worse(one: str, other: str) -> str:
    """The worse one of two."""
    return min(one, other, key=SEVERITIES.index)


def _opens(difference: Mapping[str, Any]) -> bool:
    """Whether a mode lets others do, the group write, or anybody become, what it should not."""
    if not str(difference["check"]).endswith(".mode"):
        return False
    expected, actual = _mode(difference["expected"]), _mode(difference["actual"])
    return bool(actual & ~expected & (_OTHERS | _GROUP_WRITES | _BECOMES))


def _mode(text: object) -> int:
    return int(str(text), 8) if _OCTAL.fullmatch(str(text)) else 0

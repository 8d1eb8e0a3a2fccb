# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets in what everybody may read of a unit: its command and its options.

A secret is told by its name, as an account in an address, as a private key, or because it is the value of a secret
variable. What only says where a secret is (a reference to the environment, the path of a file) is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from ...module_utils._common.known_texts import KnownTexts, is_distinct
from ...module_utils._common.redact import Redactor, tells_nothing
from ...module_utils._common.secret_names import SecretNames
from ...module_utils._common.secret_places import accounts, in_value, merged
from .._topology.values import printable
from .desired import Json
from .options import Options, rows
from .report import Report
from .rule import rule

GIR898 = rule(
    898,
    "The command and the options of a unit, which everybody on the host may read, hold no secret.",
    "Give the secret in the environment of the component or in a file that only its account reads.",
)

_PRIVATE_KEY = "PRIVATE KEY-"
# $NAME and ${NAME}, $$NAME and $$( for a shell, %i of systemd, and a path where programs and data are.
_REFERENCE = re.compile(
    r"\$\$?[\w({]|%[A-Za-z%]$|/(?:dev|etc|home|media|mnt|opt|proc|root|run|srv|tmp|usr|var)/[\w./@%+-]+$"
)
# Names that say where a secret is, or what kind of one.
_ABOUT = re.compile(
    r"(?:file|path|dir|stdin|ur[il]|name|alias|type|length|policy|timeout|ttl|provider|class|format)$", re.IGNORECASE
)
_NAME = re.compile(r"([A-Za-z0-9_.\-]+)[\"'\]]*(?:\s*[:=]\s*|\s+)[\"']?$")
# Options of systemd that name a secret or switch something; SetCredential holds one.
_OF_SYSTEMD = (
    "LoadCredential",
    "LoadCredentialEncrypted",
    "SetCredentialEncrypted",
    "ImportCredential",
    "PassCredentials",
)
_CONTAINERS = re.compile(r"(?:\S*/)?(?:podman|docker)\s")


class UnitSecrets:
    """Finds secrets: by the usual names, by those that match `keys`, and by the texts that are `known`."""

    def __init__(self, keys: Iterable[str] = (), known: Iterable[str] = ()) -> None:
        self._names = SecretNames(keys)
        self._known = KnownTexts(text for text in known if is_distinct(text))

    def in_text(self, text: str) -> bool:
        """Whether a command, or the value of an option, holds a secret."""
        if _PRIVATE_KEY in text or self._known.places(text):
            return True
        return any(not self._is_about(text, *place) for place in merged(in_value(self._names, text) + accounts(text)))

    def _is_about(self, text: str, start: int, end: int) -> bool:
        value = text[start:end].strip("\"'")
        if not value or _REFERENCE.match(value):
            return True
        found = _NAME.search(text, max(0, start - 200), start)
        if found is None:
            return False
        name = found.group(1)
        # The next option, where this one is a switch.
        if value.startswith("-") and "=" not in found.group(0):
            return True
        # An entry of the container's own store.
        if name == "--secret" and _CONTAINERS.match(text):
            return True
        return bool(_ABOUT.search(name))

    def in_option(self, name: str, value: Json) -> bool:
        """Whether an option of a unit holds a secret."""
        if tells_nothing(value) or name in _OF_SYSTEMD:
            return False
        text = str(value)
        named = name in self._names and not _ABOUT.search(name) and not _REFERENCE.match(text)
        return named or self.in_text(text)


def secrets_of(options: Options, keys: Iterable[str]) -> list[str]:
    """The texts of a component's own secrets; of a dictionary only what stands under a secret name."""
    redactor, found = Redactor([*keys]), []
    for row in rows(type(options)):
        value = None if row.about.derived else getattr(options, row.attribute)
        if row.about.secret and isinstance(value, (dict, list)):
            found += list(redactor.secrets(value))
        elif row.about.secret and not tells_nothing(value):
            found.append(str(value))
    return found


def check_unit(options: Options, keys: Iterable[str], remedy: str, report: Report) -> None:
    """No variable from which a unit is written holds a secret."""
    found = UnitSecrets(keys, secrets_of(options, keys))
    for row in rows(type(options)):
        value = None if row.about.derived else getattr(options, row.attribute)
        if row.attribute == "start_command" and isinstance(value, str) and found.in_text(value):
            report.add(GIR898, row.variable, f"{row.variable} holds a secret, and everybody may read a unit.", remedy)
        elif row.attribute in ("unit_extra_options", "timer_extra_options") and isinstance(value, Mapping):
            for path in _secret_options(found, value):
                sentence = f"{row.variable}.{path} holds a secret, and everybody may read a unit."
                report.add(GIR898, row.variable, sentence, remedy)


def _secret_options(found: UnitSecrets, sections: Mapping[str, Json]) -> list[str]:
    return [
        f"{printable(str(section)[:80])}.{printable(str(name)[:80])}"
        for section, options in sections.items()
        if isinstance(options, dict)
        for name, value in options.items()
        if found.in_option(str(name), value)
    ]

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What no remediation changes, although playbook site would: keys of recordings, and what removes or holds recordings.

Keystores, the active data center, the eServices site, objects of others and versions are never repaired by site alone,
and credentials are secrets: the findings of these say so themselves.
"""

from __future__ import annotations

from .._drift.finding import Finding
from .._drift.severity import KEYS, Refined

_REMOVES = (
    Refined("contact_center", "rws.setting*", "", object="*[pP]urge*"),
    Refined("contact_center", "rws.setting*", "", object="*[rR]etention*"),
    Refined("rws", "file.content", "", key="*[bB]ackgroundScheduledMediaOperations*"),
    Refined("rws", "file.content", "", key="*[pP]urge*"),
    Refined("media_lifecycle", "*", ""),
)
# Which recordings are under a legal hold stands in this file of its host.
_HOLDS = (Refined("hold_keeper", "file.*", "", object="*/config.json"),)


# Of RWS, the file that holds such a key, and what is found of it where nobody can see the key.
_OF_KEYS = "application.yaml"
_UNREADABLE = ("file.missing", "file.kind")


def why(one: Finding) -> str:
    """Why a finding is always for a person, as a sentence; empty where it is not."""
    if _is_one_of(one, KEYS):
        return "No remediation changes the keys of recordings."
    if one.component == "rws" and one.object.endswith(_OF_KEYS) and _is_unreadable(one):
        return "No remediation writes a file anew whose keys of recordings nobody can see."
    if _is_one_of(one, _HOLDS):
        return "No remediation changes which recordings are held."
    return "No remediation changes what removes recordings." if _is_one_of(one, _REMOVES) else ""


def _is_unreadable(one: Finding) -> bool:
    """Whether it is about the file as a whole."""
    return one.check in _UNREADABLE or (one.check == "file.content" and not one.key)


def _is_one_of(one: Finding, some: tuple[Refined, ...]) -> bool:
    place = {"object": one.object, "key": one.key}
    return any(row.names(one.component, one.check) and row.fits(place) for row in some)

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The configuration of the guard and of the publisher, as the roles write it: private to this collection."""

from typing import Any, Dict, List, NamedTuple

from ansible_collections.gir.multidc.plugins.module_utils._common.refusal import Refusal
from ansible_collections.gir.multidc.plugins.module_utils._ledger import files

SHORTEST_KEY = 32


class Unit(NamedTuple):
    """A unit that is guarded. `component` is what a maintenance marker names, `mode` one of decision.py."""

    name: str
    component: str
    mode: str


class Settings(NamedTuple):
    """`assumed_active` counts where no ledger is known at all. Each peer has `host`, `address`, `port`, `data_center`.

    `isolation`: seconds.
    """

    data_center: str
    assumed_active: str
    isolation: int
    key: str
    peers: List[Dict[str, Any]]
    witnesses: List[str]
    units: List[Unit]


class Published(NamedTuple):
    """What the publisher needs."""

    port: int
    key: str
    ledger: str


def read_guard(path: str) -> Settings:
    """The configuration of a guard; raises Refusal."""
    given = _read(path)
    try:
        units = [Unit(one["name"], one["component"], one["mode"]) for one in given["units"]]
        return Settings(given["data_center"], given["assumed_active"], given["isolation"], _key(given),
                        given["peers"], given["witnesses"], units)  # fmt: skip
    except (KeyError, TypeError) as problem:
        raise _wrong(path) from problem


def read_publisher(path: str) -> Published:
    """The configuration of a publisher; raises Refusal."""
    given = _read(path)
    try:
        return Published(given["port"], _key(given), given["ledger"])
    except (KeyError, TypeError) as problem:
        raise _wrong(path) from problem


def _read(path: str) -> Dict[str, Any]:
    found = files.read_json(path)
    if found is None:
        raise Refusal("there is no %s: run the role that writes it" % path)
    return found


def _key(given: Dict[str, Any]) -> str:
    if not isinstance(given["secret"], str) or len(given["secret"]) < SHORTEST_KEY:
        raise KeyError("secret")
    return given["secret"]


def _wrong(path: str) -> Refusal:
    return Refusal("%s is not what this release writes: run the role that writes it" % path)

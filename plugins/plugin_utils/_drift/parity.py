# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Data center against data center: what must be alike there, and is not. The standby is only as good as it is alike.

What belongs to a data center by its nature (its name, site name, geo-locations, node path, hosts and addresses of the
map) is replaced before values are compared. Values are compared by digests. Secrets are never shown: they are compared
in the process that knows them, by digests with a key that nobody else has, and no report holds these.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

from ...module_utils._common.difference import DRIFT, NOT_CHECKED, shortened
from ...module_utils._common.redact import Redactor
from ...module_utils._common.said import MASK
from ...module_utils._common.secret_names import SecretNames
from .._components.component import Component
from .._components.options import Row
from .._components.reading import OMITTED
from .._components.registry import COMPONENTS
from .._components.report import Report
from .._components.rule import rule
from .._topology.published import Model
from .._topology.values import Unusable, did_you_mean, is_blank, kind, plain, printable, show
from .catalogue import kind_of
from .finding import Finding, Repair
from .own_words import Place

HOST = "parity"
"""Stands for the host in findings about two data centers."""
VARIABLE = "gir_drift_allowed_differences"
GIR998 = rule(
    998,
    "gir_drift_allowed_differences is a list of variables of components, such as rps_region, or of patterns of them.",
    "Correct the name.",
    used_by=("drift",),
)
# What may differ, and why. Patterns as of file names.
ALLOWED = {
    "gir_address": "the address of the host itself",
    "rws_host": "the address of the host itself",
    "load_balancer_bind_addresses": "addresses of the host itself",
    **dict.fromkeys(
        ("rws_port", "rcs_port", "rps_port", "voice_processor_port", "webdav_port"),
        "a part of the address that the map gives for the data center",
    ),
    "rws_node_id": "the identity of one node",
    "rws_sync_node": "one node of the whole system has it",
    "webdav_storage": "the name of the storage of its data center",
    "rws_cr_region": "the region of the data center",
    "rps_region": "the region of the data center",
    "voice_processor_region": "the region of the data center",
    "voice_processor_*_host": "a database of the data center",
    "mcp_fetch_*_proxy": "a proxy of the data center",
    "rws_default_backup_export_uri": "a storage of the data center",
    "*_tls_certificate": "a file that is named after its host",
    "*_tls_key": "a file that is named after its host",
    "*_tls_chain": "a file that is named after its host",
    "*_tls_pem": "a file that is named after its host",
    "*_package": "where the controller keeps an archive",
    "*_package_remote_src": "where the archive is",
    "*_os_family": "follows from the platform of the host",
    "gir_root": "how this collection works, and not what it writes",
    "gir_render_*": "how this collection works, and not what it writes",
    "gir_configuration_dir": "how this collection works, and not what it writes",
    "gir_secret_keys": "how this collection works, and not what it writes",
    "gir_gax_*": "how this collection reaches Configuration Server from the controller",
}
# Stands between the digest of what is shown of a secret and that of the secret itself.
_KEPT_BACK = ":"
_UNCOMPARED = "Secrets are not compared across reports of parts, which hold none; one run over all hosts compares them."


def read(value: object, report: Report) -> tuple[str, ...]:
    """What gir_drift_allowed_differences lists. `value`: plain, or Unusable."""
    if value is None or is_blank(value):
        return ()
    if isinstance(value, Unusable):
        report.add(GIR998, VARIABLE, f"{VARIABLE} cannot be evaluated: {value.reason}.", value.remedy)
        return ()
    names = [name.strip() for name in value.split(",")] if isinstance(value, str) else value
    if not isinstance(names, list):
        report.add(GIR998, VARIABLE, f"{VARIABLE} is {kind(value)}, not a list of variables.")
        return ()
    return tuple(name for name in names if _is_known(name, report))


def _is_known(name: object, report: Report) -> bool:
    if not isinstance(name, str) or is_blank(name):
        report.add(GIR998, VARIABLE, f"{VARIABLE} has {show(name)}, which is no name of a variable.")
        return False
    variables, options = _known()
    if any(fnmatchcase(variable, name.partition(".")[0]) for variable in variables) or name in options:
        return True
    hint = did_you_mean(name, [*variables, *options]).strip()
    report.add(GIR998, VARIABLE, f"{VARIABLE} has {show(name)}, which no component has.", hint)
    return False


@cache
def _known() -> tuple[frozenset[str], frozenset[str]]:
    """Every variable, and what it may also be called: the component and its option, such as rps.region."""
    rows = [(component.name, row) for component in COMPONENTS.values() for row in component.variables.values()]
    return frozenset(row.variable for _name, row in rows), frozenset(f"{name}.{row.attribute}" for name, row in rows)


class Comparison:
    """Makes the input of `findings` in the process that knows values."""

    def __init__(self, model: Model, allowed: Sequence[str] = ()) -> None:
        """`allowed`: what `read` gave."""
        self._model, self._allowed = model, tuple(allowed)
        self._key = secrets.token_bytes(32)
        self._places = {name: Place(model, name) for name in model["data_centers"]}
        self._kept: dict[str, list[tuple[str, Row]]] = {}
        self._nothing = self._compared(None, None, None, None)

    def alike(self, component: Component, host: str, given: Mapping[str, object]) -> dict[str, Any]:
        """What one host brings: path of a value to its normal path, the digests of both forms, and its text.

        The text of a secret is null. It is for this process; `public` makes of it what a report may hold.
        `given`: variable to value, as Component.desired takes it.
        """
        center = self._model["hosts"][host]["data_center"]
        place, redactor = self._places[center], _redactor(given)
        values: dict[str, list[str | None]] = {}
        for variable, row in self._rows(component):
            value = given.get(variable)
            if isinstance(value, Unusable):
                continue
            value = None if value is OMITTED or is_blank(value) else plain(value)
            if value is None:
                values[variable] = [variable, *self._nothing]
                continue
            for path, leaf, secret in _leaves(variable, value, row.about.secret, redactor.names):
                if path == variable or not self._may_differ(path, component, row):
                    normal = variable if path == variable else str(place.normal(path))
                    shown = MASK if secret else _shown(leaf, redactor)
                    values[path] = [normal, *self._compared(leaf, place.normal(leaf), shown, place.normal(shown))]
                    if secret:
                        values[path][-1] = None
        return {"component": component.name, "host": host, "data_center": center, "values": values}

    def installed(self, component: str, host: str, version: str | None) -> dict[str, Any]:
        """The version that a host has."""
        center = self._model["hosts"][host]["data_center"]
        return {"component": component, "host": host, "data_center": center, "version": version}

    def _rows(self, component: Component) -> list[tuple[str, Row]]:
        """The variables of a component that must be alike."""
        if component.name not in self._kept:
            self._kept[component.name] = [
                (variable, row)
                for variable, row in component.variables.items()
                if not row.is_address and not self._may_differ(variable, component, row)
            ]
        return self._kept[component.name]

    def _may_differ(self, path: str, component: Component, row: Row) -> bool:
        named = f"{component.name}.{row.attribute}"
        return any(fnmatchcase(path, pattern) or pattern == named for pattern in (*ALLOWED, *self._allowed))

    def _compared(self, leaf: object, normal: object, shown: object, shown_normal: object) -> list[str | None]:
        """`shown`: the leaf without its secrets."""
        forms = [_digest(_text(shown)), _digest(_text(shown_normal))]
        if shown != leaf:
            of_secrets = (hmac.new(self._key, _text(one).encode(), "sha256").hexdigest() for one in (leaf, normal))
            forms = [f"{form}{_KEPT_BACK}{secret[:16]}" for form, secret in zip(forms, of_secrets, strict=True)]
        return [*forms, shortened(printable(_text(shown)))]


def public(brought: Mapping[str, Any]) -> dict[str, Any]:
    """What a host brings as a report may hold it: of secrets only that they are there."""

    def form(digest: str) -> str:
        return "".join(digest.partition(_KEPT_BACK)[:2])

    if "values" not in brought:
        return dict(brought)
    values = {path: [one[0], form(one[1]), form(one[2]), one[3]] for path, one in brought["values"].items()}
    return {**brought, "values": values}


def findings(alike: Iterable[Mapping[str, Any]], model: Model) -> list[Finding]:
    """Where a data center differs from the primary one, of what `Comparison` made for all hosts."""
    found: dict[str, Finding] = {}
    of_component: dict[str, list[Mapping[str, Any]]] = {}
    for one in alike:
        of_component.setdefault(one["component"], []).append(one)
    primary = model["primary"]
    for component, some in of_component.items():
        for other in model["data_centers"]:
            if other == primary:
                continue
            both = (*_variables(component, some, primary, other), *_versions(component, some, primary, other))
            for finding in both:
                # A variable that several components read is one finding.
                found.setdefault(f"{finding.check} {finding.object} {finding.key}", finding)
    return list(found.values())


def uncompared(alike: Iterable[Mapping[str, Any]], model: Model) -> list[Finding]:
    """What reports of parts leave open: a point for each component and data center with secrets on both sides."""
    held: dict[tuple[str, str], bool] = {}
    for one in alike:
        if any(value[1].endswith(_KEPT_BACK) for value in one.get("values", {}).values()):
            held[one["component"], one["data_center"]] = True
    return [
        _finding("parity.variable", component, "variables", model["primary"], other, NOT_CHECKED, reason=_UNCOMPARED)
        for component, other in held
        if other != model["primary"] and (component, model["primary"]) in held
    ]


def compared(alike: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """The checks that were made: component, and variables or versions."""
    return list(dict.fromkeys((one["component"], "versions" if "version" in one else "variables") for one in alike))


def _variables(component: str, some: Iterable[Mapping[str, Any]], one: str, other: str) -> Iterator[Finding]:
    sides: dict[str, list[Mapping[str, Any]]] = {one: [], other: []}
    for brought in some:
        if "values" in brought and brought["data_center"] in sides:
            sides[brought["data_center"]].append(brought)
    if not all(sides.values()):
        return
    here, there = _forms(sides[one]), _forms(sides[other])
    said: set[str] = set()
    for path, normal in {**here.normal_of, **there.normal_of}.items():
        alike = here.raw.get(path) == there.raw.get(path) or here.normal.get(normal) == there.normal.get(normal)
        if not alike and normal not in said:
            said.add(normal)
            texts = [side.texts.get(normal, {"not given"}) for side in (here, there)]
            yield _of_variable(component, normal, one, other, *texts)


@dataclass
class _Forms:
    """Of one data center: path to its normal path; path to digests; normal path to digests, and to texts."""

    normal_of: dict[str, str] = field(default_factory=dict)
    raw: dict[str, set[str]] = field(default_factory=dict)
    normal: dict[str, set[str]] = field(default_factory=dict)
    texts: dict[str, set[str | None]] = field(default_factory=dict)


def _forms(side: Iterable[Mapping[str, Any]]) -> _Forms:
    found = _Forms()
    for brought in side:
        for path, (normal, raw, of_normal, text) in brought["values"].items():
            found.normal_of[path] = normal
            found.raw.setdefault(path, set()).add(raw)
            found.normal.setdefault(normal, set()).add(of_normal)
            found.texts.setdefault(normal, set()).add(text)
    return found


def _of_variable(
    component: str, path: str, one: str, other: str, here: set[str | None], there: set[str | None]
) -> Finding:
    secret = None in here | there
    expected, actual = (" or ".join(sorted(text or "" for text in side)) for side in (here, there))
    reason = f"{one} and {other} differ in it."
    if not secret and expected == actual:
        # Only what is hidden in it, such as a password in an address, differs.
        secret = True
    values = (None, None) if secret else (shortened(expected), shortened(actual))
    return _finding("parity.variable", component, path, one, other, values=values, secret=secret, reason=reason)


def _versions(component: str, some: Iterable[Mapping[str, Any]], one: str, other: str) -> Iterator[Finding]:
    sides: dict[str, set[str]] = {one: set(), other: set()}
    for brought in some:
        if brought.get("version") and brought["data_center"] in sides:
            sides[brought["data_center"]].add(str(brought["version"]))
    if all(sides.values()) and sides[one] != sides[other]:
        values = tuple(" and ".join(sorted(side)) for side in sides.values())
        reason = f"Installed in {one} and in {other}."
        yield _finding("parity.version", component, component, one, other, values=values, reason=reason)


def _finding(
    check: str,
    component: str,
    thing_: str,
    one: str,
    other: str,
    outcome: str = DRIFT,
    values: tuple[str | None, ...] = (None, None),
    secret: bool = False,
    reason: str = "",
) -> Finding:
    kind_ = kind_of(check)
    repair = Repair(kind_.by, kind_.text(host=HOST, component=component, object=thing_, key=""))
    return Finding(check, other, HOST, component, thing_, f"{one}/{other}", kind_.severity, outcome, values[0],
                   values[1], secret, reason=reason, repair=repair)  # fmt: skip


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:16]


def _redactor(given: Mapping[str, object]) -> Redactor:
    patterns = given.get("gir_secret_keys")
    return _redactor_of(tuple(str(one) for one in patterns) if isinstance(patterns, list) else ())


@cache
def _redactor_of(patterns: tuple[str, ...]) -> Redactor:
    try:
        return Redactor(patterns)
    except re.error:
        # The rule about that variable says so.
        return Redactor()


def _leaves(path: str, value: object, secret: bool, names: SecretNames) -> Iterator[tuple[str, object, bool]]:
    """(path, value, whether all of it is secret): each member of a dictionary for itself; a list is one value."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _leaves(f"{path}.{key}", item, secret or names.hides(value, key), names)
    else:
        yield path, value, secret


def _shown(leaf: object, redactor: Redactor) -> object:
    """A value without its secrets. In a list, what follows the name of a secret, as in arguments, is one."""
    if not isinstance(leaf, list):
        return redactor.data(leaf)
    before: list[object] = ["", *leaf]
    return [
        MASK if isinstance(name, str) and name in redactor.names else _shown(item, redactor)
        for name, item in zip(before, leaf, strict=False)
    ]


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True, default=str)

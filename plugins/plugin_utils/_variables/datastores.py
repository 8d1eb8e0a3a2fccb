# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The variables of data stores: what they are, and what is wrong with them. Described in docs/data-stores.md."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timezone
from functools import partial
from typing import Any

from ...module_utils._datastores.disks import LEVELS, free_bytes
from ...module_utils._http.exchange import Address
from .._components.desired import Violation
from .._components.reading import truth
from .._components.report import Report
from .._components.rule import rule
from .._drift.ignores import moment
from .._topology.published import Model
from .._topology.values import Unusable, is_blank, listed, show, show_under

TEXT, NUMBER, SWITCH, TABLE, TIME = "text", "a number", "true or false", "a dictionary", "a time with its zone"
# Option of the module to its variable and what this is.
Options = Mapping[str, "tuple[str, str]"]
CASSANDRA: Options = {
    "nodetool": ("gir_cassandra_nodetool", TEXT),
    "jmx_host": ("gir_cassandra_jmx_host", TEXT),
    "jmx_port": ("gir_cassandra_jmx_port", NUMBER),
    "jmx_username": ("gir_cassandra_jmx_username", TEXT),
    "jmx_password_file": ("gir_cassandra_jmx_password_file", TEXT),
    "keyspace": ("gir_cassandra_keyspace", TEXT),
}
ELASTICSEARCH: Options = {
    "url": ("gir_elasticsearch_url", TEXT),
    "url_username": ("gir_elasticsearch_username", TEXT),
    "url_password": ("gir_elasticsearch_password", TEXT),
    "validate_certs": ("gir_elasticsearch_validate_certs", SWITCH),
    "ca_path": ("gir_elasticsearch_ca_path", TEXT),
    "index": ("gir_elasticsearch_index", TEXT),
    "time_field": ("gir_elasticsearch_time_field", TEXT),
    "location_field": ("gir_elasticsearch_location_field", TEXT),
    "days": ("gir_elasticsearch_days", NUMBER),
    "watermarks": ("gir_elasticsearch_watermarks", TABLE),
}
OF_GROUP = {"gir_cassandra": CASSANDRA, "gir_elasticsearch": ELASTICSEARCH}
DATA_CENTER, DAYS_BEHIND = "gir_cassandra_datacenter", "gir_elasticsearch_days_behind"
SINCE, UNTIL = "gir_outage_since", "gir_outage_until"
# Of every host of the two groups, whatever its product.
_FURTHER: Options = {
    DATA_CENTER: (DATA_CENTER, TEXT),
    DAYS_BEHIND: (DAYS_BEHIND, NUMBER),
    SINCE: (SINCE, TIME),
    UNTIL: (UNTIL, TIME),
}
_RANGES = {"gir_cassandra_jmx_port": (1, 65535), "gir_elasticsearch_days": (1, 366)}
_PAIRS = (("jmx_username", "jmx_password_file"), ("url_username", "url_password"))

GIR940 = rule(
    940,
    "The variables of data stores have the documented form.",
    "Write it as docs/data-stores.md shows it.",
)
# Raises ValueError for what is no address.
_parsed: Callable[[str], object] = Address
# Variable, and what is wrong with it, such as `is "many", not a number`.
Flaw = tuple[str, str]


def read(options: Options, value: Callable[[str], object]) -> tuple[dict[str, Any], list[Flaw]]:
    """The options of the module for one host, and everything that is wrong with its variables."""
    found: dict[str, Any] = {}
    flaws: list[Flaw] = []
    for option, (variable, kind) in options.items():
        given = value(variable)
        if given is None or is_blank(given):
            continue
        typed = _typed(given, kind)
        if isinstance(given, Unusable):
            flaws.append((variable, f"cannot be evaluated: {given.reason}"))
        elif typed is None:
            flaws.append((variable, f"is {show_under(variable, given)}, not {kind}"))
        else:
            found[option] = typed
            flaws += [(variable, text) for text in _wrong(variable, typed)]
    return found, [*flaws, *_halves(options, found, {variable for variable, _text in flaws})]


def violations(model: Model, value: Callable[[str, str], object]) -> list[Violation]:
    """Of every host of the observed groups. What cannot be evaluated is reported by another rule."""
    found: list[Violation] = []
    for center in model["data_centers"].values():
        for group, options in OF_GROUP.items():
            for host in center["hosts"].get(group, []):
                report = Report(host)
                for variable, text in read({**options, **_FURTHER}, partial(value, host))[1]:
                    if not text.startswith("cannot be evaluated"):
                        report.add(GIR940, variable, f"{variable} {text}.")
                found += report.violations
    return found


def _halves(options: Options, found: Mapping[str, Any], wrong: set[str]) -> Iterator[Flaw]:
    """An account has both parts, or is not given."""
    for pair in _PAIRS:
        names = [options[option][0] for option in pair if option in options]
        if len(names) == len(pair) and sum(option in found for option in pair) == 1 and not wrong & {*names}:
            given = names[0] if pair[0] in found else names[1]
            other = names[1] if given == names[0] else names[0]
            yield given, f"is given without {other}"


def _typed(value: object, kind: str) -> object:
    """The value; None where it is of another type. A template may give text where a number or a boolean is meant."""
    if kind == SWITCH:
        return truth(value)
    if kind == NUMBER:
        return number(value)
    if kind == TABLE:
        return value if isinstance(value, dict) else None
    if kind == TIME:
        return time_of(value)
    return str(value) if isinstance(value, (str, int, float)) and not isinstance(value, bool) else None


def number(value: object) -> int | None:
    """A whole number from 0 on, also as text."""
    if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit() and len(value) < 10:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def time_of(value: object) -> datetime | None:
    """A time with its zone, in UTC; None for whatever else."""
    if not isinstance(value, str):
        return None
    try:
        found = moment(value.strip().replace("z", "Z"))
        return None if found.tzinfo is None else found.astimezone(timezone.utc)
    except (ValueError, OverflowError):
        return None


def _wrong(variable: str, value: Any) -> Iterator[str]:
    """What else is wrong with a value of the right type."""
    if variable in _RANGES:
        least, most = _RANGES[variable]
        if not least <= value <= most:
            yield f"is {value}, not from {least} to {most}"
    if variable == "gir_elasticsearch_url":
        try:
            _parsed(value)
        except ValueError:
            # Its own words may quote an account.
            yield f"is {show(value)}, no address such as https://es1.example.com:9200 without account and query"
    if variable == "gir_elasticsearch_watermarks":
        unknown = [str(name) for name in value if name not in LEVELS]
        if unknown:
            yield f"names {listed(map(show, unknown), 4)}, but the watermarks are {listed(LEVELS)}"
        for level in LEVELS:
            mark = value.get(level)
            if mark is not None and (not isinstance(mark, str) or free_bytes(mark, 1) is None):
                yield f"has {show(mark)} as {level}, neither a percentage such as 85% nor a size such as 50gb"

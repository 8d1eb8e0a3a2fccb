# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Further options that set what the map or a variable decides, whatever case and form they are written in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from ...module_utils._common.secret_names import is_secret
from .._topology.rule import WARNING
from .._topology.values import kind, printable, show
from .desired import Json
from .options import Options, rows
from .report import Report
from .rule import rule
from .settings import OptionNames

GIR835 = rule(
    835,
    "No further option sets what the map of data centers decides.",
    "Remove it from the further options: it stays as it is when another data center becomes active.",
    severity=WARNING,
)
GIR836 = rule(
    836,
    "No further option sets what a variable decides.",
    "Give the variable, and remove the further option, which wins over it.",
    severity=WARNING,
)

# By component, the option keys whose values follow from the map, and for most of them from the active data center.
DRIVEN: dict[str, tuple[str, ...]] = {
    "rws": ("sync_node", "node_path", "site_name", "eservices_site"),
    "rps": ("processing_mode", "post_uri"),
    "voice_processor": ("processing_mode", "post_uri", "interaction_receiver_url"),
    "muxer": ("total_muxers", "muxer_id"),
    "ivr_profile": ("storage", "processor_uri", "interaction_receiver"),
    "workspace_desktop": ("eservices_site", "preferred_site"),
}
# The variables behind options that are no variable of their component.
_BEHIND = {
    "ops_username": "gir_rws_ops_username",
    "ops_password": "gir_rws_ops_password",
    "rws_username": "gir_rws_ops_username",
    "rws_password": "gir_rws_ops_password",
    "rws_host": "voice_processor_rws_url",
    "rws_port": "voice_processor_rws_url",
    "peer_uri": "workspace_desktop_rws_urls",
    "contact_center_id": "gir_contact_center_id",
    "contact_center_domain": "gir_contact_center_domain",
    "webdav_username": "gir_storage_credentials",
    "webdav_password": "gir_storage_credentials",
    "storage_authorization": "gir_storage_credentials",
    "interaction_receiver_username": "gir_interaction_receiver_username",
    "interaction_receiver_password": "gir_interaction_receiver_password",
    "interaction_receiver_authorization": "gir_interaction_receiver_username",
}
# Options of units, which systemd knows by their exact names; {} stands for the component.
_OF_UNIT = {
    ("Service", "ExecStart"): "{}_start_command",
    ("Service", "WorkingDirectory"): "{}_install_path",
    ("Service", "User"): "gir_service_user",
    ("Service", "Group"): "gir_service_group",
}
_OF_SCHEDULED = {("Service", "User"): "gir_service_user", ("Service", "Group"): "gir_service_group"}
_OF_TIMER = {("Timer", "OnCalendar"): "{}_on_calendar", ("Timer", "RandomizedDelaySec"): "{}_randomized_delay"}

YAML, INI, OBJECT = "yaml", "ini", "object"
Spelled = tuple[str, ...]


def spelled(form: str, path: Iterable[object]) -> Spelled:
    """The place of an option as its reader knows it: places that it takes for one are equal.

    Spring Boot reads YAML with dots in a key as levels, and knows neither case nor - and _ in names. Python 2.7 knows
    no case in names of options. Configuration Server does, and a name that differs in case only is taken for a slip.
    """
    parts = [str(part).strip() for part in path]
    if form == YAML:
        joined = ".".join(parts).replace("[", ".").replace("]", "").lower()
        return tuple(re.sub("[-_ ]", "", part) for part in joined.split(".") if part)
    if form == INI and len(parts) > 1:
        return (parts[0], *(part.lower() for part in parts[1:]))
    return tuple(part.lower() for part in parts)


def leaves(tree: Json, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Json]]:
    """Every (path, value) that is no section with options."""
    if isinstance(tree, dict):
        for name, value in tree.items():
            yield from leaves(value, (*path, str(name)))
    elif path:
        yield path, tree


def variable_behind(component: str, key: str) -> str:
    """The variable that an option which is none itself is taken from."""
    server = "configuration_server_"
    if key.startswith(server):
        return f"gir_configuration_server.{key[len(server) :]}"
    return _BEHIND.get(key, f"{component}_{key}")


class Decided:
    """The options of a component that something else than its further options decides.

    `names`: the product's names in force; `form`: how the product reads them, see `spelled`. `only`: the option keys
    that count, where others may well differ from what the variables say. `section`: the one of names without a section.
    `also`: places of further options to the variable that decides them, none where the map does.
    """

    def __init__(
        self,
        table: type[Options],
        names: OptionNames,
        form: str,
        only: Iterable[str] = (),
        section: str = "",
        also: Mapping[str, str] | None = None,
    ) -> None:
        self._component, self._form = table.COMPONENT, form
        counted = {*only}
        known = {row.about.key: row for row in rows(table) if row.about.key}
        known = {key: row for key, row in known.items() if not counted or key in counted}
        self._keys: dict[Spelled, str] = {}
        self._secret = {key for key, row in known.items() if row.about.secret}
        self._variables = {
            key: variable_behind(self._component, key) if row.about.derived else row.variable
            for key, row in known.items()
        }
        self._places: dict[str, str] = {}
        for key, name in names.names.items():
            if key in known and isinstance(name, str):
                self._add(key, f"{section}/{name}" if section else name)
        self._driven = {*DRIVEN.get(self._component, ()), *(place for place, name in (also or {}).items() if not name)}
        for place, variable in (also or {}).items():
            self._variables[place] = variable
            self._add(place, place)

    def _add(self, key: str, place: str) -> None:
        self._keys.setdefault(spelled(self._form, place.split("/")), key)
        self._places[key] = place

    def key(self, path: Iterable[object]) -> str | None:
        """The option key that stands at this path."""
        place = spelled(self._form, path)
        return next((key for known, key in self._keys.items() if place[: len(known)] == known), None)

    def check(self, further: Json, variable: str, report: Report) -> None:
        """Report every further option that sets one of them. Null takes an option out of a file only."""
        for path, value in leaves(further):
            key = self.key(path)
            if key is None or (value is None and (self._form == OBJECT or key not in self._driven)):
                continue
            where = ".".join((variable, *(printable(part[:80]) for part in path)))
            subject = variable.partition(".")[0]
            shown = show(value) if self._may_be_shown(key, path) else f"{kind(value)} (not shown here)"
            if key in self._driven:
                sentence = f"{where} is {shown}, but the map of data centers decides {self._places[key]}."
                report.add(GIR835, subject, sentence)
            else:
                decides = f"{self._variables[key]} decides {self._places[key]}"
                report.add(GIR836, subject, f"{where} is {shown}, but {decides}.")

    def _may_be_shown(self, key: str, path: tuple[str, ...]) -> bool:
        """Whether it is the option itself, which is no secret: what stands below its name may be anything."""
        itself = self._keys.get(spelled(self._form, path)) == key
        return itself and key not in self._secret and not any(is_secret(part) for part in path)


def check_unit(
    variable: str, further: Json, report: Report, known: Mapping[tuple[str, str], str] | None = None
) -> None:
    """The same for a unit's options. A command may hold a secret."""
    known = _OF_UNIT if known is None else known
    component = re.split("_(?:unit|timer)_", variable)[0]
    for path, value in leaves(further):
        name = known.get((path[0], path[1])) if len(path) == 2 else None
        if name is not None and value is not None:
            decides = f"{name.format(component)} decides {'/'.join(path)}"
            report.add(GIR836, variable, f"{variable}.{'.'.join(path)} is {kind(value)}, but {decides}.")


def check_scheduled(component: str, unit: Json, timer: Json, report: Report) -> None:
    """Those of a program that a timer starts."""
    check_unit(f"{component}_unit_extra_options", unit, report, _OF_SCHEDULED)
    check_unit(f"{component}_timer_extra_options", timer, report, _OF_TIMER)


def check_lines(variable: str, lines: Iterable[Json], known: Mapping[str, str], report: Report) -> None:
    """The same for lines of a server's configuration, outside of sections of their own.

    `known`: directive in small letters to the variable that decides it.
    """
    depth = 0
    for line in lines:
        words = str(line).split()
        if not words or words[0].startswith("#"):
            continue
        if words[0].startswith("<"):
            depth += -1 if words[0].startswith("</") else 1
            continue
        decides = known.get(words[0].lower())
        if depth == 0 and decides is not None:
            report.add(GIR836, variable, f"{variable} has a line {words[0]}, but {decides} decides it.")

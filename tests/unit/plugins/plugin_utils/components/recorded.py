# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the collection computed before components were Python (tests/recorded), and what it computes now."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any

from ansible_collections.gir.multidc.plugins.plugin_utils._components.reading import is_blank
from ansible_collections.gir.multidc.plugins.plugin_utils._components.registry import COMPONENTS
from ansible_collections.gir.multidc.plugins.plugin_utils._components.target import CONTROLLER, Target
from ansible_collections.gir.multidc.plugins.plugin_utils._topology import engine

_PLACEHOLDER = re.compile('"((?:rws|rps|muxer|rcs)-[a-z-]+-url)"')
RECORDED = Path(__file__).resolve().parents[4] / "recorded"


@lru_cache(maxsize=None)
def scenarios(component: str) -> dict[str, dict[str, Any]]:
    """The recorded scenarios of a component by their names.

    Addresses have to be some now, and versions have to be text: a number may have been another text.
    """
    text = _PLACEHOLDER.sub(r'"http://\1"', (RECORDED / f"{component}.json").read_text(encoding="utf-8"))
    found = json.loads(text)["scenarios"]
    for scenario in found:
        known = scenario["variables"]
        known.update({name: str(value) for name, value in known.items() if name.endswith("_version") and value})
    return {scenario["name"]: scenario for scenario in found}


def names(component: str, wrong: bool = False) -> list[str]:
    """The names of the scenarios that are right, or of those that are wrong.

    Empty text had a meaning of its own then; now it means that a variable is not given (test_blank.py).
    """
    return [
        name for name in scenarios(component) if name.startswith("wrong") is wrong and not name.startswith("empty text")
    ]


def groups_of(scenario: dict[str, Any]) -> dict[str, list[str]]:
    hosts = list(dict.fromkeys(host for members in scenario["groups"].values() for host in members))
    return {"all": hosts, "gir": hosts, **scenario["groups"]}


def model_of(scenario: dict[str, Any]) -> dict[str, Any]:
    """The model of a scenario; `model_variables` are given where the component's own would break a rule of the map."""
    evaluated = scenario.get("evaluated", {}).get(CONTROLLER, {})
    variables = {**scenario["variables"], **evaluated, **scenario.get("model_variables", {})}
    hosts = {host: {**variables, **scenario["host_variables"].get(host, {})} for host in scenario["groups"]["gir_rws"]}
    own = {host: {name: known.get(name) for name in engine.HOST_VARIABLES} for host, known in hosts.items()}
    found = engine.evaluate(groups_of(scenario), variables, own)
    assert found.model is not None, found.errors
    return found.model


def given_of(scenario: dict[str, Any], host: str) -> dict[str, Any]:
    """The variables of one host, evaluated."""
    found = {**scenario["variables"], **scenario["host_variables"].get(host, {})}
    found.update(scenario.get("evaluated", {}).get(host, {}))
    if found.get("gir_configuration_source") == "gax":
        # That they are needed is now said before anything is written.
        found = {"gir_gax_url": ["https://gax.test"], "gir_gax_username": "u", "gir_gax_password": "p", **found}
    return found


def with_defaults(component: str, given: dict[str, Any], host: str) -> dict[str, Any]:
    """The role's defaults below what is given; the only templates among them are these two.

    Where blank text is given the default counts, as with the Gatherer.
    """
    found = {}
    for name, row in COMPONENTS[component].variables.items():
        if not row.about.required and not name.startswith("gir_"):
            root = str(given.get("gir_install_root") or "").strip() or "/opt/genesys"
            value = row.default
            if isinstance(value, str):
                value = value.replace("{{ gir_install_root | default('/opt/genesys', true) }}", root)
                value = value.replace("{{ inventory_hostname }}", host)
            found[name] = value
    return {**found, **{name: value for name, value in given.items() if name not in found or not is_blank(value)}}


def computed(component: str, scenario: dict[str, Any], host: str, further: dict[str, Any] | None = None):
    """The desired state that the collection computes now; `further` variables are laid over those of the scenario."""
    kind = COMPONENTS[component]
    everyone = groups_of(scenario)["all"]
    facts = scenario.get("facts", {})
    others = {
        other: {name: value for name, value in given_of(scenario, other).items() if name in kind.asks}
        for other in everyone
        if kind.asks
    }
    target = Target(
        host,
        os_family=facts.get("os_family", ""),
        service_manager=facts.get("service_mgr", ""),
        has_ipv6=facts.get("has_ipv6", False),
        is_windows=facts.get("is_windows", False),
        others=others,
    )
    given = with_defaults(component, {**given_of(scenario, host), **(further or {})}, host)
    return kind.desired(model_of(scenario), target, given)


def file_of(file: Any) -> dict[str, Any]:
    """A file as config_bundle takes it, without what its template needs."""
    found = {name: value for name, value in asdict(file).items() if value is not None}
    for name in ("variables", "public", "protected", "protected_change", "protected_variable"):
        del found[name]
    if not found["secret"]:
        del found["secret"]
    if found["format"] == "text":
        del found["format"]
    return found


def given(thing: Any) -> dict[str, Any]:
    if hasattr(thing, "given"):
        return dict(thing.given())
    return {name: value for name, value in asdict(thing).items() if value is not None}


__all__ = ["CONTROLLER", "computed", "file_of", "given", "given_of", "names", "scenarios"]


def broken_rules(problems: list[str], rules: dict[str, str], times: dict[str, int] | None = None) -> Counter[str]:
    """How often each rule is broken: `rules` are by the form of a recorded sentence, `times` where it named several."""
    found: Counter[str] = Counter()
    for problem in problems:
        (rule,) = {rule for form, rule in rules.items() if re.search(form, problem)}
        found[rule] += (times or {}).get(rule, 1)
    return found


def application_options(desired: Any) -> Any:
    """The options of the one Configuration Server object that is desired."""
    (application,) = desired.objects
    return application.options

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Area speechminer: what answers in each data center, the index backup, the database, and the steps by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ...module_utils._common.observation import CONFIRMED, FAILED, NOT_OBSERVABLE
from .._components.target import CONTROLLER
from .._report.questions import SPEECHMINER_DATABASE
from .._speechminer import index_backup
from .._speechminer.sides import (
    ATTESTATIONS,
    DATABASE,
    FORM,
    UI_URL,
    WINDOWS_SERVICES,
    Side,
    address_of,
    is_windows,
    sides,
    windows_services,
)
from .._speechminer.steps import due, of_model
from .._topology import attestations
from .._topology.values import Unusable, listed, printable
from .area import PLANNED, Answer, Answers, Ask, Context, Point

NAME = "speechminer"
_PROBE = "gir.multidc.transaction_probe"
_PORT = "gir.multidc.reach_info"
_SERVICES = "ansible.windows.win_service_info"
_WEB = {"receiver": "Interaction Receiver", "ui": "web interface"}
_WEB_KEY = f"{NAME}/web"
_LONGEST = 300


def asks(context: Context) -> Mapping[str, Ask]:
    """Of both data centers, since only the ledger says which one is active. All addresses are one call."""
    found: dict[str, Ask] = {}
    seconds = max(1, int(context.seconds) - 1)
    known = sides(context.model, context.value).values()
    web = [{"name": f"{kind}/{side.name}", "kind": "http", "url": url}
           for side in known for kind, url in _urls(side).items()]  # fmt: skip
    if web:
        found[_WEB_KEY] = _probe(context, web, seconds)
    for side in known:
        backup = index_backup.of_side(side, context.value)
        if backup is not None and backup.host in context.hosts:
            ask = index_backup.ask(backup, seconds)
            found[f"{NAME}/index/{side.name}"] = Ask(backup.host, *ask)
        address = address_of(side.database)
        if address is not None:
            target = {"name": "database", "host": address[0], "port": address[1]}
            found[f"{NAME}/database/{side.name}"] = Ask(CONTROLLER, _PORT, {"targets": [target], "timeout": seconds})
        for host, service in _services(context, side):
            found[f"{NAME}/service/{host}/{service}"] = Ask(host, _SERVICES, {"name": service})
    return found


def points(context: Context, answers: Answers) -> Sequence[Point]:
    """The data centers, then the steps by hand. Nothing where there is no SpeechMiner."""
    known = sides(context.model, context.value)
    found = [point for side in known.values() for point in _of_side(context, side, answers)]
    return [*found, *_of_steps(context, known)]


def _urls(side: Side) -> dict[str, str]:
    given = {"receiver": side.receiver_url, "ui": side.ui_url}
    return {kind: url for kind, url in given.items() if url}


def _probe(context: Context, probes: Sequence[Mapping[str, str]], seconds: int) -> Ask:
    arguments: dict[str, Any] = {"probes": list(probes), "timeout": seconds}
    if context.value(CONTROLLER, "gir_validate_certs") is False:
        arguments["validate_certs"] = False
    authorities = context.value(CONTROLLER, "gir_ca_path")
    if isinstance(authorities, str):
        arguments["ca_path"] = authorities
    return Ask(CONTROLLER, _PROBE, arguments)


def _services(context: Context, side: Side) -> Iterator[tuple[str, str]]:
    for host in side.hosts:
        if host in context.hosts and is_windows(context.value, host):
            for service in windows_services(context.value(host, WINDOWS_SERVICES)):
                yield host, service


def _of_side(context: Context, side: Side, answers: Answers) -> Iterator[Point]:
    active = side.name == context.model["active"]
    for kind in _WEB:
        yield _web(kind, side, active, answers.get(_WEB_KEY))
    for host, service in _services(context, side):
        yield _service(context, side, host, service, answers.get(f"{NAME}/service/{host}/{service}"))
    yield from _database(side, answers.get(f"{NAME}/database/{side.name}"))
    if side.name == context.model["standby"]:
        yield _index(context, side, answers.get(f"{NAME}/index/{side.name}"))


def _point(side: Side, name: str, answer: str, text: str, remedy: str = "", **more: Any) -> Point:
    """`more`: other fields of a point."""
    return Point(NAME, f"{name} of {side.name}", answer, text, remedy, side.name, component=NAME, **more)


# -- Interaction Receiver and web interface --------------------------------------------------------------------------


def _web(kind: str, side: Side, active: bool, answer: Answer | None) -> Point:
    what, url = f"SpeechMiner {_WEB[kind]}", _urls(side).get(kind, "")
    if not url:
        variable = UI_URL if kind == "ui" else f"interaction_receiver_url of {side.name}"
        return _point(side, what, NOT_OBSERVABLE, f"Its address is not given: {variable}.")
    ok, reason = _answered(answer, f"{kind}/{side.name}")
    if ok:
        return _point(side, what, CONFIRMED, f"{url} answers.")
    if ok is None:
        return _point(side, what, NOT_OBSERVABLE, f"{url} was not asked: {reason}.")
    if not active and not side.runs_in_standby:
        text = f"{url} does not answer ({reason}). Services stop in the standby, so nobody knows whether it would."
        return _point(side, what, NOT_OBSERVABLE, text)
    prevents = (PLANNED,) if kind == "receiver" and not active else ()
    return _point(side, what, FAILED, f"{url} does not answer: {reason}.", _LOOK, prevents=prevents)


_LOOK = "Look at IIS and the services of SpeechMiner there, and at the network from this controller."


def _answered(answer: Answer | None, name: str) -> tuple[bool | None, str]:
    """Whether the probe of this name worked, None where nobody tried, and why."""
    refusal = _refusal(answer)
    if refusal or answer is None:
        return None, refusal
    result = next((one for one in answer["results"] if one["name"] == name), None)
    if result is None:
        return None, "nobody answered for it"
    return bool(result["ok"]), _line(result.get("reason") or "no reason is known")


def _refusal(answer: Answer | None) -> str:
    """Why there is no answer; nothing where there is one."""
    if answer is None:
        return "it is outside of this run"
    if answer.get("failed") or answer.get("unreachable"):
        return _line(answer.get("msg") or "no reason is known")
    return ""


def _line(text: object) -> str:
    return printable(" ".join(str(text).split()))[:_LONGEST].rstrip(".")


# -- services of Windows ---------------------------------------------------------------------------------------------


def _service(context: Context, side: Side, host: str, service: str, answer: Answer | None) -> Point:
    both = windows_services(context.value(host, WINDOWS_SERVICES)).get(service, False)
    expected = "started" if both or side.name == context.model["active"] else "stopped"

    def point(outcome: str, text: str, remedy: str = "") -> Point:
        return Point(NAME, f"service {service}", outcome, text, remedy, side.name, host, NAME)

    refusal = _refusal(answer)
    if refusal or answer is None:
        return point(NOT_OBSERVABLE, f"Windows was not asked: {refusal}.")
    states = [one.get("state") for one in answer.get("services") or () if isinstance(one, Mapping)]
    if not answer.get("exists") or not states:
        return point(FAILED, "There is no such service.", f"Correct {WINDOWS_SERVICES}.")
    state = _line(states[0])
    if state == expected:
        return point(CONFIRMED, f"It is {state}, as it should be.")
    remedy = f"ansible-playbook gir.multidc.site --limit {host}"
    return point(FAILED, f"It is {state}, and should be {expected}.", remedy)


# -- database --------------------------------------------------------------------------------------------------------


def _database(side: Side, answer: Answer | None) -> Iterator[Point]:
    name = "database port"
    if not side.database:
        yield _point(side, name, NOT_OBSERVABLE, f"Its address is not given: {DATABASE}.")
    elif answer is None:
        yield _point(side, name, NOT_OBSERVABLE, f"{DATABASE} is no host with a port.")
    elif _refusal(answer):
        yield _point(side, name, NOT_OBSERVABLE, f"{side.database} was not tried: {_refusal(answer)}.")
    elif answer["results"][0]["observation"] != CONFIRMED:
        reason = _line(answer["results"][0].get("observation_reason") or "no reason is known")
        text = f"{side.database} takes no connection from this controller: {reason}."
        yield _point(side, name, FAILED, text, "Look at the database server, and at the firewall between.")
    else:
        yield _point(side, name, CONFIRMED, f"{side.database} takes connections.")
    why = SPEECHMINER_DATABASE.unanswered
    text = f"{why[:1].upper()}{why[1:]}. Playbook verify asks it."
    yield _point(side, "database query", NOT_OBSERVABLE, text)


# -- index backup ----------------------------------------------------------------------------------------------------


def _index(context: Context, side: Side, answer: Answer | None) -> Point:
    """It lies in the standby data center, where it would be needed."""
    backup = index_backup.of_side(side, context.value)
    name = "Daily Index Backup"
    if backup is None:
        text = f"Nobody said where it is: {index_backup.MISSING}."
        return _point(side, name, NOT_OBSERVABLE, text, prevents=(PLANNED,))
    refusal = _refusal(answer) if answer is None or answer.get("unreachable") or backup.windows is False else ""
    if refusal or answer is None:
        text = f"{backup.host} could not look at {backup.path}: {refusal}."
        return _point(side, name, NOT_OBSERVABLE, text, prevents=(PLANNED,))
    outcome, text = index_backup.judged(backup, answer, context.now.timestamp())
    prevents = () if outcome == CONFIRMED else (PLANNED,)
    remedy = index_backup.REMEDY if outcome == FAILED else ""
    return _point(side, name, outcome, text, remedy, host=backup.host, prevents=prevents)


# -- steps by hand ---------------------------------------------------------------------------------------------------


def _of_steps(context: Context, known: Mapping[str, Side]) -> Iterator[Point]:
    scenarios = of_model(context.model, known)
    given = context.value(CONTROLLER, ATTESTATIONS)
    today = context.now.date()
    attested, flaws = attestations.read(given if not isinstance(given, Unusable) else None, today, FORM)
    if scenarios and (flaws or isinstance(given, Unusable)):
        text = flaws[0].sentence if flaws else f"{ATTESTATIONS} cannot be evaluated."
        yield Point(NAME, "attestations", FAILED, text, flaws[0].remedy if flaws else "", component=NAME)
    for name, open_steps in due(context.model, scenarios, attested, today).items():
        scenario = scenarios[name]
        label = f"SpeechMiner steps by hand, {name}"
        if open_steps:
            ids = [step.id for step in open_steps]
            text = f"{len(ids)} of {len(scenario.steps)} steps are not attested: {listed(ids, 4)}."
            remedy = f"Do them as speechminer/{name}.txt says, and attest them in {ATTESTATIONS}."
            yield Point(NAME, label, NOT_OBSERVABLE, text, remedy, scenario.data_center, component=NAME,
                        facts={"open": ids})  # fmt: skip
        else:
            text = f"All {len(scenario.steps)} steps are attested."
            yield Point(NAME, label, CONFIRMED, text, "", scenario.data_center, component=NAME, facts={"open": []})

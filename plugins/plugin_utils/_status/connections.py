# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The area of connections: Interaction, Configuration and SIP Servers, GAX, and the addresses of each data center.

It only reads, but for one write that changes nothing, which a site has to choose: gir_configuration_write_probe.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ...module_utils._common.observation import CONFIRMED, FAILED, NOT_OBSERVABLE
from .._components.target import CONTROLLER
from .._report.questions import SIP_SERVER_LINK
from .._topology.values import listed
from .._variables.connections import INTERACTION_SERVER, SIP_SERVERS, WRITE_PROBE
from . import connection_asks
from .area import FORCED, PLANNED, Answer, Answers, Ask, Context, Point
from .connection_asks import GAX, SERVED_BY, SERVICES, configuration_servers, facts_of, key_of, nodes, pair

NAME = connection_asks.NAME
BOTH = (PLANNED, FORCED)
_LONGEST = 300
_NETWORK = "Look at the server, at its name, and at the network between."
_OPT_IN = f"Set {WRITE_PROBE}: true to let this try a write that changes nothing, see docs/connections.md."


def asks(context: Context) -> Mapping[str, Ask]:
    """See connection_asks.py."""
    return connection_asks.asks(context)


def points(context: Context, answers: Answers) -> Sequence[Point]:
    """What a failover needs first, then the addresses of each data center."""
    return [
        *_interaction_servers(context, answers),
        *_configuration_server(context, answers),
        *_layer(context, answers),
        *_sip_servers(context, answers),
        *_services(context, answers),
    ]


# -- what RWS hosts reach --------------------------------------------------------------------------------------------


@dataclass
class _Reach:
    """Hosts by what they said of one or more addresses of one name."""

    reached: list[str] = field(default_factory=list)
    missed: dict[str, str] = field(default_factory=dict)
    silent: dict[str, str] = field(default_factory=dict)

    @property
    def answer(self) -> str:
        if self.missed:
            return FAILED
        return NOT_OBSERVABLE if self.silent or not self.reached else CONFIRMED

    @property
    def of_those_heard(self) -> _Reach:
        """The same without the hosts that are silent, which is said of them elsewhere, where others have answered."""
        return _Reach(self.reached, self.missed) if self.reached or self.missed else self

    @property
    def text(self) -> str:
        """What was seen, as the end of a sentence."""
        parts = [f"reached from {listed(self.reached, 4)}"] if self.reached else []
        for words, hosts in (("not reached from", self.missed), ("not known from", self.silent)):
            if hosts:
                parts.append(f"{words} {listed([f'{host} ({why})' for host, why in hosts.items()], 4)}")
        return "; ".join(parts)


def _reach(answers: Answers, hosts: Sequence[str], name: str) -> _Reach:
    """Of the addresses of this name, which a host reaches when it reaches any of them."""
    found = _Reach()
    for host in hosts:
        answer = answers.get(key_of(host))
        if answer is None:
            found.silent[host] = "this run did not ask it"
            continue
        own = [one for one in answer.get("results") or () if one["name"] == name]
        if not own:
            found.silent[host] = _line(answer.get("msg") or "it gave no answer")
        elif any(one["observation"] == CONFIRMED for one in own):
            found.reached.append(host)
        else:
            found.missed[host] = _line("; ".join(_why(one) for one in own))
    return found


def _why(result: Answer) -> str:
    reason = str(result.get("observation_reason") or "no reason given")
    return f"the name {result['host']} is not resolved: {reason}" if result.get("missed") == "name" else reason


def _line(text: object) -> str:
    plain = " ".join(str(text).split())[:_LONGEST].rstrip(".")
    return "".join(letter if letter.isprintable() else "?" for letter in plain)


def _facts(found: _Reach, **more: object) -> dict[str, object]:
    return {"reached_from": found.reached, "not_reached_from": found.missed, "unknown_from": found.silent, **more}


def _interaction_servers(context: Context, answers: Answers) -> Iterator[Point]:
    """Of the primary and of the backup, from the RWS hosts of both: a switch moves all of them."""
    known = facts_of(context).interaction_servers
    for center in pair(context):
        name = f"Interaction Server of {center}"
        if center not in known:
            text = f"{INTERACTION_SERVER} does not name it, so nobody knows whether RWS reaches it."
            remedy = f"Give {INTERACTION_SERVER}.{center} in group_vars/gir, see docs/connections.md."
            yield Point(NAME, name, NOT_OBSERVABLE, text, remedy, center)
            continue
        found = _reach(answers, nodes(context), f"interaction/{center}")
        site = context.model["data_centers"][center]["site_name"]
        prevents = () if found.answer == CONFIRMED else (PLANNED,) if found.reached or not found.missed else BOTH
        yield Point(
            NAME, name, found.answer, f"{known[center]}: {found.text}.", _remedy(found), center,
            component="rws", prevents=prevents, facts=_facts(found, address=str(known[center]), site_name=site),
        )  # fmt: skip


def _remedy(found: _Reach) -> str:
    return "" if found.answer == CONFIRMED else _NETWORK if found.missed else "Ask again when these hosts answer."


def _configuration_server(context: Context, answers: Answers) -> Iterator[Point]:
    """By data center: those of one may use the proxy of theirs."""
    for center in pair(context):
        hosts = context.model["data_centers"][center]["hosts"]["gir_rws"]
        addresses = list(dict.fromkeys(str(one) for host in hosts for one in configuration_servers(context, host)))
        if not addresses:
            continue
        found = _reach(answers, hosts, "configuration").of_those_heard
        text = f"{listed(addresses, 4)}: {found.text}."
        yield Point(
            NAME, f"Configuration Server of {center}", found.answer, text, _remedy(found), center,
            component="rws", facts=_facts(found, addresses=addresses),
        )  # fmt: skip


def _sip_servers(context: Context, answers: Answers) -> Iterator[Point]:
    known = facts_of(context).sip_servers
    for center in pair(context):
        if not known.get(center):
            continue
        found = _reach(answers, context.model["data_centers"][center]["hosts"]["gir_rws"], "sip").of_those_heard
        addresses = [str(one) for one in known[center]]
        text = f"{listed(addresses, 4)}: {found.text}."
        yield Point(
            NAME, f"SIP Servers of {center}", found.answer, text, _remedy(found), center,
            component="rws", facts=_facts(found, addresses=addresses),
        )  # fmt: skip
    text = f"{SIP_SERVER_LINK.unanswered[:1].upper()}{SIP_SERVER_LINK.unanswered[1:]}."
    remedy = f"Ask it with playbook verify; {SIP_SERVERS} shows at least whether a port is reached."
    yield Point(NAME, SIP_SERVER_LINK.title, NOT_OBSERVABLE, text, remedy)


# -- the configuration layer -----------------------------------------------------------------------------------------


def _layer(context: Context, answers: Answers) -> Iterator[Point]:
    """Whether GAX answers, and whether Configuration Server takes changes: a failover changes objects."""
    standby, name = context.model["standby"], "configuration layer takes changes"
    answer = answers.get(GAX)
    if answer is None:
        text = "No documented request shows it, and gir_configuration_source is not gax."
        yield Point(NAME, name, NOT_OBSERVABLE, text, "Look at it in GAX before you change objects by hand.", standby)
        return
    broken = bool(answer.get("failed") or answer.get("unreachable"))
    if broken or answer.get("readable") is False:
        why = _line(answer.get("msg") or answer.get("observation_reason") or "it gave no answer")
        yield Point(NAME, "GAX", FAILED, f"{why}.", "Look at GAX, and at gir_gax_*.", prevents=(PLANNED,),
                    data_center=standby)  # fmt: skip
        text = "GAX could not be asked."
        yield Point(NAME, name, NOT_OBSERVABLE, text, "Mend GAX first.", standby, prevents=(PLANNED,))
        return
    yield Point(NAME, "GAX", CONFIRMED, "GAX takes the login and shows objects.", data_center=standby)
    if "observation" not in answer:
        text = "No documented request shows whether Configuration Server takes changes, only a write does."
        yield Point(NAME, name, NOT_OBSERVABLE, text, _OPT_IN, standby)
        return
    yield _of_write(name, standby, answer)


def _of_write(name: str, standby: str, answer: Answer) -> Point:
    """This site has chosen the write."""
    observed, facts = str(answer["observation"]), {"object": answer.get("object"), "written": answer.get("written")}
    if observed == CONFIRMED:
        text = f"GAX took {answer.get('object')} as it was, by the choice of this site ({WRITE_PROBE})."
        return Point(NAME, name, CONFIRMED, text, data_center=standby, facts=facts)
    text = f"{_line(answer.get('observation_reason') or 'no reason given')}."
    remedy = "Bring the master Configuration Server up, the dormant one where the site is lost. RWS moves without it."
    if observed != FAILED:
        remedy = f"Correct {WRITE_PROBE}_object, or ask again."
    return Point(NAME, name, FAILED if observed == FAILED else NOT_OBSERVABLE, text, remedy, standby,
                 prevents=(PLANNED,), facts=facts)  # fmt: skip


# -- the addresses of the data centers -------------------------------------------------------------------------------


def _services(context: Context, answers: Answers) -> Iterator[Point]:
    answer = answers.get(SERVICES) or {}
    results = {str(one["name"]): one for one in answer.get("results") or ()}
    for center in context.model["data_centers"]:
        for what, component in SERVED_BY.items():
            name = f"{what} of {center}"
            result = results.get(f"{center}/{what}")
            # A forced failover does without them.
            stops = (PLANNED,) if center in pair(context) else ()
            if result is None:
                text = f"It was not asked: {_line(answer.get('msg') or 'no answer came')}."
                yield Point(NAME, name, NOT_OBSERVABLE, text, "Run it again.", center, "", component, stops)
                continue
            facts = {"url": result["url"], "seconds": result.get("seconds")}
            if result["ok"]:
                text = f"{result['url']} answers this controller; nothing was written."
                yield Point(NAME, name, CONFIRMED, text, "", center, component=component, facts=facts)
                continue
            text = f"{result['url']} does not answer as it should: {_line(result.get('reason'))}."
            remedy = "Look at its hosts, and ask playbook verify, which tries it from the hosts that use it."
            yield Point(NAME, name, FAILED, text, remedy, center, CONTROLLER, component, stops, facts)

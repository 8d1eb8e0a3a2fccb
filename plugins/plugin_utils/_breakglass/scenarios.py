# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sheets: one for each data center and scenario. Which one is active is not asked, so that no page gets old."""

from __future__ import annotations

from collections.abc import Sequence

from . import gax_steps, host_steps, rws_steps, shell
from .facts import Center, Facts, Move, Work
from .sheet import Credential, Sheet, Step

LOST, ESERVICES, FAILBACK = "data-center-lost", "eservices-only", "failback"
_NOBODY = "Nobody runs Ansible against these hosts, and no schedule will: say so to the team, and stop AWX schedules."
_NO_UNDO = (
    "Nothing here undoes itself. Note each step that did not show what it should, and go on where the page says so."
)
_ORDER = "Keep the order. Use one shell for the whole page."
_TOOLS = "You need a Linux shell with curl, ssh, sed, grep and Python (from 2.7), and an account with sudo on hosts."


def sheets(facts: Facts) -> list[Sheet]:
    """All of them, those of the pair first."""
    found = []
    for to in dict.fromkeys((facts.backup, facts.primary)):
        move = facts.moves[to]
        found += [_lost(facts, move), _eservices(facts, move), _failback(facts, move)]
    recording = [center for center in facts.centers.values() if center.name not in facts.pair]
    return found + [_recording(facts, center) for center in recording]


def _refused(name: str, title: str, move: Move) -> Sheet:
    return Sheet(
        name,
        title,
        f"The inventory forbids this: {move.to} may not take over.",
        before=tuple(shell.one_line(one) for one in move.refusals),
    )


def _lost(facts: Facts, move: Move) -> Sheet:
    """Forced: nobody can ask the other side."""
    to, away = facts.centers[move.to], facts.centers[move.away]
    name, title = f"{to.name}-{LOST}", f"{away.name} is lost: {to.name} takes over"
    if move.refusals:
        return _refused(name, title, move)
    here = [one for one in move.work if one.host.data_center != away.name]
    there = [one for one in move.work if one.host.data_center == away.name]
    steps = [
        _evidence(to, away),
        _prepare(facts),
        host_steps.stop(there, away.name, lost=True),
        rws_steps.switch(facts, to.nodes, to.site),
        rws_steps.files([one for one in facts.files if one.host.data_center != away.name], to.site),
        host_steps.unguard(here, to.name) if facts.guarded else None,
        host_steps.edits(here),
        host_steps.start(_started(here, to.name), to.name),
        *gax_steps.steps(facts, move.objects, f"{to.name} is active"),
        *_names(facts, move),
        host_steps.speechminer(facts, to.name, "failover.txt"),
        _index(facts, move),
        _holds(move),
        _desktops(facts, to, away),
        host_steps.ledger([one for one in facts.ledgers if one.host.data_center != away.name], to.name, to.site,
                          f"break-glass sheet {name}"),
        _clean(),
    ]  # fmt: skip
    return Sheet(
        name,
        title,
        f"Interactions, processing and the recording IVR Profiles move from {away.name} to {to.name}."
        f" Calls, trunks, agents,"
        " SIP Server, Cassandra and Configuration Server move by other means, or not at all.",
        before=(
            f"{away.name} is lost for more than minutes. A data center that does not answer you may still"
            f" serve its agents:"
            " collect evidence from two places, for example this one and an agent's desk.",
            "Attested by (name, time, evidence): ______________________________________________",
            _NOBODY,
            f"Nothing of {away.name} comes back by itself: its Muxers and processors must stay off.",
            "Configuration Server may be read-only if its master was there. Then the desktops and IVR Profiles wait.",
            _NO_UNDO,
            f"{_ORDER} {_TOOLS}",
        ),
        steps=tuple(step for step in steps if step is not None),
        after=(*_after(away), _held(to)),
    )


def _eservices(facts: Facts, move: Move) -> Sheet:
    """The active data center stays as it is."""
    to, away = facts.centers[move.to], facts.centers[move.away]
    name = f"{to.name}-{ESERVICES}"
    nodes = list(dict.fromkeys([*to.nodes, *away.nodes]))
    steps = [
        _prepare(facts),
        rws_steps.answers("See which RWS nodes answer", nodes, "HTTP 200 from each node that lives.",
                          otherwise="From none: this is not the page you need."),
        rws_steps.switch(facts, nodes, to.site),
        rws_steps.files(facts.files, to.site),
        *gax_steps.steps(facts, move.desktops, f"desktops use eServices of {to.name}"),
        host_steps.ledger(facts.ledgers, f"keep:{facts.primary}", to.site, f"break-glass sheet {name}"),
        _clean(),
    ]  # fmt: skip
    return Sheet(
        name,
        f"Interaction Server of {away.name} failed: eServices use {to.name}",
        f"RWS and the desktops use the Interaction Server of site {to.site}. Nothing else moves: Muxers,"
        f" processors and IVR"
        " Profiles stay where they are. The same page leads back: it says where to, not where from.",
        before=(
            f"The Interaction Server of {to.name} runs, and takes connections from the RWS nodes.",
            f"{away.name} itself lives. If it does not, use page {to.name}-{LOST}.",
            _NOBODY,
            _NO_UNDO,
            f"{_ORDER} {_TOOLS}",
        ),
        steps=tuple(step for step in steps if step is not None),
        after=_after(None),
    )


def _failback(facts: Facts, move: Move) -> Sheet:
    """Both sides live: the active one stops first, then the other one starts."""
    to, away = facts.centers[move.to], facts.centers[move.away]
    name, title = f"{to.name}-{FAILBACK}", f"Back to {to.name}: both data centers live"
    if move.refusals:
        return _refused(name, title, move)
    nodes = list(dict.fromkeys([*to.nodes, *away.nodes]))
    there = [one for one in move.work if one.host.data_center == away.name and one.state == "stopped"]
    steps = [
        _prepare(facts),
        rws_steps.answers("See that all RWS nodes answer", nodes, "HTTP 200 from each node.",
                          otherwise="Wait, and repair it: there is no hurry in a failback."),
        host_steps.stop(there, away.name, lost=False),
        rws_steps.switch(facts, nodes, to.site),
        rws_steps.files(facts.files, to.site),
        host_steps.unguard(move.work, f"{to.name} and {away.name}") if facts.guarded else None,
        host_steps.edits(_away_first(move.work, away.name)),
        host_steps.start(_running(move.work, to.name), to.name),
        *gax_steps.steps(facts, move.objects, f"{to.name} is active"),
        *_names(facts, move),
        host_steps.speechminer(facts, to.name, "failback.txt"),
        _index(facts, move),
        _holds(move),
        host_steps.ledger(facts.ledgers, to.name, to.site, f"break-glass sheet {name}"),
        _clean(),
    ]  # fmt: skip
    return Sheet(
        name,
        title,
        f"Interactions, processing and the recording IVR Profiles move from {away.name} back to {to.name}.",
        before=(
            "If the controller lives again, use Ansible instead of this page.",
            f"{to.name} is repaired: Cassandra is in step (nodetool status), each RCS keystore has all keys, and the"
            " Interaction Server runs.",
            f"The Muxers of {to.name} do not run yet. Nothing there was started since the loss that this"
            f" page does not name.",
            _NOBODY,
            _NO_UNDO,
            f"{_ORDER} {_TOOLS}",
        ),
        steps=tuple(step for step in steps if step is not None),
        after=(*_after(None), _held(to)),
    )


def _recording(facts: Facts, center: Center) -> Sheet:
    """Nothing follows a data center that only records."""
    peer = facts.centers.get(center.peer or "")
    nodes = peer.nodes if peer else ()
    agents = (
        f"{peer.name} may store them while {facts.primary} is active: {shell.one_line(peer.rws_url)}."
        if peer
        else "No other data center may store them, so these agents record no screens until it is back."
    )
    ways = {
        "peer_uri": "Desktops with screen-recording.htcc.peer_uri go there by themselves.",
        "dns": f"A person points the name of {shell.one_line(center.rws_url)} to it.",
        "load_balancer": f"The load balancer of {center.name} sends them there, if it lives.",
        "resubmit": "The desktop has to submit the other address to the Screen Recording Service.",
    }
    way = (
        ways.get(facts.desktop_failover or "", "How their desktops get there is not in the inventory.") if peer else ""
    )
    locations = ", ".join(center.geo_locations) or "none"
    return Sheet(
        f"{center.name}-{LOST}",
        f"{center.name} is lost: it only records, and nothing moves",
        "The active data center and the eServices site stay as they are. Switch nothing.",
        before=(f"{center.name} does not answer from two places. {_NOBODY}",),
        steps=(
            Step(
                "Know what stops",
                f"Calls of geo-location {locations} have no Media Control Platform there. Where SIP Server"
                f" and Resource"
                " Manager send them is decided by their own configuration, and so is whether they are recorded.",
                unseen="Recordings of the last minutes rest on disks there. Let nobody wipe these.",
            ),
            rws_steps.answers(f"See to the screen recordings of the agents of {center.name}", nodes,
                              "HTTP 200." if nodes else "", f"{agents} {way}".strip()),
            Step(
                "Stop what waits for it",
                f"Purge, backup and index rules that name the locations of {center.name} wait. Change none"
                f" of them tonight.",
            ),
        ),
        after=(
            f"When {center.name} is back: gir.multidc.verify, then gir.multidc.drift. Its processors hand"
            f" over by themselves.",
        ),
    )  # fmt: skip


def _evidence(to: Center, away: Center) -> Step:
    nodes = list(dict.fromkeys([*away.nodes, *to.nodes]))
    return rws_steps.answers(
        f"See that {away.name} is gone and {to.name} is not",
        nodes,
        f"HTTP 000 for {', '.join(map(shell.one_line, away.nodes))}; HTTP 200 for"
        f" {', '.join(map(shell.one_line, to.nodes))}.",
        otherwise=f"A node of {away.name} answers: it is not lost. Find out which part failed before you go"
        f" on; if only its"
        f" Interaction Server did, use page {to.name}-{ESERVICES}. No node of {to.name} answers: nobody can"
        f" take over.",
        what="Repeat it from a second place, outside this network.",
    )


def _prepare(facts: Facts) -> Step:
    account = facts.rws
    lines = [f"user = {shell.curl_text(f'{account.username}:PASSWORD')}", "max-time = 60", *facts.rws_curl]
    return Step(
        "Prepare a directory that only you can read",
        " ".join(
            [
                "Write each credential file on this page with an editor, in this directory. Replace"
                " PASSWORD by the value;"
                ' put a backslash before each " and \\ in it.',
                *map(shell.one_line, facts.notes),
            ]
        ),
        commands=(
            "umask 077; mkdir -p gir-break-glass && cd gir-break-glass",
            "PY=$(command -v python3 || command -v python2 || command -v python || echo /usr/libexec/platform-python)",
            *(shell.written(name, text.splitlines()) for name, text in gax_steps.PREPARED.items()),
        ),
        credentials=(Credential("gir-rws.curlrc", "\n".join(lines), account.variable, account.place),),
    )


def _clean() -> Step:
    return Step(
        "Leave no password behind",
        commands=("cd .. && rm -rf gir-break-glass",),
        otherwise="Steps that wait for Configuration Server need the files again: write them anew then.",
    )


def _started(work: Sequence[Work], center: str) -> list[Work]:
    """What begins to run there with the move."""
    return [one for one in work if one.host.data_center == center and one.state == "started"]


def _running(work: Sequence[Work], center: str) -> list[Work]:
    """The same with the processors, which the loss may have left fenced."""
    return [one for one in work if one.host.data_center == center and one.state != "stopped"]


def _away_first(work: Sequence[Work], away: str) -> list[Work]:
    return sorted(work, key=lambda one: one.host.data_center != away)


def _names(facts: Facts, move: Move) -> list[Step]:
    if move.names is not None:
        return [host_steps.names(move.names)]
    return [
        Step(
            "See to names and load balancers that you keep elsewhere",
            f"The inventory has no names that follow the active data center. If clients reach RWS by one, a"
            f" person points it"
            f" to {move.to} ({shell.one_line(facts.centers[move.to].rws_url)}).",
        )
    ]


def _index(facts: Facts, move: Move) -> Step | None:
    if move.index_stop is None or move.index_stop not in facts.hosts:
        return None
    return host_steps.index(facts.hosts[move.index_stop], "gir-index-update.timer", starts=False)


def _holds(move: Move) -> Step | None:
    return None if move.keeper is None else host_steps.holds(move.keeper)


def _desktops(facts: Facts, to: Center, away: Center) -> Step | None:
    ways = {
        "peer_uri": f"Desktops of {away.name} go to the RWS of {to.name} by themselves"
        f" (screen-recording.htcc.peer_uri).",
        "dns": f"Desktops of {away.name} keep the name of {shell.one_line(away.rws_url)}: point it to {to.name}.",
        "load_balancer": f"The load balancer behind {shell.one_line(away.rws_url)} sends desktops to"
        f" {to.name}, if it lives.",
        "resubmit": f"Desktops of {away.name} have to submit {shell.one_line(to.rws_url)} to the Screen"
        f" Recording Service.",
    }
    if facts.desktop_failover is None:
        return None
    if away.peer != to.name:
        what = f"Screen recordings of the agents of {away.name} may not rest in {to.name}: they record no screens now."
    else:
        what = ways[facts.desktop_failover]
    return Step("Ask one agent whose data center was lost for a screen recording", what)


def _held(to: Center) -> str:
    """What is recorded and muxed after a move rests under the rules of another location, and under no hold yet."""
    return (
        f"Before a purge rule is enabled in {to.name}: site applies legal holds again (hold_keeper), and"
        " gir.multidc.status has to confirm each of them."
    )


def _after(away: Center | None) -> tuple[str, ...]:
    back = (
        ()
        if away is None
        else (f"When {away.name} has come back and is checked: page {away.name}-{FAILBACK}, or Ansible.",)
    )
    return (
        "Before anybody runs site: ansible-playbook gir.multidc.ledger has to show what you did, without a"
        " question, and"
        " gir.multidc.site --check --diff must want to move nothing back.",
        "If the ledger could not be written: run no site, remediate or upgrade. For the eServices site alone,"
        " gir.multidc.eservices_switch to the same data center records it and completes the rest.",
        "Site then completes what this page leaves: the Interaction Receiver that purge rules use (a setting of RWS),"
        " and the daily index update. Then gir.multidc.verify, and gir.multidc.drift.",
        *back,
    )

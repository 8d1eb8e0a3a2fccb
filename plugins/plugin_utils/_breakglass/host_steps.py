# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is done on hosts over ssh: units stop and start, files change, names move, the ledger is written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .._components.site_guard import drop_in_path
from .._components.site_guard_service import GUARD
from . import shell
from .facts import Facts, Host, Ledger, Names, Work
from .sheet import Credential, Step

_GUARD_OFF = f"sudo systemctl stop {GUARD.name}; systemctl is-active {GUARD.name}"


def stop(work: Sequence[Work], center: str, lost: bool) -> Step | None:
    """Muxers and processors of a side must not run while the other one is active."""
    units = [one for one in work if one.unit]
    if not work:
        return None
    nameless = sorted({f"{one.title} on {one.host.name}" for one in work if not one.unit})
    more = f" By hand, since the inventory names no unit: {', '.join(nameless)}." if nameless else ""
    silent = (
        "A host that does not answer: cut its power or its network, or have somebody see that it is off. It must not"
        f" come back by itself while {center} is not active."
        if lost
        else "Anything else: stop it on the host. Go on only when all are stopped."
    )
    what = "Fence what still answers" if lost else "Stop what is active"
    return Step(
        f"{what} in {center}",
        f"Two active sides would process the same recordings twice.{more}",
        commands=_block(_unit(one, "disable --now") for one in units),
        expect="inactive (or unknown), for each unit.",
        otherwise=silent,
    )


def start(work: Sequence[Work], center: str) -> Step | None:
    """Units that run where the data center is active."""
    units = [one for one in work if one.unit]
    nameless = sorted({f"{one.title} on {one.host.name}" for one in work if not one.unit})
    if not work:
        return None
    more = f"By hand, since the inventory names no unit: {', '.join(nameless)}." if nameless else ""
    return Step(
        f"Start {_titles(work)} in {center}",
        more,
        commands=_block(_unit(one, "enable --now") for one in units),
        expect="active, for each unit.",
        otherwise="journalctl -u of the unit, on its host.",
    )


def unguard(work: Sequence[Work], center: str) -> Step | None:
    """The guard follows the ledger, which is written at the end, once all is done."""
    drop_ins: dict[Host, list[str]] = {}
    for one in work:
        if one.unit:
            drop_ins.setdefault(one.host, []).append(drop_in_path(one.unit))
    if not drop_ins:
        return None
    commands = (
        shell.on_host(host, f"sudo rm -f {shell.quoted(*paths)}; sudo systemctl daemon-reload; {_GUARD_OFF}")
        for host, paths in drop_ins.items()
    )
    return Step(
        f"Take the site guard off in {center}",
        "It would refuse to start what the ledger does not name yet. Playbook site brings it back.",
        commands=_block(commands),
        expect="inactive (or unknown), for each host.",
        otherwise="A host that does not answer: go on without it.",
    )


def edits(work: Sequence[Work]) -> Step | None:
    """Files that say whether a component is active; its unit reads them when it starts."""
    changed = [one for one in work if one.edits]
    if not changed:
        return None
    by_hand = [
        f"{one.host.name}: {edit.sentence}. Then restart {one.unit or one.title}."
        for one in changed
        for edit in one.edits
        if not edit.script
    ]
    return Step(
        f"Change the mode of {_titles(changed)}",
        "By hand where a line says so." if by_hand else "",
        items=tuple(map(shell.one_line, by_hand)),
        commands=_block(_edit(one) for one in changed if any(edit.script for edit in one.edits)),
        expect="active, for each unit.",
        otherwise="A host that does not answer: note it, and keep it off until its file is corrected.",
    )


def index(host: Host, timer: str, starts: bool) -> Step:
    """The daily index update runs in the standby data center only."""
    if starts:
        return Step(
            "Leave the daily index update to the controller",
            f"It belongs on {host.name} now. Playbook site brings it there; a day without it costs nothing else.",
        )
    return Step(
        "Stop the daily index update",
        f"{host.name} is in the active data center now, where indexes are current. This may wait until morning.",
        commands=(_systemctl(host, "disable --now", timer),),
        expect="inactive (or unknown). Where cron runs it, remove /etc/cron.d/gir-index-update instead.",
    )


def holds(host: str) -> Step:
    """The hold keeper runs in the active data center only."""
    return Step(
        "Leave the hold keeper to the controller, and purge nothing",
        f"Playbook site brings it to {host}. Until it has run there, what Muxer makes of held calls is unprotected:"
        " leave the purge rules of every location off.",
    )


def names(found: Names) -> Step:
    """One dynamic update, which the server makes as a whole or not at all."""
    key = "\n".join(
        [
            f"key {shell.curl_text(found.key_name)} {{",
            f"  algorithm {shell.one_line(found.algorithm)};",
            '  secret "PASSWORD";',
            "};",
        ]
    )
    head = [f"server {found.servers[0]} {found.port}"]
    more = ", ".join(found.servers[1:])
    others = f"If it does not answer, put another one into names.txt: {more}. " if more else ""
    return Step(
        "Point the names of RWS to the data center that is active now",
        "Without nsupdate (package bind-utils) give these lines to whoever keeps the zone.",
        credentials=(Credential("gir-dns.key", key, found.secret.variable, found.secret.place),),
        commands=(
            shell.written("names.txt", [*head, *found.lines, "send"]),
            "nsupdate -v -k gir-dns.key names.txt && echo updated",
        ),
        expect="updated.",
        otherwise=f"{others}REFUSED or NOTAUTH: the key, or the name server.",
        unseen="Clients that keep the old address until its time to live ends.",
    )  # fmt: skip


def ledger(ledgers: Sequence[Ledger], active: str, site: str, reason: str) -> Step | None:
    """The entry that keeps playbook site from moving it back, the same on every host that answers."""
    if not ledgers:
        return None
    files = {one: f"ledger-{number}" for number, one in enumerate(ledgers, 1)}
    read = [_pull(one, name) for one, name in files.items()]
    return Step(
        "Write down in the ledger what you did",
        "Playbook site follows the ledger: without this entry it would move back what you moved.",
        commands=(
            "OPERATION=$(date -u +%Y%m%dT%H%M%SZ)-by-hand",
            "\n".join(read),
            f'$PY gir_ledger.py "$OPERATION" {shell.quoted(active, site)} "$(id -un)" {shell.quoted(reason)} '
            + shell.quoted(*files.values()),
            "\n".join(_push(one, name) for one, name in files.items()),
        ),
        expect="ready, for each host that answers; what is active, as you made it; then no message.",
        otherwise="Any other message: skip the last command, and write on paper what you did. Nobody may run playbook"
        " site before gir.multidc.ledger knows it. Also note each host that was left out.",
    )


def _pull(one: Ledger, name: str) -> str:
    path = shell.quoted(one.path)
    return f"{shell.on_host(one.host, f'if test -e {path}; then cat {path}; else echo none; fi')} > {name}"


def _push(one: Ledger, name: str) -> str:
    command = (
        f"F={shell.quoted(one.path)}"
        '; sudo mkdir -p "${F%/*}" && sudo tee "$F.new" > /dev/null && sudo chmod 0644 "$F.new"'
        ' && sudo mv -f "$F.new" "$F"'
    )
    return f"test -s {name}.new && {shell.on_host(one.host, command)} < {name}.new"


def _block(commands: Iterable[str]) -> tuple[str, ...]:
    """The same for several hosts, as one command."""
    lines = "\n".join(commands)
    return (lines,) if lines else ()


def _unit(one: Work, verb: str) -> str:
    return _systemctl(one.host, verb, one.unit or "")


def _systemctl(host: Host, verb: str, unit: str) -> str:
    name = shell.quoted(unit)
    return shell.on_host(host, f"sudo systemctl {verb} {name}; systemctl is-active {name}")


def _edit(one: Work) -> str:
    commands = []
    for edit in one.edits:
        if edit.script:
            scripts = " ".join(f"-e {shell.quoted(script)}" for script in edit.script)
            commands.append(f"sudo sed -i {scripts} {shell.quoted(edit.path)}")
    if one.unit:
        unit = shell.quoted(one.unit)
        commands.append(f"sudo systemctl restart {unit}; systemctl is-active {unit}")
    return shell.on_host(one.host, " && ".join(commands))


def _titles(work: Iterable[Work]) -> str:
    return ", ".join(dict.fromkeys(one.title for one in work))


def speechminer(facts: Facts, to: str, document: str) -> Step | None:
    """What no command does: SpeechMiner's own tool, on its Windows hosts. The `document` has the steps."""
    if not facts.speechminers:
        return None
    hosts = ", ".join(one.name for one in facts.speechminers if one.data_center == to)
    return Step(
        f"Bring SpeechMiner up in {to}",
        f"A person with SMConfig, on {hosts or 'its hosts'}, by speechminer/{document}, which render and site write;"
        " keep it with this page. Playback and search wait for this; recording does not.",
        expect="The web interface shows a recording of yesterday.",
        unseen="How much of the last day is missing in the backup of the index.",
    )

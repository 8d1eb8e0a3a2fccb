# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person does by hand in SpeechMiner: normal operation, failover and failback, with the values filled in.

The page SMConfig > Index and its Daily Index Backup are in the guide, and that the backup index can become the primary
one there. No reachable page describes the fields of SMConfig or the promotion of the database, so steps name what has
to be true and not where to click; each says which it is. Facts: desktop-and-configuration-server.md 4, operations.md 2.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from .._topology.attestations import Attestation
from .._topology.published import Model
from .sides import BACKUP_PATH, DATABASE, UI_URL, Side

NORMAL, FAILOVER, FAILBACK = "normal", "failover", "failback"
GUIDE, VENDOR, INFERRED = "vendor guide", "vendor documentation", "inferred"
# An attestation of one says nothing any more once the other one is attested on a later day.
_UNDONE_BY = {FAILOVER: FAILBACK, FAILBACK: FAILOVER}


@dataclass(frozen=True)
class Step:
    """`id` is the key of its attestation. `source`: how sure it is that it is needed."""

    id: str
    title: str
    text: str
    source: str


@dataclass(frozen=True)
class Scenario:
    """`data_center` has the active SpeechMiner when it is over."""

    name: str
    data_center: str
    title: str
    steps: tuple[Step, ...]


def scenarios(primary: Side, backup: Side) -> dict[str, Scenario]:
    """The three of them, by name."""
    return {
        NORMAL: _scenario(NORMAL, primary, backup, f"Normal operation: {primary.name} is active", _NORMAL),
        FAILOVER: _scenario(FAILOVER, backup, primary, f"Failover from {primary.name} to {backup.name}", _MOVE),
        FAILBACK: _scenario(FAILBACK, primary, backup, f"Failback from {backup.name} to {primary.name}", _MOVE),
    }


def of_model(model: Model, sides: Mapping[str, Side]) -> dict[str, Scenario]:
    """Nothing where not both data centers have SpeechMiner."""
    primary, backup = sides.get(model["primary"]), sides.get(model["backup"])
    return scenarios(primary, backup) if primary and backup else {}


def due(
    model: Model, known: Mapping[str, Scenario], attested: Mapping[str, Attestation], today: date
) -> dict[str, list[Step]]:
    """What has to be attested while this data center is active, by scenario: the steps that are open.

    After a failover somebody has attested, the failback is due as well.
    """
    if not known:
        return {}
    if model["active"] == known[FAILOVER].data_center:
        names = [FAILOVER]
    else:
        names = [*([FAILBACK] if _latest(known[FAILOVER], attested) else []), NORMAL]
    return {name: [one for one in known[name].steps if not counts(name, one, known, attested, today)] for name in names}


def counts(
    name: str, step: Step, known: Mapping[str, Scenario], attested: Mapping[str, Attestation], today: date
) -> bool:
    """Whether a step is attested, the attestation has not run out, and is not of an earlier time."""
    given = attested.get(step.id)
    if given is None or not given.holds(today):
        return False
    undone = _latest(known[_UNDONE_BY[name]], attested) if name in _UNDONE_BY else None
    return undone is None or undone <= given.on


def _latest(scenario: Scenario, attested: Mapping[str, Attestation]) -> date | None:
    days = [attested[step.id].on for step in scenario.steps if step.id in attested]
    return max(days, default=None)


def _scenario(name: str, to: Side, other: Side, title: str, steps: tuple[_Step, ...]) -> Scenario:
    made = (
        Step(f"{name}.{to.name}.{key}", label(to, other), text(to, other), source)
        for key, source, label, text in steps
    )
    return Scenario(name, to.name, title, tuple(made))


def _given(value: str, variable: str) -> str:
    return value or f"(not given: {variable})"


def _hosts(side: Side) -> str:
    return ", ".join(side.hosts)


def _database(side: Side) -> str:
    return f"the database of {side.name}, {_given(side.database, DATABASE)}"


def _folder(side: Side) -> str:
    return f"{_given(side.index_backup_path, BACKUP_PATH)} in {side.name}"


def _receiver(side: Side) -> str:
    return _given(side.receiver_url, f"interaction_receiver_url of {side.name}")


def _services(side: Side, standby: bool) -> str:
    """The services of a data center; of a standby those that stop there."""
    names = [name for name, both in (side.services or {}).items() if not (standby and both)]
    return ", ".join(names) or "the services of SpeechMiner"


# The part of the id, how sure the step is, its title and its text, both of (the one that is active then, the other).
_Text = Callable[[Side, Side], str]
_Step = tuple[str, str, _Text, _Text]

_NORMAL: tuple[_Step, ...] = (
    (
        "primary_database",
        GUIDE,
        lambda to, other: f"{to.name} has the primary database",
        lambda to, other: f"On {_hosts(to)}, see in SMConfig that SpeechMiner uses {_database(to)}.",
    ),
    (
        "primary_index",
        GUIDE,
        lambda to, other: f"{to.name} has the primary index",
        lambda to, other: f"On {_hosts(to)}, see in SMConfig > Index that the index of {to.name} is the one in use.",
    ),
    (
        "daily_index_backup",
        GUIDE,
        lambda to, other: f"The index is backed up to {other.name} daily",
        lambda to, other: (
            f"On {_hosts(to)}, configure Daily Index Backup in SMConfig > Index, and write it to {_folder(other)}."
            " On the next day, see that status shows a new file there."
        ),
    ),
    (
        "database_copy",
        INFERRED,
        lambda to, other: f"The database is copied to {other.name}",
        lambda to, other: (
            f"Let the administrator of the databases replicate {_database(to)} to {_database(other)}, or restore a"
            " backup of it there daily. Nothing in this collection copies it."
        ),
    ),
    (
        "standby",
        GUIDE,
        lambda to, other: f"SpeechMiner of {other.name} is a backup instance",
        lambda to, other: (
            f"On {_hosts(other)}, see that {_services(other, True)} do not run, or run as your installation wants it"
            " for a backup instance."
        ),
    ),
    (
        "configuration_compared",
        INFERRED,
        lambda to, other: "Both data centers are configured alike",
        lambda to, other: (
            "In the web interface of each data center, save the text of System Admin > System Configuration, tab Wiki,"
            f" and compare both. {to.name}: {_given(to.ui_url, UI_URL)}; {other.name}: {_given(other.ui_url, UI_URL)}."
        ),
    ),
)

_MOVE: tuple[_Step, ...] = (
    (
        "stop_other",
        INFERRED,
        lambda to, other: f"SpeechMiner of {other.name} does not run any more",
        lambda to, other: (
            f"On {_hosts(other)}, stop {_services(other, True)} where a host still answers: two data centers must not"
            " write at once. Attest it also where none answers, with the reason."
        ),
    ),
    (
        "promote_database",
        INFERRED,
        lambda to, other: f"{to.name} has the primary database",
        lambda to, other: (
            f"Let the administrator of the databases make {_database(to)} the one that is written, with the newest data"
            f" that can be had of {_database(other)}. Note up to which moment its data goes."
        ),
    ),
    (
        "use_database",
        INFERRED,
        lambda to, other: f"SpeechMiner of {to.name} uses that database",
        lambda to, other: f"On {_hosts(to)}, set {_database(to)} in SMConfig.",
    ),
    (
        "use_index",
        GUIDE,
        lambda to, other: f"{to.name} has the primary index",
        lambda to, other: (
            f"Look at the age of the newest file of {_folder(to)}. On {_hosts(to)}, configure that index in"
            " SMConfig > Index as the primary one."
        ),
    ),
    (
        "start",
        INFERRED,
        lambda to, other: f"SpeechMiner of {to.name} runs",
        lambda to, other: f"On {_hosts(to)}, start {_services(to, False)}, or let playbook site do it.",
    ),
    (
        "interaction_receiver",
        GUIDE,
        lambda to, other: f"Metadata goes to the Interaction Receiver of {to.name}",
        lambda to, other: (
            f"See that {_receiver(to)} answers, and that recording IVR Profiles name it, which playbook site writes."
            f" Recordings made before still name {_receiver(other)}: let its name lead to {to.name}, or recover their"
            " metadata."
        ),
    ),
    (
        "daily_index_backup",
        INFERRED,
        lambda to, other: f"The index is backed up to {other.name} daily",
        lambda to, other: (
            f"On {_hosts(to)}, let Daily Index Backup in SMConfig > Index write to {_folder(other)} once {other.name}"
            " is there again. Until then nothing else has a copy of the index."
        ),
    ),
    (
        "search",
        INFERRED,
        lambda to, other: f"The web interface of {to.name} finds and plays recordings",
        lambda to, other: (
            f"Open {_given(to.ui_url, UI_URL)}. Search for a new and for an old recording of each data center, and"
            " play both."
        ),
    ),
)

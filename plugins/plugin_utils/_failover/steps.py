# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The stages and steps of a failover, in their order, with what each needs before it."""

from __future__ import annotations

from dataclasses import dataclass

PLAN, VALIDATE, PRECHECK, DRAIN, FENCE, SWITCH, VERIFY, OPEN, REPORT = (
    "plan", "validate", "precheck", "drain", "fence", "switch", "verify", "open", "report")  # fmt: skip
STAGES = (PLAN, VALIDATE, PRECHECK, DRAIN, FENCE, SWITCH, VERIFY, OPEN, REPORT)

# What is done that is no step of a switch.
LOCK, MARK, TAKE_OVER, LOOK, STOP = "lock", "mark", "take_over", "look", "stop"
INTENT, DONE, ABANDON, RESTORE, HOLD, CHECK_ALL = "intent", "done", "abandon", "restore", "hold", "verify"
QUEUES = "queues"

RWS, FILES, SETTINGS, PROFILES, DESKTOPS, ADDRESS = "rws", "files", "settings", "profiles", "desktops", "address"
RPS, VOICE_PROCESSOR, MUXER = "rps", "voice_processor", "muxer"
REST, INDEX_UPDATE, REINDEX, SPEECHMINER = "rest", "index_update", "reindex", "speechminer"
HOLD_KEEPER = "hold_keeper"
STANDBY = "standby"

# Components of the pair that may do the work of an active data center in one data center only.
EXCLUSIVE = (RPS, VOICE_PROCESSOR, MUXER)

REVERSIBLE, IRREVERSIBLE = "reversible", "irreversible"


@dataclass(frozen=True)
class Kind:
    """A step of the stage switch. `what`: for people. `undo`: how, or why it needs none.

    `after_rws`: it waits until RWS was switched and verified; `configuration`: it writes to Configuration Server.
    `optional`: the switch may be recorded as done without it; `essential`: a planned one is undone without it.
    """

    name: str
    what: str
    undo: str
    after_rws: bool = False
    configuration: bool = False
    optional: bool = True
    reversible: bool = True
    essential: bool = True


KINDS: tuple[Kind, ...] = (
    Kind(RWS, "Switch RWS to the eServices site of the target", "Switch it back", optional=False),
    Kind(RPS, "Activate Recording Processor Script", "site renders the standby's configuration"),
    Kind(VOICE_PROCESSOR, "Activate Voice Processor", "site renders the standby's configuration"),
    Kind(MUXER, "Start the Muxer", "Stop it"),
    Kind(SETTINGS, "Set the Interaction Receiver in the settings of RWS", "Set the former one"),
    Kind(FILES, "Set the eServices site in application.yaml of the RWS hosts", "Set the former one", after_rws=True),
    Kind(PROFILES, "Set the Interaction Receiver in the IVR Profiles", "Set the former one", configuration=True),
    Kind(DESKTOPS, "Point the desktops to the target", "Point them back", after_rws=True, configuration=True),
    Kind(ADDRESS, "Move the addresses of older screen-recording clients", "Move them back; clients keep the name for"
         " its time to live", after_rws=True, reversible=False),
    Kind(STANDBY, "Make Muxer and processors of the other data center those of a standby", "site renders the active"
         " one's configuration"),
    Kind(REST, "Apply what else depends on the active data center", "site renders it", essential=False),
    Kind(INDEX_UPDATE, "Move the daily index update to the new standby", "site moves it back", essential=False),
    Kind(HOLD_KEEPER, "Move the hold keeper to the new active data center", "site moves it back", essential=False),
    Kind(SPEECHMINER, "Move SpeechMiner", "docs/speechminer.md says how", essential=False),
    Kind(REINDEX, "Index the recordings at the target anew", "None is needed: an index is added to", after_rws=True,
         reversible=False, essential=False),
)  # fmt: skip
BY_NAME = {kind.name: kind for kind in KINDS}

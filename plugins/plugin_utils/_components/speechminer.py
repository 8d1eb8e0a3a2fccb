# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""SpeechMiner: its unit, where it has one, and a proof that its Interaction Receiver answers.

Facts: desktop-and-configuration-server.md, SpeechMiner. This collection installs and configures no SpeechMiner.
"""

from __future__ import annotations

from dataclasses import dataclass

from .._topology.published import Model
from .desired import Desired, Json, Probe, Service
from .options import Options, option
from .probes import Probed
from .report import Report
from .shared import HEALTH, Rendered
from .target import Target


@dataclass(frozen=True)
class SpeechMiner(Probed, Rendered, Options):
    """What is known of a SpeechMiner host."""

    COMPONENT = "speechminer"
    """Runs the service of SpeechMiner in the active data center

    Starts the unit of SpeechMiner on hosts of the active data center, and sees that it stays well. Those of the other
    one are left as they are: nothing here moves SpeechMiner's database or index.

    Playbook C(verify) proves from each host that the Interaction Receiver of its data center answers.
    """

    service: str | None = option()
    """Name of the systemd unit, without C(.service). No service is touched when it is not given."""
    health: dict[str, Json] = option(default={}, shape=HEALTH)
    """By what the service is known to be well, besides staying active. The options are those of
    O(gir.multidc.gated_service#module:health).
    """
    gir_root: str = option(default="")
    """A staged root. Services are not touched below one."""
    gir_manage_services: bool = option(default=True)
    """Whether services are started, stopped and restarted."""


def check(model: Model, target: Target, o: SpeechMiner, report: Report) -> None:
    """Nothing can be wrong with its variables that their types do not say."""


def desired(model: Model, target: Target, o: SpeechMiner, report: Report) -> Desired:
    """The primary instances are the active ones; those of the backup stay as their administrators left them."""
    center = target.data_center(model)
    result = Desired("speechminer", target.host, center["name"], secret_keys=o.gir_secret_keys)
    if o.service and center["state"] == "active":
        result.service = Service(o.service, health=o.health)
    if center["interaction_receiver_url"] is not None:
        result.probes.append(Probe("Interaction Receiver", "http", center["interaction_receiver_url"]))
    return result

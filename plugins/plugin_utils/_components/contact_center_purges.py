# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A purge needs the Interaction Receiver of its location: RWS asks SpeechMiner through it to delete."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .._topology.lifecycle_words import PURGE
from .._topology.published import Model
from .._topology.rule import PRODUCT, WARNING
from .._topology.values import listed, show
from .desired import Json
from .report import Report
from .rule import rule

GROUP = "speechminer"
NAME = "interaction-receiver"
_EXTRA = "contact_center_extra_settings"
_USER = "gir_interaction_receiver_username"

GIR908 = rule(
    908,
    "A location in which something is purged has the Interaction Receiver of the active data center.",
    "Remove the setting: the role writes it for every location.",
    PRODUCT,
)
GIR909 = rule(
    909,
    "Where something is purged, the account of the Interaction Receiver is given.",
    "Give gir_interaction_receiver_username and gir_interaction_receiver_password, or see that it asks for none.",
    PRODUCT,
    WARNING,
)


def purging(model: Model) -> list[str]:
    """The node paths with an enabled purge."""
    return [
        center["node_path"]
        for center in model["data_centers"].values()
        if any(task["type"] == PURGE for one in center["media_lifecycle"] if one["enabled"] for task in one["tasks"])
    ]


def check(model: Model, extra: Sequence[Mapping[str, Json]], user: str | None, report: Report) -> None:
    """`extra`: the further settings; `user`: of the Interaction Receiver."""
    places = purging(model)
    for number, setting in enumerate(extra if places else ()):
        location = setting.get("location")
        theirs = str(setting.get("group")).lower() == GROUP and str(setting.get("name")).lower() == NAME
        if theirs and (location is None or location in places):
            where = "every location" if location is None else f"the location {show(location)}"
            sentence = f"{_EXTRA}[{number}] is the {NAME} of {where}, but recordings of {listed(places, 4)} are purged."
            report.add(GIR908, _EXTRA, sentence)
    if places and not user:
        sentence = f"{_USER} is not given, but recordings of {listed(places, 4)} are purged."
        report.add(GIR909, _USER, f"{sentence} That RWS sends it is inferred.")

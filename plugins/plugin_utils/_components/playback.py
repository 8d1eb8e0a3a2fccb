# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Recordings of other locations that an RWS host fetches as a player would, to prove playback across data centers.

The recordings are the site's own: making one would leave metadata behind (rws.md 5.3, Insertion API).
"""

from __future__ import annotations

from dataclasses import dataclass

from .._topology.published import DataCenterModel, Model
from .._topology.values import kind, listed, show
from .desired import Json, Probe
from .options import Options, option
from .report import Report
from .rule import rule
from .shared import ContactCenterId

VARIABLE = "gir_playback_recordings"

GIR988 = rule(
    988,
    "gir_playback_recordings names recordings by data center or geo-location, each with its id as text.",
    "Name a data center or a geo-location of gir_datacenters, and give the id of a recording that is kept.",
)


@dataclass(frozen=True)
class Playback(ContactCenterId, Options):
    """What playbook verify plays back in every other data center."""

    gir_playback_recordings: dict[str, Json] = option(default={})
    """Id of a recording that is kept for playbook C(verify), by data center or geo-location. Each data center fetches
    those of all others, see C(docs/verify.md). Without it playback is not observable.
    """
    gir_playback_rcs_username: str | None = option()
    """Account with which playbook C(verify) asks a Recording Crypto Server for media. None is sent when not given."""
    gir_playback_rcs_password: str | None = option(secret=True)
    """Password of O(gir_playback_rcs_username)."""


def check_playback(model: Model, o: Playback, report: Report) -> None:
    """Every recording belongs to a place of the map, and has an id."""
    known = [name for center in model["data_centers"].values() for name in (center["name"], *center["geo_locations"])]
    unknown = [name for name in o.gir_playback_recordings if name not in known]
    if unknown:
        sentence = f"{VARIABLE} names {listed(map(show, unknown))}, which is no data center and no geo-location."
        report.add(GIR988, VARIABLE, sentence, f"Use one of {listed(dict.fromkeys(known))}.")
    for name, recording in o.gir_playback_recordings.items():
        if not isinstance(recording, str) or not recording.strip():
            what = f"is {kind(recording)}" if not isinstance(recording, str) else "is empty"
            report.add(GIR988, VARIABLE, f"{VARIABLE}.{name} {what}, and no id of a recording.")


def playback_probes(model: Model, center: DataCenterModel, o: Playback, account: dict[str, str | None]) -> list[Probe]:
    """One for each recording of another data center; one without a recording for those that have none, once some do."""
    if not o.gir_playback_recordings:
        return []
    others = [other for name, other in model["data_centers"].items() if name != center["name"]]
    return [
        Probe(
            f"playback of {name}",
            "playback",
            center["rws_url"],
            **account,
            recording=recording,
            contact_center_id=o.gir_contact_center_id or None,
            rcs_url=list(dict.fromkeys(one["rcs_url"] for one in (center, *others))),
            rcs_username=o.gir_playback_rcs_username,
            rcs_password=o.gir_playback_rcs_password,
        )
        for other in others
        for name, recording in _recordings_of(other, o)
    ]


def _recordings_of(center: DataCenterModel, o: Playback) -> list[tuple[str, str | None]]:
    places = dict.fromkeys((center["name"], *center["geo_locations"]))
    found: list[tuple[str, str | None]] = [
        (name, str(o.gir_playback_recordings[name])) for name in places if name in o.gir_playback_recordings
    ]
    return found or [(center["name"], None)]

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What RWS holds that nobody asked for, and whether that changes anything: private to this collection, may change.

The tables are the rules that the documentation shows.
"""

from typing import Any, Iterable, List, Mapping, Optional, Tuple

from ansible_collections.gir.multidc.plugins.module_utils._rws.discovery import last_segment
from ansible_collections.gir.multidc.plugins.module_utils._rws.voice import SCREEN_GROUP, STORAGE

RECEIVER_GROUP = "speechminer"

# Features that a contact center has from the start: to assign one changes nothing, and none can be taken away.
DEFAULT_FEATURES = (
    "api-provisioning-read",
    "api-provisioning-write",
    "api-voice",
    "ui-supervisor-recording",
    "api-supervisor-recording",
    "schema-elasticsearch-v2-call-recording",
)

# Groups that this collection knows: a setting there is judged by itself, any other group as a whole.
KNOWN_GROUPS = (SCREEN_GROUP, RECEIVER_GROUP, "access-control")

# What a setting does that nobody asked for: group and name (None is any), a sentence, and how bad that is, where the
# catalogue of checks does not say it.
Effect = Tuple[Optional[str], Optional[str], str, str]
EFFECTS: Tuple[Effect, ...] = (
    (SCREEN_GROUP, STORAGE, "It may hold for every node: screen recordings may go there.", "recordings_at_risk"),
    (SCREEN_GROUP, None, "RWS reads this group for screen recordings, such as where they are decrypted.", ""),
    (
        RECEIVER_GROUP,
        "interaction-receiver",
        "Nodes of that location ask this Interaction Receiver to purge.",
        "recordings_at_risk",
    ),
    (RECEIVER_GROUP, None, "RWS reads this group when it asks SpeechMiner.", ""),
    (
        "contact-center/screen-recording-encryption",
        None,
        "Screen recordings are encrypted with it, and nobody can play them without its key.",
        "recordings_at_risk",
    ),
    ("access-control", None, "It decides which web applications may call RWS.", "security"),
    (None, "metadata.privacy.agent_fields", "It hides these fields of recordings.", ""),
    (None, "metadata.privacy.customer_fields", "It hides these fields of recordings.", ""),
)
UNKNOWN_EFFECT: Effect = (None, None, "RWS or one of its clients may read it, and nobody knows what it does.", "")

FEATURE_EFFECT = "It opens resources of RWS that nobody asked for."
STORAGE_EFFECT = "No data center has this location: recordings may go there."
NO_LOCATION_EFFECT = "It has no location: recordings of every node may go there."


def features(asked: Iterable[str], assigned: Iterable[str]) -> List[str]:
    """Names of the features that nobody asked for and that a contact center does not have from the start."""
    known = {last_segment(uri) for uri in asked} | set(DEFAULT_FEATURES)
    return sorted({last_segment(uri) for uri in assigned} - known)


def in_use(value: Any) -> bool:
    """Whether a storage or setting does anything: it is not empty, and not all of its storages are switched off."""
    if value is None or value in ("", [], {}):
        return False
    if isinstance(value, list):
        return not all(isinstance(entry, dict) and entry.get("active") is False for entry in value)
    return True


def effect(group: str, setting: Mapping[str, Any]) -> Effect:
    """What a setting does."""
    for found in EFFECTS:
        if found[0] in (None, group) and found[1] in (None, setting.get("name")):
            return found
    return UNKNOWN_EFFECT


def effect_of_all(group: str, settings: Iterable[Mapping[str, Any]]) -> Optional[Effect]:
    """What a whole group does; the first effect that is known counts. None where it does nothing."""
    found = [effect(group, setting) for setting in settings if in_use(setting.get("value"))]
    known = [one for one in found if one != UNKNOWN_EFFECT]
    return (known + found)[0] if found else None

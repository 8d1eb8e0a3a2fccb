# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Recording IVR Profiles: what they say of data centers, and what of the variables of role ivr_profile."""

from __future__ import annotations

import re

from ansible_collections.gir.multidc.plugins.plugin_utils._components.ivr_profile import CATCH_ALL
from ansible_collections.gir.multidc.plugins.plugin_utils._components.options import rows
from ansible_collections.gir.multidc.plugins.plugin_utils._components.registry import COMPONENTS

from . import tables
from .live import Live
from .meaning import scalar
from .report import Report
from .store import Store
from .trees import Tree
from .voices import agreed, disagree, majority

KIND = "CfgGVPIVRProfile"
GENERAL, PARAMETERS = "gvp.general", "gvp.service-parameters"
FIXED = "fixed,"
_PROCESSOR = re.compile(r"^(?P<base>.*?)/api/contact-centers/(?P<domain>[^/]+)/recordings/?$")
_COMPONENT = COMPONENTS["ivr_profile"]


class Profile:
    """One recording IVR Profile; `words` are its parameters without the form that GVP wants."""

    def __init__(self, item: Tree, names: dict[str, str | None]) -> None:
        self.name: str = item["name"]
        self.tenant: str | None = item.get("tenant")
        self.annex: dict[str, Tree] = item.get("annex") or {}
        self.geo: str | None = self.annex.get(GENERAL, {}).get("geo-location")
        self.written: dict[str, str] = self.annex.get(PARAMETERS, {})
        self.words = {word: bare(self.written[name]) for word, name in names.items() if name and name in self.written}
        found = _PROCESSOR.match(self.words.get("processor_uri", ""))
        self.processor = found.group("base") if found else None
        self.domain = found.group("domain") if found else None

    def account(self, word: str) -> tuple[str | None, str | None]:
        """(user name, password) of an authorization."""
        name, colon, password = self.words.get(word, "").partition(":")
        return (name, password) if colon else (None, None)


def bare(value: str) -> str:
    return value[len(FIXED) :] if value.startswith(FIXED) else value


def read(live: Live) -> list[Profile]:
    names = tables.names(_COMPONENT, live.everyone)
    found = []
    for item in live.of_type(KIND):
        profile = Profile(item, names)
        if profile.annex.get(GENERAL, {}).get("service-type") == "record":
            found.append(profile)
    return found


def adopt(live: Live, found: list[Profile], store: Store, report: Report) -> None:
    """The variables that all profiles share. What differs between them is found by comparing, see comparing.py."""
    if not found:
        if live.objects is not None:
            report.fill_in("geo_locations of gir_datacenters", "no recording IVR Profile was found")
        return
    for profile in found:
        wanted = CATCH_ALL if profile.geo is None else f"record_{profile.geo}"
        if profile.name != wanted:
            report.contradict(
                f"The IVR Profile {profile.name} records "
                f"{'calls of ' + profile.geo if profile.geo else 'all other calls'}, "
                f"but this collection calls it {wanted} and would create that one beside it: rename it first."
            )
    for variable, value in _shared(found).items():
        store.all(variable, value)
    values = [value for profile in found for value in profile.written.values()]
    if values and not any(value.startswith(FIXED) for value in values):
        store.all("ivr_profile_parameter_value_format", "{value}")
    told = [(p.name, p.annex.get("gvp.policy", {}).get("voicexml-recording-allowed")) for p in found]
    own = live.everyone.get("ivr_profile_voicexml_recording_allowed")
    given = None if own is None else str(own).lower()
    allowed = agreed(report, "voicexml-recording-allowed", told, "Decide whether recording is allowed.", given)
    if allowed in ("true", "false"):
        store.all("ivr_profile_voicexml_recording_allowed", allowed == "true")
    certificates = [profile.annex.get("recording-certificates") for profile in found]
    if certificates[0] and all(other == certificates[0] for other in certificates):
        store.all("ivr_profile_certificates", certificates[0])
    told = [(profile.name, profile.tenant) for profile in found]
    given = live.everyone.get("ivr_profile_tenant")
    tenant = agreed(report, "The tenant of the IVR Profiles", told, "Move them into one tenant.", given)
    if tenant is not None:
        store.all("ivr_profile_tenant", tenant)
    given = live.everyone.get("gir_contact_center_domain")
    told = [(profile.name, profile.domain) for profile in found]
    domain = agreed(report, "gir_contact_center_domain", told, "Find out which one RWS has.", given)
    if domain is not None:
        store.all("gir_contact_center_domain", domain)
    receiver_accounts(found, store, report)
    report.recognise(f"{len(found)} recording IVR Profiles: {', '.join(profile.name for profile in found)}.")


def _shared(found: list[Profile]) -> Tree:
    """The parameters that all profiles have and that are variables; what is not of its type is left to comparing."""
    values = {}
    for row in rows(_COMPONENT.table):
        word = row.about.key
        if word is None or row.about.derived or not all(word in profile.words for profile in found):
            continue
        value, _others = majority([(profile.name, profile.words[word]) for profile in found])
        if value is not None:
            values[row.variable] = scalar(value, row.type)
    refused = tables.refused(_COMPONENT, values)
    return {variable: value for variable, value in values.items() if variable not in refused}


def receiver_accounts(found: list[Profile], store: Store, report: Report) -> None:
    pairs = [(profile.name, profile.account("interaction_receiver_authorization")) for profile in found]
    account, others = majority([(name, pair) for name, pair in pairs if pair[0] is not None])
    if account is not None:
        store.all("gir_interaction_receiver_username", account[0])
        store.all("gir_interaction_receiver_password", account[1])
    if others:
        remedy = "Find out which account the Interaction Receiver has."
        names = [(name, pair[0]) for name, pair in pairs if pair[0] is not None]
        same = len({name for _who, name in names}) == 1
        told = [(name, pair[1]) for name, pair in pairs if pair[0] is not None] if same else names
        taken = None if account is None else account[1 if same else 0]
        disagree(report, "The account of the Interaction Receiver", told, taken, remedy, secret=same)

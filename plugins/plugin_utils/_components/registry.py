# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one list of components, in the order in which playbook site configures them.

Playbooks and documentation are generated from it or loop over it.
"""

from __future__ import annotations

from . import (
    contact_center,
    geo_location,
    hold_keeper,
    index_update,
    ivr_profile,
    ledger_publisher,
    load_balancer,
    load_balancer_names,
    mcp,
    media_lifecycle,
    muxer,
    rcs,
    rps,
    rws,
    site_guard,
    speechminer,
    speechminer_steps,
    voice_processor,
    webdav,
    workspace_desktop,
)
from .component import HOSTS, KEYSTORES, NAMES, OBJECTS, SERVERS, STATE, Component, Everywhere, Pair, Placement
from .geo_location_options import GeoLocation
from .hold_keeper_options import HoldKeeper
from .index_update_options import IndexUpdate
from .load_balancer_options import LoadBalancer, Names
from .load_balancer_proxy import ASKS, ASKS_GROUPS
from .media_lifecycle_options import MediaLifecycle
from .rws_options import Rws
from .site_guard_options import LedgerPublisher, SiteGuard
from .speechminer_options import SpeechMiner, Steps
from .voice_processor_options import VoiceProcessor
from .webdav_options import Webdav
from .workspace_desktop_failover import ASKS as DESKTOP_ASKS
from .workspace_desktop_failover import ASKS_GROUPS as DESKTOP_ASKS_GROUPS
from .workspace_desktop_options import WorkspaceDesktop

# fmt: off
_ALL = (
    Component("webdav", "recording storage", "gir_webdav", SERVERS, Webdav, webdav, platform=("os_family",)),
    Component("rcs", "Recording Crypto Server", "gir_rcs", SERVERS, rcs.Rcs, rcs, upgrade_rank=0,
              placement=Everywhere("GIR212", "RCS host")),
    Component("rws", "Interaction Recording Web Services", "gir_rws", SERVERS, Rws, rws, upgrade_rank=1, probed=True,
              order_note="The sync node first: it creates what the other nodes find.",
              placement=Everywhere("GIR211", "RWS host")),
    Component("load_balancer", "load balancer", "gir_load_balancer", SERVERS, LoadBalancer, load_balancer, asks=ASKS,
              asks_groups=ASKS_GROUPS, platform=("os_family", "has_ipv6")),
    Component("contact_center", "contact center", None, STATE, contact_center.ContactCenter, contact_center,
              needs=("rws", KEYSTORES)),
    Component("index_update", "daily index update", "gir_rws", HOSTS, IndexUpdate, index_update,
              order_note="On one host of the standby data center; all others let go of it.", needs=("rws",),
              platform=("service_manager",)),
    Component("hold_keeper", "hold keeper", "gir_rws", HOSTS, HoldKeeper, hold_keeper, asks=hold_keeper.ASKS,
              asks_groups=hold_keeper.ASKS_GROUPS,
              order_note="On one host of the active data center; all others let go of it.", needs=("rws",),
              platform=("service_manager",)),
    Component("ledger_publisher", "ledger publisher", "gir_rws", HOSTS, LedgerPublisher, ledger_publisher),
    Component("site_guard", "site guard", "gir_muxer", HOSTS, SiteGuard, site_guard, asks=site_guard.ASKS,
              asks_groups=site_guard.ASKS_GROUPS, further_groups=("gir_rps", "gir_voice_processor"),
              order_note="Before what it guards: a unit that starts asks it."),
    Component("rps", "Recording Processor Script", "gir_rps", HOSTS, rps.Rps, rps, upgrade_rank=2,
              placement=Everywhere("GIR214", "processor (gir_rps or gir_voice_processor)")),
    Component("voice_processor", "Voice Processor", "gir_voice_processor", HOSTS, VoiceProcessor, voice_processor,
              upgrade_rank=3, placement=Everywhere("GIR214", "processor (gir_rps or gir_voice_processor)")),
    Component("muxer", "Recording Muxer Script", "gir_muxer", HOSTS, muxer.Muxer, muxer, upgrade_rank=4,
              placement=Pair("GIR216", "GIR217", "Muxer")),
    Component("mcp", "Media Control Platform", "gir_mcp", HOSTS, mcp.Mcp, mcp, upgrade_rank=5, probed=True,
              placement=Everywhere("GIR213", "MCP host", for_calls=True)),
    Component("speechminer", "SpeechMiner", "gir_speechminer", HOSTS, SpeechMiner, speechminer, probed=True,
              placement=Pair("GIR218", "GIR219", "SpeechMiner"), may_be_windows=True),
    Component("ivr_profile", "recording IVR Profiles", None, OBJECTS, ivr_profile.IvrProfile, ivr_profile,
              needs=("webdav", KEYSTORES)),
    Component("geo_location", "geo-locations of calls", None, OBJECTS, GeoLocation, geo_location,
              needs=("ivr_profile",)),
    Component("workspace_desktop", "agent desktops", None, OBJECTS, WorkspaceDesktop, workspace_desktop,
              asks=DESKTOP_ASKS, asks_groups=DESKTOP_ASKS_GROUPS, needs=("rws",)),
    Component("speechminer_steps", "steps of SpeechMiner by hand", None, OBJECTS, Steps, speechminer_steps,
              role="speechminer", asks=speechminer_steps.ASKS, asks_groups=speechminer_steps.ASKS_GROUPS, entry="steps",
              render_entry="render_steps"),
    Component("media_lifecycle", "media lifecycle rules for the person at GAX", None, OBJECTS, MediaLifecycle,
              media_lifecycle),
    Component("load_balancer_names", "names that follow the active data center", None, NAMES, Names,
              load_balancer_names, role="load_balancer", asks=load_balancer_names.ASKS,
              asks_groups=load_balancer_names.ASKS_GROUPS, entry="dns", render_entry="render_dns",
              needs=("rws", "load_balancer")),
)
# fmt: on

COMPONENTS = {component.name: component for component in _ALL}


def _surfaces() -> dict[str, str]:
    found: dict[str, str] = {}
    for component in _ALL:
        if component.stage != SERVERS:
            found.setdefault(KEYSTORES, "certificates in use")
        found[component.name] = component.title
    return found


SURFACES = _surfaces()
"""What playbook site does, by name, with its title, in its order: the components, and the guard of certificates."""


def _placements() -> dict[str, Placement]:
    found: dict[str, Placement] = {}
    for component in _ALL:
        if component.group is not None:
            found[component.group] = found.get(component.group) or component.placement
    return found


PLACEMENTS = _placements()
"""Every component group of the map, with where its hosts have to stand."""

GROUPS = tuple(PLACEMENTS)

OBSERVED = {"gir_cassandra": "Cassandra", "gir_elasticsearch": "Elasticsearch"}
"""Groups of hosts that are only looked at: no component runs there, and nothing is ever written."""

MAPPED = (*GROUPS, *OBSERVED)
"""Every group of the map but those of the data centers."""

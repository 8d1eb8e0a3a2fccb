# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""RWS nodes, which must agree with each other, and agent desktops, whose versions decide how they fail over."""

from __future__ import annotations

from .placement import Placement
from .reading import PRIMARY, Centers, boolean, clean, text
from .report import Report
from .values import Value, did_you_mean, listed, numeric_version, present, show

CLUSTER_NAME = "rws_cr_cluster_name"
SECURITY_KEY = "rws_crypto_security_key"
SYNC_NODE = "rws_sync_node"
HOST_VARIABLES = (CLUSTER_NAME, SECURITY_KEY, SYNC_NODE)
# Host to its variables.
ByHost = dict[str, dict[str, Value]]

STRATEGIES = ("dns", "load_balancer", "resubmit")
PEER_URI = "peer_uri"
_VERSIONS = (
    ("workspace_desktop_version", "8.5.118.10"),
    ("workspace_desktop_srs_version", "8.5.340.97"),
)
_STRATEGY = "workspace_desktop_failover_strategy"


def check_nodes(report: Report, hosts: list[str], host_variables: ByHost) -> None:
    """`hosts` are the RWS hosts of the map, in the order of the inventory."""
    values = {host: host_variables.get(host, {}) for host in hosts}
    for name, rule_id, secret in ((CLUSTER_NAME, "GIR501", False), (SECURITY_KEY, "GIR502", True)):
        _equal(report, values, name, rule_id, secret)


def _equal(report: Report, values: ByHost, name: str, rule_id: str, secret: bool) -> None:
    owners: dict[str | None, list[str]] = {}
    # What is wrong with a value is said of the first host that has it.
    read: dict[object, str | None] = {}
    for host, given in values.items():
        value = given.get(name)
        found = None
        if value is not None:
            key = (type(value), value) if isinstance(value, (str, int, float)) else id(value)
            if key not in read:
                read[key] = clean(report, f"{name} of {host}", value, secret)
            found = read[key]
            if found is None:
                continue
        owners.setdefault(found, []).append(host)
    if not owners:
        return
    if list(owners) == [None]:
        report.add("GIR503", name, f"{name} is given on no RWS host.")
    elif len(owners) > 1:
        # The value that most hosts have is the likely intention; for a secret only the hosts are named.
        most = max(owners, key=lambda value: (value is not None, len(owners[value])))
        others = []
        for value, hosts in owners.items():
            if value != most:
                how = "not given" if value is None else "different" if secret else show(value)
                others.append(f"{how} on {listed(hosts, 4)}")
        usual = "one value" if secret else show(most)
        report.add(rule_id, name, f"{name} is {usual} on {listed(owners[most], 4)}, but {listed(others, 4)}.")


def sync_node(
    report: Report, centers: Centers, placement: Placement, host_variables: ByHost, exported: str | None = None
) -> str | None:
    """The chosen host, else the exported one, else the first RWS host of the primary; None when none is known."""
    primary = [center.name for center in centers.values() if center.role == PRIMARY]
    if len(primary) != 1 or not placement.has_group(primary[0]):
        return None
    candidates = placement.hosts(primary[0], "gir_rws")
    chosen = [host for host, given in host_variables.items() if _is_chosen(report, host, given.get(SYNC_NODE))]
    if not chosen:
        return exported or (candidates[0] if candidates else None)
    if len(chosen) > 1:
        report.add("GIR504", SYNC_NODE, f"rws_sync_node is true on {len(chosen)} hosts: {listed(chosen, 4)}.")
        return None
    if chosen[0] in set(candidates):
        return chosen[0]
    report.add(
        "GIR505",
        SYNC_NODE,
        f"rws_sync_node is true on {show(chosen[0])}, which is no RWS host of the primary {primary[0]}.",
    )
    return None


def _is_chosen(report: Report, host: str, value: Value) -> bool:
    return value is not None and bool(boolean(report, f"{SYNC_NODE} of {host}", value))


def check_desktops(report: Report, variables: dict[str, Value]) -> str | None:
    """How desktops reach the other data center: peer_uri, which needs both versions, or the named strategy."""
    named = variables.get(_STRATEGY) is not None
    strategy = _strategy(report, variables.get(_STRATEGY))
    unknown: list[str] = []
    old: list[str] = []
    unread = False
    for name, minimum in _VERSIONS:
        value = variables.get(name)
        if value is None:
            unknown.append(name)
            continue
        version = _version(report, name, value)
        if version is None:
            unread = True
        elif version < present(numeric_version(minimum)):
            old.append(f"{name} is {show(value)}, before {minimum}")
    how = PEER_URI if not (old or unknown or unread) else strategy
    if named or unread:
        return how
    if old:
        report.add("GIR508", _STRATEGY, f"{listed(old)}, and {_STRATEGY} is not given.")
    elif unknown:
        report.add(
            "GIR509",
            unknown[0],
            "{0} {1} not given, and neither is {2}.".format(
                listed(unknown), "is" if len(unknown) == 1 else "are", _STRATEGY
            ),
        )
    return how


def _strategy(report: Report, value: Value) -> str | None:
    """The strategy when it is one."""
    found = None if value is None else text(report, _STRATEGY, value)
    if found is None or found in STRATEGIES:
        return found
    report.add("GIR507", _STRATEGY, f"{_STRATEGY} is {show(found)}.{did_you_mean(found, STRATEGIES)}")
    return None


def _version(report: Report, path: str, value: Value) -> tuple[int, ...] | None:
    if report.unusable(path, value):
        return None
    found = numeric_version(value) if isinstance(value, str) else None
    if found is None:
        report.add("GIR506", path, f"{path} is {show(value)}.")
    return found

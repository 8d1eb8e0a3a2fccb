# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a host is, as the facts of Ansible name it, from a few small files: private to this collection."""

import os
import socket
from typing import Any, Dict, List

_ID_TO_FAMILY = {
    "debian": "Debian",
    "ubuntu": "Debian",
    "raspbian": "Debian",
    "linuxmint": "Debian",
    "devuan": "Debian",
    "kali": "Debian",
    "rhel": "RedHat",
    "fedora": "RedHat",
    "centos": "RedHat",
    "almalinux": "RedHat",
    "rocky": "RedHat",
    "ol": "RedHat",
    "amzn": "RedHat",
    "scientific": "RedHat",
    "cloudlinux": "RedHat",
    "eurolinux": "RedHat",
    "virtuozzo": "RedHat",
    "openEuler": "RedHat",
    "sles": "Suse",
    "sled": "Suse",
    "sles_sap": "Suse",
    "opensuse": "Suse",
    "opensuse-leap": "Suse",
    "opensuse-tumbleweed": "Suse",
    "arch": "Archlinux",
    "alpine": "Alpine",
    "gentoo": "Gentoo",
}
_RELEASES = ("/etc/os-release", "/usr/lib/os-release")
_ADDRESSES = "/proc/net/if_inet6"
_BOOTED = ("/run/systemd/system/", "/dev/.run/systemd/", "/dev/.systemd/")
_LOOPBACK = "lo"
_LONGEST = 65536


def observed(module: Any) -> Dict[str, Any]:
    """{os_family, service_manager, ipv6_addresses}, of the running system whatever the root prefix of paths is."""
    return {
        "os_family": _os_family(),
        "service_manager": _service_manager(module),
        "ipv6_addresses": _ipv6_addresses(),
    }


def _os_family() -> str:
    """Unknown distributions are families of their own; empty where nothing says what the system is."""
    for path in _RELEASES:
        known = dict(line.partition("=")[::2] for line in _text(path).splitlines() if "=" in line)
        known = {name.strip(): value.strip().strip("\"'") for name, value in known.items()}
        if known:
            return _ID_TO_FAMILY.get(known.get("ID", ""), known.get("NAME") or known.get("ID", ""))
    return ""


def _service_manager(module: Any) -> str:
    """systemd, or another one: its name matters to nobody."""
    first = os.path.basename(_text("/proc/1/comm").strip())
    if first == "systemd":
        return first
    if first and first != "init" and not first.endswith("sh"):
        return first
    booted = any(os.path.exists(path) for path in _BOOTED) and module.get_bin_path("systemctl")
    return "systemd" if booted else "service"


def _ipv6_addresses() -> List[str]:
    """All but those of the loopback interface."""
    found = []
    for line in _text(_ADDRESSES).splitlines():
        parts = line.split()
        if len(parts) == 6 and parts[5] != _LOOPBACK:
            found.append(socket.inet_ntop(socket.AF_INET6, bytes.fromhex(parts[0])))
    return found


def _text(path: str) -> str:
    try:
        with open(path, "rb") as file:
            return file.read(_LONGEST).decode("utf-8", "replace")
    except OSError:
        return ""

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a host is, as the facts of Ansible name it, from a few small files: private to this collection."""

import os
import socket
from typing import Any, Dict, List, Optional

# Family -> its distributions, in small letters: as the facts of Ansible name them, and as their own os-release does.
_FAMILIES = {
    "Debian": "debian|ubuntu|raspbian|neon|kde neon|linux mint|linuxmint|linux mint debian edition|lmde|steamos|devuan"
    "|kali|cumulus linux|cumulus-linux|pop!_os|pop|parrot|pardus gnu/linux|pardus|uos|deepin|osmc"
    "|univention corporate server|univention",
    "RedHat": "redhat|rhel|fedora|centos|scientific|slc|ascendos|cloudlinux|psbm|oraclelinux|ol|ovs|oel|amazon|amzn"
    "|virtuozzo|xenserver|xenenterprise|alibaba|alinux|euleros|openeuler|almalinux|rocky|tencentos|tlinux|eurolinux"
    "|kylin linux advanced server|miracle|miraclelinux",
    "Suse": "suse|sles|sled|opensuse|opensuse tumbleweed|opensuse-tumbleweed|sles_sap|suse_linux|opensuse leap"
    "|opensuse-leap|alp-dolomite|sl-micro|sle-micro|opensuse microos|opensuse-microos",
    "Archlinux": "archlinux|arch|archarm|antergos|manjaro",
    "Mandrake": "mandrake|mandriva",
    "Slackware": "slackware",
    "Altlinux": "altlinux",
    "SMGL": "smgl",
    "Gentoo": "gentoo|funtoo",
    "Alpine": "alpine",
    "ClearLinux": "clear linux os|clear-linux-os|clear linux mix",
}
_FAMILY_OF = {name: family for family, names in _FAMILIES.items() for name in names.split("|")}
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


def matches(when: Optional[Dict[str, Any]], known: Dict[str, Any]) -> bool:
    """Whether a variant of a component is the one for a host. `when`: what the host has to be; `known`: what it is."""
    facts = dict(known, has_ipv6=_has_ipv6(known["ipv6_addresses"]), systemd=known["service_manager"] == "systemd")
    return all(facts.get(name) == value for name, value in (when or {}).items())


def _has_ipv6(addresses: List[str]) -> bool:
    """Whether the host is reached over IPv6 by anybody beyond its own link."""
    return any(not address.lower().startswith(("fe8", "fe9", "fea", "feb")) for address in addresses)


def _os_family() -> str:
    """Where a distribution is unknown, what it says it is like; else it is a family of its own.

    Empty where nothing says what the system is.
    """
    for path in _RELEASES:
        known = dict(line.partition("=")[::2] for line in _text(path).splitlines() if "=" in line)
        known = {name.strip(): value.strip().strip("\"'") for name, value in known.items()}
        if known:
            own, name = known.get("ID", ""), known.get("NAME", "")
            words = [own, name] + known.get("ID_LIKE", "").split()
            return next((_FAMILY_OF[word.lower()] for word in words if word.lower() in _FAMILY_OF), name or own)
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

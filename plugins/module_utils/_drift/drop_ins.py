# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What changes a unit without being ours: drop-ins, and unit files that win over ours. Private to this collection.

Both are looked for on disk, too: systemd tells neither before it has read its units again, which the next boot does.
Of a drop-in only the names of options are shown, since their values may be secret.
"""

import os
import re
from typing import Dict, Iterable, List, Optional, Tuple

from ansible_collections.gir.multidc.plugins.module_utils._common.regular import read_regular

# Where systemd looks for them; what stands in the first ones wins over our unit files in /etc/systemd/system.
ABOVE = ("/etc/systemd/system.control", "/run/systemd/system.control", "/run/systemd/transient")
PLACES = ABOVE + (
    "/etc/systemd/system",
    "/run/systemd/system",
    "/usr/local/lib/systemd/system",
    "/usr/lib/systemd/system",
    "/lib/systemd/system",
)
# Of a unit that this collection writes, each drop-in was put there by somebody else. The others come with packages of
# the platform, and so do drop-ins below these directories.
_OF_PACKAGES = ("/usr/lib/", "/lib/", "/usr/local/lib/")
# For all units of a type or with a beginning of their name: what is generated at boot, as in containers, is the
# platform's, too.
_GENERATED = "/run/"
# What only describes a unit changes nothing of how it runs.
_HARMLESS = ("Unit.Description", "Unit.Documentation")
# What the service is able to do, and as whom; what is run, and with what.
_SECURITY = ("User", "Group", "SupplementaryGroups", "AmbientCapabilities", "CapabilityBoundingSet", "NoNewPrivileges")
_SERVICE = ("Exec", "Environment", "PassEnvironment", "WorkingDirectory", "Root", "Type", "Restart", "BindPaths")
_LONGEST = 1 << 16
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*\Z")


def on_disk(unit: str) -> List[str]:
    """The drop-ins of a unit, and of all units of its type: each name once, from the place that wins."""
    beginning, of_type = unit, unit.rpartition(".")[2] + ".d"
    folders = [unit + ".d"]
    while "-" in beginning:
        beginning = beginning.rpartition("-")[0]
        folders.append("%s-.%s" % (beginning, of_type))
    folders.append(of_type)
    found: Dict[str, str] = {}
    for folder in folders:
        for place in PLACES:
            try:
                names = os.listdir(os.path.join(place, folder))
            except OSError:
                continue
            for name in names:
                if name.endswith(".conf"):
                    found.setdefault(name, os.path.join(place, folder, name))
    return sorted(found.values())


def hiding(unit: str) -> List[str]:
    """Unit files that win over ours."""
    return [path for path in (os.path.join(place, unit) for place in ABOVE) if os.path.lexists(path)]


def changing(unit: str, paths: Iterable[str], ours: bool) -> List[Tuple[str, str, str]]:
    """(path, what it sets, severity) of the drop-ins that change how the unit runs. `ours`: we write the unit.

    The severity is empty where the catalogue knows it.
    """
    found = []
    for path in sorted(paths):
        if _is_of_platform(unit, path, ours):
            continue
        options = _options(path)
        if options is None:
            found.append((path, "what it sets cannot be read", "service_at_risk"))
            continue
        strange = [option for option in options if option not in _HARMLESS]
        if strange:
            found.append((path, ", ".join(strange), _severity(strange)))
    return found


def of_platform(unit: str, paths: Iterable[str], ours: bool) -> List[str]:
    """Those that packages of the platform, or the container, put there."""
    return [path for path in sorted(paths) if _is_of_platform(unit, path, ours)]


def _is_of_platform(unit: str, path: str, ours: bool) -> bool:
    of_this_unit = os.path.basename(os.path.dirname(path)) == unit + ".d"
    if not of_this_unit:
        return path.startswith(_OF_PACKAGES + (_GENERATED,))
    return not ours and path.startswith(_OF_PACKAGES)


def _severity(options: List[str]) -> str:
    names = [option.partition(".")[2] for option in options if option.startswith("Service.")]
    if any(name in _SECURITY for name in names):
        return "security"
    return "service_at_risk" if any(name.startswith(_SERVICE) for name in names) else ""


def _options(path: str) -> Optional[List[str]]:
    """Section.Option of all that a drop-in sets, each once; None where it cannot be read."""
    try:
        # A link to it is systemd's own way to say that there is no such drop-in.
        text = "" if os.path.realpath(path) == os.devnull else read_regular(path, _LONGEST).decode("utf-8", "replace")
    except OSError:
        return None
    section, found, goes_on = "", [], False
    for line in text.splitlines():
        stripped = line.strip()
        # A comment within a value that goes on does not end it.
        if not stripped or stripped.startswith(("#", ";")):
            goes_on = goes_on and bool(stripped)
            continue
        if goes_on:
            goes_on = stripped.endswith("\\")
            continue
        if stripped.startswith("[") and stripped.endswith("]"):
            section = stripped[1:-1]
            continue
        goes_on = stripped.endswith("\\")
        name, equals, _value = (part.strip() for part in stripped.partition("="))
        # systemd passes over what is no option; a piece of a value may be secret.
        if not equals or not _NAME.match(section) or not _NAME.match(name):
            continue
        option = "%s.%s" % (section, name)
        # systemd passes over sections and options of others, which begin like this.
        if not section.startswith("X-") and ".X-" not in option and option not in found:
            found.append(option)
    return found

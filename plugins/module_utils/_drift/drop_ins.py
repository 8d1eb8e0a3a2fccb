# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Drop-ins of units that are not ours: which of them change how a unit runs. Private to this collection.

Only the names of options are shown, since their values may be secret.
"""

import os
import re
from typing import Iterable, List, Optional, Tuple

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
        with open(path, "rb") as file:
            text = file.read(_LONGEST).decode("utf-8", "replace")
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

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the guard does to its host, and reads of it: private to this collection."""

import calendar
import re
import subprocess
import sys
import time
from typing import Any, Dict, List, Tuple

from ansible_collections.gir.multidc.plugins.module_utils._common.refusal import Refusal
from ansible_collections.gir.multidc.plugins.module_utils._common.regular import read_regular
from ansible_collections.gir.multidc.plugins.module_utils._maintenance import marker
from ansible_collections.gir.multidc.plugins.module_utils._site_guard import asking

# A unit in this state is about to ask for permission, or does so.
ASKING = "start-pre"
MAINTENANCE = "/var/lib/gir_multidc/maintenance.json"
_BOOT = "/proc/sys/kernel/random/boot_id"
# It goes on while the machine sleeps. Python names it from 3.7 on.
_CLOCK_BOOTTIME = 7
_SYSTEMCTL_SECONDS = 30
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z")


class Host:
    """The machine itself; tests have another one."""

    def now(self) -> float:
        """Seconds since the boot."""
        return time.clock_gettime(_CLOCK_BOOTTIME)

    def boot(self) -> str:
        """The id of this boot."""
        with open(_BOOT, encoding="ascii") as stream:
            return stream.read().strip()

    def ask(self, peers: List[Dict[str, Any]], witnesses: List[str], key: str) -> asking.Heard:
        """What the ledgers and witnesses say."""
        return asking.ask_all(peers, witnesses, key)

    def states(self, names: List[str]) -> Dict[str, Tuple[str, str]]:
        """Unit to its ActiveState (or ASKING) and its UnitFileState."""
        return {name: self._state(name) for name in names}

    def _state(self, name: str) -> Tuple[str, str]:
        out = _systemctl("show", "--property=ActiveState,SubState,UnitFileState", name)
        known = dict(line.split("=", 1) for line in out.splitlines() if "=" in line)
        active = ASKING if known.get("SubState") == ASKING else known.get("ActiveState", "")
        return active, known.get("UnitFileState", "")

    def stop(self, name: str) -> None:
        """Begin to stop a unit."""
        _systemctl("stop", "--no-block", name)

    def start(self, name: str) -> None:
        """Begin to start a unit. It was refused often enough that systemd may have given up."""
        _systemctl("reset-failed", name)
        _systemctl("start", "--no-block", name)

    def is_marked(self, component: str) -> bool:
        """Whether a maintenance marker of the component, or of the whole host, still holds."""
        try:
            markers = marker.shown(marker.parsed(read_regular(MAINTENANCE, marker.LONGEST)))
        except (OSError, ValueError, RecursionError):
            return False
        return any(one.get("component", "") in ("", component) and not _has_ended(one) for one in markers)

    def warn(self, text: str) -> None:
        """A line of the journal."""
        sys.stderr.write("%s\n" % text)
        sys.stderr.flush()


def _has_ended(one: Dict[str, str]) -> bool:
    """One that does not say until when holds."""
    until = one.get("until", "")
    text = "%sT23:59:59Z" % until if _DAY.match(until) else until
    try:
        return calendar.timegm(time.strptime(text, "%Y-%m-%dT%H:%M:%SZ")) <= time.time()
    except (ValueError, OverflowError):
        return False


def _systemctl(*arguments: str) -> str:
    try:
        run = subprocess.run(["systemctl"] + list(arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                             stdin=subprocess.DEVNULL, timeout=_SYSTEMCTL_SECONDS, check=False,
                             universal_newlines=True)  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as problem:
        raise Refusal("systemctl %s: %s" % (" ".join(arguments), problem)) from problem
    if run.returncode and arguments[0] != "reset-failed":
        raise Refusal("systemctl %s: %s" % (" ".join(arguments), run.stderr.strip() or "no reason is known"))
    return run.stdout

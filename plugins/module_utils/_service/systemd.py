# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""systemd units, as systemctl shows and changes them: private to this collection, may change at any time."""

import os
from typing import Any, Dict, List, Sequence, Tuple

from ansible_collections.gir.multidc.plugins.module_utils._common.refusal import Refusal

# Releases of systemd leave out what they do not know: NRestarts is missing in that of RHEL 7.
_PROPERTIES = (
    "LoadState",
    "ActiveState",
    "SubState",
    "MainPID",
    "NRestarts",
    "Result",
    "ExecMainCode",
    "ExecMainStatus",
    "ActiveEnterTimestampMonotonic",
    "CanReload",
    "NeedDaemonReload",
)
_KILLED = ("2", "3")  # CLD_KILLED, CLD_DUMPED
_SUFFIXES = (".service", ".timer", ".socket", ".path", ".target", ".mount")
# Where `systemctl enable` makes its links.
_LINKS = "/etc/systemd/system"
# States of a unit file with which it starts at boot, or is started by something else and cannot be enabled.
_STARTS = ("enabled", "alias", "static", "indirect", "generated")
# Those that `systemctl disable` changes. With the last one the unit starts until the next boot alone.
_RUNTIME = "enabled-runtime"
_DISABLED_BY_COMMAND = ("enabled", "alias", _RUNTIME)
# Those that have no links of their own, so that their word alone counts.
_WITHOUT_LINKS = ("static", "indirect", "transient", "masked", "masked-runtime")


def full_name(name: str) -> str:
    """A unit with its suffix, as systemctl completes it."""
    return name if name.endswith(_SUFFIXES) else name + ".service"


def starts_at_boot(word: str) -> bool:
    """Of the state of a unit file: whether there is nothing to enable. One that is enabled until the next boot is."""
    return word in _STARTS


def can_be_disabled(word: str) -> bool:
    """Of the state of a unit file: whether there is something to disable."""
    return word in _DISABLED_BY_COMMAND


def states(module: Any, names: Sequence[str], properties: Sequence[str]) -> Dict[str, Dict[str, str]]:
    """What systemd knows of many units, asked in one call."""
    code, out, err = _run(module, systemctl_of(module), "show", "--property=" + ",".join(properties), *names)
    blocks = [_parsed(block) for block in out.strip("\n").split("\n\n")]
    if code or len(blocks) != len(names) or not all(blocks):
        raise Refusal("systemctl show: %s" % _first_line(err or out, code))
    return dict(zip(names, blocks))


def file_state(module: Any, name: str, state: Dict[str, str]) -> str:
    """The state of a unit file, as `systemctl is-enabled` says it.

    systemd remembers the one that `show` has until it reads its units again, and asks other programs about scripts of
    System V. So the command is asked where the links on disk, or there being none of them, say something else.
    """
    word = state.get("UnitFileState", "")
    if word in _WITHOUT_LINKS or word in ("enabled", "disabled") and (word == "enabled") == _is_linked(name):
        return word
    return _enablement(_run(module, systemctl_of(module), "is-enabled", name))


def _is_linked(name: str) -> bool:
    unit = full_name(name)
    try:
        folders = [entry for entry in os.listdir(_LINKS) if entry.endswith((".wants", ".requires", ".upholds"))]
    except OSError:
        return False
    return any(os.path.lexists(os.path.join(_LINKS, folder, unit)) for folder in folders)


def _enablement(answer: Tuple[int, str, str]) -> str:
    code, words = answer[0], answer[1].split()
    if code:
        return words[-1] if words else "disabled"
    # What releases to come call it is enough where the exit status says that it starts.
    return words[-1] if words and words[-1] in _STARTS + (_RUNTIME,) else "enabled"


def systemctl_of(module: Any) -> str:
    """The path of the command."""
    path = module.get_bin_path("systemctl")
    if path is None:
        raise Refusal("there is no systemctl, so no service can be touched")
    return str(path)


def _run(module: Any, systemctl: str, *words: str) -> Tuple[int, str, str]:
    # Neither its language nor its pager nor its time zone must come between.
    environment = {"LC_ALL": "C", "TZ": "UTC", "SYSTEMD_PAGER": "", "SYSTEMD_COLORS": "0"}
    answer: Tuple[int, str, str] = module.run_command([systemctl] + list(words), environ_update=environment)
    return answer


def _parsed(block: str) -> Dict[str, str]:
    return dict(line.split("=", 1) for line in block.splitlines() if "=" in line)


def _first_line(said: str, code: int) -> str:
    lines: List[str] = [line.strip().rstrip(".") for line in said.splitlines() if line.strip()]
    return lines[0] if lines else "exit status %d" % code


def trouble(state: Dict[str, str]) -> str:
    """Why a unit is not active, without anything that the service itself printed."""
    said = []
    if state.get("LoadState") not in ("loaded", "stub"):
        said.append("its unit is %s" % state.get("LoadState"))
    if state.get("ExecMainCode") in _KILLED:
        said.append("its main process was killed by signal %s" % state["ExecMainStatus"])
    elif (state.get("ExecMainStatus") or "0") != "0":
        said.append("its main process ended with exit status %s" % state["ExecMainStatus"])
    elif (state.get("Result") or "success") != "success":
        said.append("systemd says %s" % state["Result"])
    else:
        said.append("it is %s" % state.get("ActiveState"))
    if state.get("NRestarts", "0") not in ("", "0"):
        said.append("systemd restarted it %s times" % state["NRestarts"])
    return ", ".join(said)


class Unit:
    """A unit by its name; `state` is what was seen last."""

    def __init__(self, module, name):
        self.module = module
        self.name = name
        self.state = {}
        self._systemctl = systemctl_of(module)

    def _run(self, *words):
        return _run(self.module, self._systemctl, *words)

    def tell(self, *words):
        """A command that changes something."""
        code, out, err = self._run(*words)
        if code:
            raise Refusal("systemctl %s: %s" % (" ".join(words), _first_line(err or out, code)))

    def look(self):
        """Read the unit's state."""
        code, out, err = self._run("show", self.name, "--property=" + ",".join(_PROPERTIES))
        if code:
            raise Refusal("systemctl show %s: %s" % (self.name, (err or out).strip()))
        self.state = _parsed(out)
        return self

    def file_state(self) -> str:
        """The state of its file, see starts_at_boot and can_be_disabled."""
        return _enablement(self._run("is-enabled", self.name))

    def disable(self) -> None:
        """It does not start at boot any more."""
        runtime = ["--runtime"] if self.file_state() == _RUNTIME else []
        self.tell("disable", *(runtime + [self.name]))

    @property
    def exists(self):
        return self.state.get("LoadState") not in (None, "not-found")

    @property
    def active(self):
        return self.state.get("ActiveState")

    @property
    def is_active(self):
        return self.active in ("active", "reloading")

    @property
    def needs_reload(self) -> bool:
        """Whether its files have changed since systemd read them."""
        return self.state.get("NeedDaemonReload") == "yes"

    @property
    def can_reload(self) -> bool:
        """Whether it has a reload, as far as systemd tells."""
        return self.state.get("CanReload") != "no"

    @property
    def life(self):
        """Equal as long as one and the same start of the service goes on."""
        return tuple(self.state.get(name) for name in ("MainPID", "NRestarts", "ActiveEnterTimestampMonotonic"))

    def trouble(self):
        """Why the unit is not active, without anything that the service itself printed."""
        return trouble(self.state)

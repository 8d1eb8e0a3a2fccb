# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One systemd unit, as systemctl shows and changes it: private to this collection, may change at any time."""

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
)
_KILLED = ("2", "3")  # CLD_KILLED, CLD_DUMPED


class Unit:
    """A unit by its name; `state` is what was seen last."""

    def __init__(self, module, name):
        self.module = module
        self.name = name
        self.state = {}
        self._systemctl = module.get_bin_path("systemctl")
        if self._systemctl is None:
            raise Refusal("there is no systemctl, so no service can be touched")

    def _run(self, *words):
        # Neither its language nor its pager must come between.
        return self.module.run_command(
            [self._systemctl] + list(words), environ_update={"LC_ALL": "C", "SYSTEMD_PAGER": "", "SYSTEMD_COLORS": "0"}
        )

    def tell(self, *words):
        """A command that changes something."""
        code, out, err = self._run(*words)
        if code:
            said = [line.strip().rstrip(".") for line in (err or out).splitlines() if line.strip()]
            raise Refusal("systemctl %s: %s" % (" ".join(words), said[0] if said else "exit status %d" % code))

    def look(self):
        """Read the unit's state."""
        code, out, err = self._run("show", self.name, "--property=" + ",".join(_PROPERTIES))
        if code:
            raise Refusal("systemctl show %s: %s" % (self.name, (err or out).strip()))
        self.state = dict(line.split("=", 1) for line in out.splitlines() if "=" in line)
        return self

    @property
    def is_enabled(self):
        return self._run("is-enabled", self.name)[0] == 0

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
    def can_reload(self) -> bool:
        """Whether it has a reload, as far as systemd tells."""
        return self.state.get("CanReload") != "no"

    @property
    def life(self):
        """Equal as long as one and the same start of the service goes on."""
        return tuple(self.state.get(name) for name in ("MainPID", "NRestarts", "ActiveEnterTimestampMonotonic"))

    def trouble(self):
        """Why the unit is not active, without anything that the service itself printed."""
        said = []
        if self.state.get("LoadState") not in ("loaded", "stub"):
            said.append("its unit is %s" % self.state.get("LoadState"))
        if self.state.get("ExecMainCode") in _KILLED:
            said.append("its main process was killed by signal %s" % self.state["ExecMainStatus"])
        elif self.state.get("ExecMainStatus", "0") != "0":
            said.append("its main process ended with exit status %s" % self.state["ExecMainStatus"])
        elif self.state.get("Result", "success") != "success":
            said.append("systemd says %s" % self.state["Result"])
        else:
            said.append("it is %s" % self.active)
        if self.state.get("NRestarts", "0") not in ("", "0"):
            said.append("systemd restarted it %s times" % self.state["NRestarts"])
        return ", ".join(said)

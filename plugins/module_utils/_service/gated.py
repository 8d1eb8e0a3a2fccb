# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bring a unit into its state, prove that it is well, go back when it is not: private, may change at any time.

All of it happens in one call on the host, so that a controller that goes away in the middle leaves no host behind that
nobody puts back.
"""

import os
import time
from typing import Any, Dict, List

from ansible_collections.gir.multidc.plugins.module_utils._bundle import restore
from ansible_collections.gir.multidc.plugins.module_utils._bundle.backup import Damaged
from ansible_collections.gir.multidc.plugins.module_utils._common.observation import (
    Observation,
    confirmed,
    failed,
    not_observable,
)
from ansible_collections.gir.multidc.plugins.module_utils._common.refusal import Refusal
from ansible_collections.gir.multidc.plugins.module_utils._common.shell import diff_of, sentence
from ansible_collections.gir.multidc.plugins.module_utils._service.health import Health
from ansible_collections.gir.multidc.plugins.module_utils._service.systemd import (
    Unit,
    can_be_disabled,
    starts_at_boot,
)

_STANDS = ("inactive", "failed")
_NOT_YET = not_observable("In check mode nothing is done, so nobody looked how the service takes it.")


class Service:
    """What is asked of one unit, and what has to be done."""

    def __init__(self, module, **fixed):
        self.module = module
        self.params = dict(module.params, **fixed)
        self.unit = Unit(module, module.params["name"])
        self.health = Health(module.params["health"])
        self.backup = self._open_backup()
        self.pending = bool(self.backup and self.backup.is_pending)
        self.take_up = module.params["changed"] or self.params.get("options_changed") or self.pending
        self.actions = []
        self.observed = not_observable("Nothing had to be done, so nobody looked at the service.")

    def _open_backup(self):
        """What has the files as they were: is_pending, package, read(pending), pending, accept() and drop()."""
        directory = self.params["backup_directory"]
        return restore.open_backup(directory) if directory else None

    def _put_back(self):
        restore.put_back(self.module, self.backup)

    def bring(self):
        """Do it, or predict it in check mode; return the actions, in order."""
        if self.take_up and not self.module.check_mode:
            self.unit.tell("daemon-reload")
        reread = self._read_again()
        held = self.params.get("hold_start")
        if held and self.params["state"] == "started" and not self.unit.is_active:
            raise Refusal(held)
        if not self.unit.exists:
            if self.module.check_mode and self.params["unit_expected"]:
                self.observed = _NOT_YET
                return ["enable", "start"] if self.params["state"] == "started" else []
            raise Refusal("there is no unit %s: correct the name, or install what brings it" % self.params["name"])
        was_active = self.unit.is_active
        self.actions = reread + self._plan()
        if "reload" in self.actions and not self.unit.can_reload:
            text = "%s cannot be reloaded, because its unit has no ExecReload: give it one, or let it be restarted"
            raise Refusal(text % self.params["name"], **failed("Its unit has no ExecReload."))
        if self.module.check_mode:
            self.observed = _NOT_YET if self.actions else self._standing()
            return self.actions
        started = time.time()
        reason = self._carry_out()
        waits = {"start", "restart", "reload"} & set(self.actions)
        if reason is None and waits:
            reason = self.health.wait(self.unit)
        self.observed = self.health.seen() if waits else self._standing()
        if reason is not None:
            self._go_back(reason, was_active, int(started))
        if self.pending:
            self.backup.accept()
        return self.actions

    def _read_again(self) -> List[str]:
        """Look at the unit; systemd reads its files first where they are other ones than it knows, whoever wrote them.

        What follows from them is not applied here: a start or a restart that is due comes from `changed`.
        """
        self.unit.look()
        if self.take_up or not (self.unit.needs_reload or self._started_by_it().needs_reload):
            return []
        if not self.module.check_mode:
            self.unit.tell("daemon-reload")
            self.unit.look()
        return ["daemon-reload"]

    def _started_by_it(self) -> Unit:
        """The service that a timer starts has files of its own; any other unit is the only one."""
        name = self.params["name"]
        if not name.endswith(".timer"):
            return self.unit
        service = Unit(self.module, name[:-len(".timer")] + ".service")
        service.look()
        return service

    def result(self) -> Dict[str, Any]:
        """What there was to do, as the module returns it."""
        actions = self.bring()
        result = dict(self.observed, changed=bool(actions), actions=actions)
        if self.module._diff and actions:
            result["diff"] = diff_of(self.params["name"], after="\n".join(actions) + "\n")
        return result

    def _standing(self) -> Observation:
        """What is known of a unit that nothing was waited for."""
        if self.params["state"] == "started":
            return not_observable("The unit is active; its health was not asked, because nothing had to be started.")
        if "stop" in self.actions and self.unit.look().active not in _STANDS:
            text = "%s is still %s after it was told to stop: look what keeps it, or starts it again"
            known = failed("The unit is still %s." % self.unit.active)
            raise Refusal(text % (self.params["name"], self.unit.active), changed=True, **known)
        return confirmed()

    def _plan(self):
        file_state, active = self.unit.file_state(), self.unit.active
        if self.params["state"] == "stopped":
            return (["disable"] if can_be_disabled(file_state) else []) + ([] if active in _STANDS else ["stop"])
        actions = [] if starts_at_boot(file_state) else ["enable"]
        if not self.unit.is_active:
            # Not "start": a unit that waits for its next start by systemd would go on waiting.
            return actions + ["start" if active in _STANDS else "restart"]
        if self.take_up:
            actions.append("reload" if self._way() == "reloaded" else "restart")
        return actions

    def _way(self) -> str:
        """How the service applies a change. What is pending without files and without a package are options."""
        if self.params["changed"] or (self.pending and not self._only_options()):
            return str(self.params["on_change"])
        return str(self.params.get("on_options_change", "restarted"))

    def _only_options(self) -> bool:
        try:
            held = self.backup.read(self.backup.pending)
        except Damaged:
            return False
        return not held["files"] and not held["directories"] and self.backup.package is None

    def _carry_out(self):
        """Why the service could not be started, or None."""
        name = self.params["name"]
        if self.unit.active == "failed" and self.params["state"] == "started":
            # Many starts in a row count against the next one.
            self.unit.tell("reset-failed", name)
        # systemd has read its units again before anything was planned.
        for action in [planned for planned in self.actions if planned != "daemon-reload"]:
            try:
                if action == "disable":
                    self.unit.disable()
                else:
                    self.unit.tell(action, name)
            except Refusal as error:
                if action in ("enable", "disable", "stop"):
                    # One that was to stop and runs on is known to run: the other side must not start.
                    stands = action == "enable" or self.unit.look().active in _STANDS
                    raise Refusal(str(error), **({} if stands else failed(sentence(str(error))))) from error
                return str(error) if self.unit.look().is_active else self.unit.trouble()
        return None

    def _go_back(self, reason, was_active, started):
        name = self.params["name"]
        look = " Its own words: journalctl --unit %s --since @%d." % (name, started)
        if not self.take_up:
            text = "%s does not run: %s. Nothing had been changed.%s" % (name, reason, look)
            raise Refusal(text, changed=bool(self.actions), **failed(sentence(reason)))
        if self.backup and self.backup.package:
            package = " The new package stays installed: to go back, give version %s and its package."
            look += package % self.backup.package
        what = "%s does not run with %s: %s." % (name, self._change(), reason)
        if not self._may_go_back(was_active):
            outcome = self._outcome(reason, False, False)
            raise Refusal("%s There is nothing to go back to.%s" % (what, look), **outcome)
        try:
            self._put_back()
        except Refusal as refusal:
            end = "Going back failed: %s." % str(refusal).rstrip(".")
            raise Refusal("%s %s%s" % (what, end, look), **self._outcome(reason, False, False)) from refusal
        trouble = self._return()
        if trouble is None:
            self.backup.drop()
            end = "The files before were put back, and %s runs with them again." % name
        else:
            end = "The files before were put back, but %s does not run with them either: %s." % (name, trouble)
        raise Refusal("%s %s%s" % (what, end, look), **self._outcome(reason, True, trouble is None))

    def _change(self):
        """What the service had to take up, in a sentence."""
        try:
            held = self.backup.read(self.backup.pending) if self.backup else {"files": {}, "directories": {}}
        except Damaged:
            held = {"files": {}, "directories": {}}
        paths = sorted(held["files"]) + sorted(held["directories"])
        if paths:
            return "the new " + ", ".join(paths)
        return "the new package" if self.backup and self.backup.package is not None else "what was changed"

    def _may_go_back(self, was_active):
        """A first installation has no way back: its unit is new, or nothing ever ran with what was there."""
        if self.backup is None or self.params["state"] != "started":
            return False
        try:
            held = self.backup.read(self.backup.pending)
        except Damaged:
            return True  # restore says so
        files = held["files"]
        unit = self.params["name"] + ".service"
        if any(kept is None and os.path.basename(path) == unit for path, kept in files.items()):
            return False
        return any(files.values()) or bool(held["directories"]) or (was_active and bool(files))

    def _return(self):
        """Start the service with what was put back; return why it does not run, or None."""
        name = self.params["name"]
        try:
            self.unit.tell("daemon-reload")
            if self.unit.look().active == "failed":
                self.unit.tell("reset-failed", name)
            reload = "reload" in self.actions and self.unit.is_active
            self.unit.tell("reload" if reload else "restart", name)
        except Refusal as error:
            return str(error)
        return self.health.wait(self.unit)

    def _outcome(self, reason, rolled_back, running):
        known = failed(sentence(reason))
        return dict(known, changed=bool(self.actions), rolled_back=bool(rolled_back), running=running)

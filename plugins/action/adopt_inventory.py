# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the inventory of a running system from what earlier tasks have read of it."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Collection
from typing import Any

from ansible import constants as C
from ansible.plugins.action import ActionBase
from ansible_collections.gir.multidc.plugins.plugin_utils._adoption.adoption import Adoption, known_variables
from ansible_collections.gir.multidc.plugins.plugin_utils._adoption.directory import Directory
from ansible_collections.gir.multidc.plugins.plugin_utils._adoption.live import Live, masked, uncensored
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.bundle import provide_yaml
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.plain import plain
from ansible_collections.gir.multidc.plugins.plugin_utils._speechminer.sides import is_windows
from ansible_collections.gir.multidc.plugins.plugin_utils._topology import evaluation
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.values import Unusable

_CONNECTION = re.compile(
    r"^ansible_(host|port|user|password|connection|private_key_file|python_interpreter|timeout|pipelining|remote_tmp|"
    r"shell_type|become|become_[a-z_]+|ssh_[a-z_]+|sftp_[a-z_]+|scp_[a-z_]+|paramiko_[a-z_]+)$"
)
# What module file_texts_info says of files that are none of ours.
_UNITS, _NO_TEXT = "/etc/systemd/system/", "it is no UTF-8 text"
# Set by the play itself, not by the seed.
_FILES, _RWS, _GAX = "__adoption_files", "__adoption_rws", "__adoption_gax"
# The files of a storage's web server, and those that they name.
_SERVED = ("__adoption_httpd", "__adoption_httpd_named")
_SPEC = {
    "directory": {"type": "str", "required": True},
    "overwrite": {"type": "bool", "default": False},
    "data_centers": {"type": "list", "elements": "str", "default": []},
    "all_options": {"type": "bool", "default": False},
}


class ActionModule(ActionBase):
    _requires_connection = False

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        result: dict[str, Any] = super().run(tmp, task_vars)
        _result, args = self.validate_argument_spec(argument_spec=_SPEC)
        self._vars: dict[str, Any] = task_vars or {}
        self._problems: list[str] = []
        self._hidden: list[str] = []
        self._unreadable: dict[str, list[str]] = {}
        directory = Directory(args["directory"], args["overwrite"], bool(self._task.check_mode))
        self._problems += directory.problems()
        live = self._live(args)
        adoption = None if self._problems else self._adopted(live)
        if adoption is not None:
            self._problems += adoption.report.problems
        result["changed"] = False
        if adoption is None or self._problems:
            head = "1 problem" if len(self._problems) == 1 else f"{len(self._problems)} problems"
            result.update(failed=True, problems=self._problems)
            result["msg"] = f"{head}, nothing was written:\n" + "\n".join(f"- {line}" for line in self._problems)
            return result
        problem = directory.write(adoption.files)
        result.update(changed=directory.changed, directory=directory.path, report=adoption.report.data())
        result["files"] = directory.results
        if problem:
            result.update(failed=True, problems=[problem], msg=problem)
            return result
        if self._task.diff:
            result["diff"] = directory.differences()
        return result

    def _adopted(self, live: Live) -> Adoption:
        temporary = tempfile.mkdtemp(prefix="gir_multidc-", dir=C.DEFAULT_LOCAL_TMP)
        try:
            provide_yaml(temporary)
            return Adoption(live, self._hidden)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)

    def _live(self, args: dict[str, Any]) -> Live:
        groups: Any = plain(self._vars.get("groups") or {})
        hosts = [host for host in groups.get("gir", []) if host != "localhost"]
        gax = self._registered("localhost", _GAX)
        objects = None
        if gax is not None:
            objects = gax["objects"]
            password = self._seed("localhost", {"gir_gax_password"}).get("gir_gax_password")
            self._hidden = uncensored(objects, password)
        seed = {host: self._seed(host, known_variables()) for host in hosts}
        # No file of a host of Windows is one of ours, and none was read.
        windows = [host for host in hosts if is_windows(lambda name, variable: seed[name].get(variable), host)]
        return Live(
            groups=groups,
            seed=seed,
            files={host: {} if host in windows else self._read(host) for host in hosts},
            rws=self._rws(),
            objects=objects,
            centers=args["data_centers"],
            all_options=args["all_options"],
            unreadable=self._unreadable,
        )

    def _registered(self, host: str, name: str) -> dict[str, Any] | None:
        """What a task of the play has registered; None when it did not run."""
        value = self._vars.get("hostvars", {}).get(host, {}).get(name)
        found: Any = plain(value)
        return None if found is None or found.get("skipped") else found

    def _read(self, host: str) -> dict[str, dict[str, Any]]:
        read = self._registered(host, _FILES)
        if read is None or "files" not in read:
            self._problems.append(
                f"{host} could not be read, and without it the inventory would be a part of the system only: bring it "
                "up, or take it out of the seed."
            )
            return {}
        for sentence in read["unreadable"]:
            if sentence.startswith(_UNITS) and sentence.endswith(_NO_TEXT):
                continue  # a unit of something else
            account = "give the account that reads it in the seed"
            remedy = "write it in UTF-8" if sentence.endswith(_NO_TEXT) else account
            self._problems.append(f"{host}: {sentence}; {remedy}.")
        files = {file["path"]: file for file in read["files"]}
        for name in _SERVED:
            served = self._registered(host, name) or {}
            self._unreadable.setdefault(host, []).extend(served.get("unreadable", []))
            files.update({file["path"]: file for file in served.get("files", [])})
        return files

    def _rws(self) -> dict[str, Any]:
        results = self._registered("localhost", _RWS)
        if results is None:
            return {}
        for what in ("storage", "settings"):
            self._problems += [
                f"RWS, {what}: {path} holds the text of a password of this run, such as that of gir_rws_ops_username, "
                "so ansible-core hides a part of it: give that account a password that stands nowhere else."
                for path in masked(results[what])
            ]
        return {
            "contact_centers": [entry["id"] for entry in results["contact_centers"]],
            "features": results["features"],
            "storage": results["storage"],
            "settings": results["settings"],
        }

    def _seed(self, host: str, names: Collection[str]) -> dict[str, Any]:
        """What the seed gives, evaluated; the other variables of the host are not asked for."""
        hostvars = self._vars.get("hostvars")
        if hostvars is None or host not in hostvars:
            return {}
        known = dict(hostvars.raw_get(host), hostvars=hostvars)
        templar = self._templar.copy_with_new_env(available_variables=known)
        found: dict[str, Any] = {}
        for name, given in known.items():
            if name not in names and not _CONNECTION.match(name):
                continue
            value = evaluation.evaluated(given, templar.template)
            reason = _unusable(value)
            if reason is not None:
                self._problems.append(f"{host}: {name} of the seed cannot be evaluated: {reason}.")
            elif value is not None:
                found[str(plain(name))] = plain(value)
        return found


def _unusable(value: object) -> str | None:
    """Why a value, or a part of it, cannot be evaluated."""
    if isinstance(value, Unusable):
        return value.reason
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return next((reason for reason in map(_unusable, parts) if reason is not None), None)

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the inventory of a running system from what earlier tasks have read of it."""

import re
import shutil
import tempfile

from ansible import constants as C
from ansible.plugins.action import ActionBase
from ansible_collections.gir.multidc.plugins.plugin_utils._adoption.adoption import Adoption, known_variables
from ansible_collections.gir.multidc.plugins.plugin_utils._adoption.directory import Directory
from ansible_collections.gir.multidc.plugins.plugin_utils._adoption.expressions import evaluator
from ansible_collections.gir.multidc.plugins.plugin_utils._adoption.live import Live, masked, uncensored
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.bundle import provide_yaml
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.plain import plain
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
_SPEC = {
    "directory": {"type": "str", "required": True},
    "overwrite": {"type": "bool", "default": False},
    "data_centers": {"type": "list", "elements": "str", "default": []},
    "all_options": {"type": "bool", "default": False},
}


class ActionModule(ActionBase):
    TRANSFERS_FILES = False
    _requires_connection = False
    _supports_check_mode = True
    _supports_diff = True
    _supports_async = False

    def run(self, tmp=None, task_vars=None):
        result = super().run(tmp, task_vars)
        _result, args = self.validate_argument_spec(argument_spec=_SPEC)
        self._vars, self._problems, self._hidden = task_vars or {}, [], []
        directory = Directory(args["directory"], args["overwrite"], bool(self._task.check_mode))
        self._problems += directory.problems()
        live = self._live(args)
        adoption = None
        if not self._problems:
            adoption = self._adopted(live)
            self._problems += adoption.report.problems
            for option in self._hidden:
                adoption.report.contradict(
                    f"{option} was left out: it holds a password of this run, so ansible-core hides it. Look in GAX."
                )
        result["changed"] = False
        if self._problems:
            head = "1 problem" if len(self._problems) == 1 else f"{len(self._problems)} problems"
            result.update(failed=True, problems=self._problems)
            result["msg"] = f"{head}, nothing was written:\n" + "\n".join(f"- {line}" for line in self._problems)
            return result
        directory.write(adoption.files)
        result.update(changed=directory.changed, directory=directory.path, report=adoption.report.data())
        result["files"] = directory.results
        if self._task.diff:
            result["diff"] = directory.differences()
        return result

    def _adopted(self, live):
        temporary = tempfile.mkdtemp(prefix="gir_multidc-", dir=C.DEFAULT_LOCAL_TMP)
        try:
            provide_yaml(temporary)
            return Adoption(live, evaluator(self._templar))
        finally:
            shutil.rmtree(temporary, ignore_errors=True)

    def _live(self, args):
        groups = plain(self._vars.get("groups") or {})
        hosts = [host for host in groups.get("gir", []) if host != "localhost"]
        gax = self._registered("localhost", _GAX)
        objects = None
        if gax is not None:
            objects = gax["objects"]
            password = self._seed("localhost", {"gir_gax_password"}).get("gir_gax_password")
            self._hidden = uncensored(objects, password)
        return Live(
            groups=groups,
            seed={host: self._seed(host, known_variables()) for host in hosts},
            files={host: self._read(host) for host in hosts},
            rws=self._rws(),
            objects=objects,
            centers=args["data_centers"],
            all_options=args["all_options"],
        )

    def _registered(self, host, name):
        """What a task of the play has registered; None when it did not run."""
        value = self._vars.get("hostvars", {}).get(host, {}).get(name)
        value = plain(value) if value is not None else None
        return None if value is None or value.get("skipped") else value

    def _read(self, host):
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
        return {file["path"]: file for file in read["files"]}

    def _rws(self):
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

    def _seed(self, host, names):
        """What the seed gives, evaluated; the other variables of the host are not asked for."""
        hostvars = self._vars.get("hostvars")
        if hostvars is None or host not in hostvars:
            return {}
        known = dict(hostvars.raw_get(host), hostvars=hostvars)
        templar = self._templar.copy_with_new_env(available_variables=known)
        found = {}
        for name, given in known.items():
            if name not in names and not _CONNECTION.match(name):
                continue
            value = evaluation.evaluated(given, templar.template)
            if isinstance(value, Unusable):
                self._problems.append(f"{host}: {name} of the seed cannot be evaluated: {value.reason}.")
            elif value is not None:
                found[plain(name)] = plain(value)
        return found

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Used by record.py alone: changes the inventory, gives facts, and writes down what expressions come to on a host."""

import json
import shutil
from pathlib import Path
from typing import Any, Dict, Optional

from ansible.errors import AnsibleFilterError
from ansible.plugins.action import ActionBase
from ansible.template import trust_as_template
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering import spec
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.plain import message_of, plain
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.problems import Problems
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.templates import NotRendered, Templates

Data = Dict[str, Any]


class ActionModule(ActionBase):
    TRANSFERS_FILES = False
    _requires_connection = False

    def run(self, tmp: Optional[str] = None, task_vars: Optional[Data] = None) -> Data:
        task_vars = task_vars or {}
        result = super().run(tmp, task_vars)
        args = plain(self._task.args)
        if "switch" in args:
            shutil.copyfile(args["switch"]["to"], args["switch"]["inventory"])
        if "facts" in args:
            result["ansible_facts"] = args["facts"]
        if "record" in args:
            wanted = json.loads(Path(args["record"]["wanted"]).read_text(encoding="utf-8"))
            found = self._found(wanted, task_vars)
            host = task_vars["inventory_hostname"]
            Path(args["record"]["directory"], host + ".json").write_text(json.dumps(found), encoding="utf-8")
        return dict(result, changed=False)

    def _found(self, wanted: Data, task_vars: Data) -> Data:
        found: Data = {"evaluated": self._evaluated(task_vars)}
        for name in wanted["problems"]:
            problems = self._value(name)
            if problems:
                return dict(found, result={"problems": problems})
        result = {name: self._value(value) for name, value in wanted["values"].items()}
        for group in ("files", "program"):
            self._add_texts(result.get(group), task_vars)
        result["notices"] = [self._value(n["msg"]) for n in wanted["notices"] if self._value("{{ %s }}" % n["when"])]
        return dict(found, result=result)

    def _value(self, value: Any) -> Any:
        """What an expression comes to; the sentence of the filter or template that refuses is a value, too."""
        if isinstance(value, dict):
            return {name: self._value(member) for name, member in value.items()}
        if isinstance(value, list):
            return [self._value(member) for member in value]
        if not isinstance(value, str):
            return value
        try:
            return plain(self._templar.template(trust_as_template(value)))
        except Exception as error:
            return {"error": self._sentence(error)}

    @staticmethod
    def _sentence(error: BaseException) -> str:
        causes = [error]
        while causes[-1].__cause__ is not None or causes[-1].__context__ is not None:
            causes.append(causes[-1].__cause__ or causes[-1].__context__)
        own = [cause for cause in causes if isinstance(cause, AnsibleFilterError) and cause.__cause__ is None]
        return message_of((own or causes)[-1])

    def _add_texts(self, files: Any, task_vars: Data) -> None:
        """What the templates come to, with secrets."""
        if not isinstance(files, list) or not any("template" in file for file in files):
            return
        problems = Problems()
        by_path = {file["path"]: file for file in spec.read_files({"files": files}, problems)}
        assert not problems, problems.sentences
        templates = Templates(self, task_vars)
        for file in files:
            if "template" in file:
                file["text"] = self._text(templates, file["template"], by_path[file["path"]]["path"])

    def _text(self, templates: Templates, name: str, path: str) -> Any:
        try:
            return templates.render(name, path)
        except NotRendered as error:
            return {"error": self._sentence(error)}

    def _evaluated(self, task_vars: Data) -> Data:
        """The variables of the scenario that hold a template, as plain values."""
        names = task_vars.get("gir_recorded_templated") or []
        return {name: self._value("{{ %s }}" % name) for name in plain(names)}

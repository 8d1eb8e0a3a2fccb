# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The part of gir.multidc.drift that concerns hosts: no API is asked. For the benchmark.

With `write`, a directory: what each host would be asked is written there, and nobody is asked anything.
"""

import json
from pathlib import Path
from unittest import mock

from ansible_collections.gir.multidc.plugins.action.drift import ActionModule as Drift
from ansible_collections.gir.multidc.plugins.module_utils._bundle.run import unpack
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import apis, connected


class ActionModule(Drift):
    def run(self, tmp=None, task_vars=None):
        directory = self._task.args.pop("write", None)
        with mock.patch.object(apis, "requests", lambda *_given: {}):
            if directory is None:
                return super().run(tmp, task_vars)

            def written(_hosts, requests, _heard=None):
                for host, one in requests.items():
                    asked = unpack(one.arguments["_payload"])
                    (Path(directory) / f"{host}.json").write_text(json.dumps(asked), encoding="utf-8")
                return {host: {"unreachable": True, "msg": "nobody was asked"} for host in requests}

            with mock.patch.object(connected.Hosts, "ask", written):
                super().run(tmp, task_vars)
        return {"changed": False}

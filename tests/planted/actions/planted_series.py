# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Action gir.multidc.drift, run once for each combination of planted changes, its modules in this one process.

What is left out is what Ansible does to bring a module to a host, which is most of the time of a run.
"""

import json
import traceback
from pathlib import Path
from unittest import mock

import module_runs
from ansible_collections.gir.multidc.plugins.action.drift import ActionModule as Drift
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import connected
from planted.catalogue import catalogue, possible
from planted.places import System
from planted.trial import Trials, combinations


class Here(connected.Hosts):
    """Hosts whose modules run in this process; they are directories of this machine."""

    def ask(self, requests, heard=lambda key: None):
        return {key: _answer(one) for key, one in requests.items()}


def _answer(request):
    return module_runs.run(request.module.rpartition(".")[2], request.arguments, bool(request.check))


class ActionModule(Drift):
    """Arguments: config, a JSON file that says what is where, what to plant, and where the results go."""

    def run(self, tmp=None, task_vars=None):
        config = json.loads(Path(self._task.args.pop("config")).read_text(encoding="utf-8"))
        system = System(config["hosts"], config["store"], config["tree"], config["rws"])
        plants = possible(catalogue(config["groups"], config["update_host"]), config["has"])

        def look():
            result = super(ActionModule, self).run(tmp, task_vars)
            assert not result.get("failed"), result["msg"]
            return result["findings"]

        with mock.patch.object(connected, "Hosts", Here):
            trials = Trials(system, look)
            if "names" in config:
                by_name = {plant.name: plant for plant in plants}
                chosen = [[by_name[name] for name in names] for names in config["names"]]
            else:
                chosen = combinations(plants, config["number"], config["seed"], config["most"])
            lines = []
            before = [list(one) for one in sorted(trials.before)]
            for some in chosen:
                try:
                    result = trials.tried(some)
                    wrong = "" if result.good else str(trials.smallest(result))
                except Exception:  # the others are tried all the same
                    wrong = traceback.format_exc()
                lines.append({"plants": [plant.name for plant in some], "wrong": wrong})
                # After each, so that of a series that is ended something can be read.
                written = json.dumps({"before": before, "trials": lines}, indent=1)
                Path(config["results"]).write_text(written, encoding="utf-8")
        return {"changed": False}

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Action gir.multidc.status, run once for each situation, its modules in this one process.

What is left out is what Ansible does to bring a module to a host, which is most of the time of a run.
"""

import json
import traceback
from pathlib import Path
from unittest import mock

import module_runs
from ansible_collections.gir.multidc.plugins.action.status import ActionModule as Status
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import status_run
from ansible_collections.gir.multidc.plugins.plugin_utils._takeover.checks import checks
from ansible_collections.gir.multidc.plugins.plugin_utils._takeover.symptoms import symptoms
from planted.places import System
from planted.situations import situations

SILENT = []
# The last thing that was found, which a failover would judge.
FOUND = []
ANSWERS = ("failed", "not observable")


class Here(status_run.Hosts):
    """Hosts whose modules run in this process; they are directories of this machine."""

    def ask(self, requests, heard=lambda key: None, seconds=None):
        return {key: _answer(one) for key, one in requests.items()}


def _answer(request):
    if request.host in SILENT:
        return {"unreachable": True, "msg": "Connection timed out"}
    answer = module_runs.run(request.module.rpartition(".")[2], request.arguments, bool(request.check))
    return {key: value for key, value in answer.items() if key not in ("invocation", "warnings", "text")}


def _kept(found):
    """StatusRun.found, which keeps what it returns."""

    def keeping(run, chosen):
        FOUND[:] = [found(run, chosen)]
        return FOUND[0]

    return keeping


def _for_failover():
    """What a failover to the standby would say: broken and open rules, and what is wrong with origin and target."""
    seen, points = FOUND[0].seen, FOUND[0].points
    of_target = checks(seen, points, seen.model["standby"])
    rules = [sorted({one.rule for one in of_target if one.answer == answer}) for answer in ANSWERS]
    return {"rules": rules, "symptoms": [symptoms(seen, points, seen.model[role]) for role in ("active", "standby")],
            "checks": [[one.rule, one.answer, one.text] for one in of_target]}  # fmt: skip


class ActionModule(Status):
    """Arguments: config, a JSON file that says what is where and where the results go."""

    def run(self, tmp=None, task_vars=None):
        config = json.loads(Path(self._task.args.pop("config")).read_text(encoding="utf-8"))
        system = System(config["hosts"], config["store"], config["tree"], config["addresses"]["rws"])
        system.addresses = config["addresses"]
        results = {}

        def look():
            result = super(ActionModule, self).run(tmp, task_vars)
            assert not result.get("failed"), result["msg"]
            fit = result["report"]["takeover"]
            return {"points": result["report"]["points"], "fits": [fit["planned"]["fit"], fit["forced"]["fit"]],
                    "headline": result["sentence"], **_for_failover()}  # fmt: skip

        keeping = _kept(status_run.StatusRun.found)
        with mock.patch.object(status_run, "Hosts", Here), mock.patch.object(status_run.StatusRun, "found", keeping):
            results["well"] = look()
            for situation in situations(config["groups"]):
                if situation.name not in config["names"]:
                    continue
                SILENT[:] = situation.silent
                try:
                    situation.act(system)
                    results[situation.name] = look()
                except Exception:  # the others are tried all the same
                    results[situation.name] = {"wrong": traceback.format_exc()}
                finally:
                    SILENT.clear()
                    system.heal()
            results["well again"] = look()
        Path(config["results"]).write_text(json.dumps(results, indent=1), encoding="utf-8")
        return {"changed": False}

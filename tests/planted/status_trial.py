# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The status in situations that are planted in a running demo, and what was wrong with what it said.

Also what a failover would check of its target: the rules that it breaks, and its symptoms.
"""

import json
import os
import re

from support.playbook import ROOT

from planted.demo import ACTIONS
from planted.neighbours import neighbours
from planted.situations import situations


def tried(planted, names, beside=False):
    """Situation to what was said in it, and of the system before and after all of them."""
    store = planted.store / f"status-{len(names)}"
    store.mkdir()
    config = {"hosts": planted.hosts, "store": str(store), "tree": str(planted.tree), "groups": planted.groups,
              "addresses": {"rws": planted.rws, "gax": f"http://127.0.0.1:{planted.base + 50}"},
              "names": list(names), "results": str(store / "results.json")}  # fmt: skip
    (store / "config.json").write_text(json.dumps(config), encoding="utf-8")
    task = {"status_series": {"config": str(store / "config.json")}, "run_once": True}
    plays = [{"hosts": "all:localhost", "gather_facts": False, "tasks": [task]}]
    more = store / "beside.yml"
    more.write_text(json.dumps(neighbours(store)), encoding="utf-8")
    tests = ROOT / "tests"
    places = [tests, tests / "unit" / "standins", tests / "unit" / "plugins" / "modules"]
    settings = {"ANSIBLE_ACTION_PLUGINS": ACTIONS, "PYTHONPATH": os.pathsep.join(map(str, places))}
    planted.play(plays, *(["-i", str(more)] if beside else []), settings=settings).succeeded()
    return json.loads((store / "results.json").read_text(encoding="utf-8"))


def said(result):
    """(area, name, answer, data center, host) of everything that is not confirmed."""
    return {(one["area"], one["name"], one["answer"], one["data_center"], one["host"])
            for one in result["points"] if one["answer"] != "confirmed"}  # fmt: skip


def mistakes(results, planted, names):
    """What was not said, what was invented, and failovers that were judged otherwise, a line each."""
    usual, found = said(results["well"]), []
    for situation in situations(planted.groups):
        if situation.name in names:
            found += _of(situation, results[situation.name], usual, planted.base)
    return found


def _of(situation, result, usual, base):
    if "wrong" in result:
        return [f"{situation.name}: {result['wrong']}"]
    new, found = said(result) - usual, []
    lost = [point for point in situation.says if not any(_matches(point, one, base) for one in new)]
    invented = [one for one in new if not any(_matches(point, one, base) for point in situation.says)]
    if lost or invented:
        found.append(f"{situation.name}: not said {lost}, invented {invented}")
    if situation.fits[0] and tuple(result["fits"]) != situation.fits:
        found.append(f"{situation.name}: failovers {result['fits']}, expected {situation.fits}")
    broken, wrong = tuple(result["rules"][0]), tuple(result["symptoms"][1])
    if (broken, wrong) != (situation.rules, situation.symptoms):
        expected = f"{situation.rules} and {situation.symptoms}"
        found.append(f"{situation.name}: rules {broken} and symptoms {wrong}, expected {expected}")
    return found


def _matches(point, found, base):
    name = re.sub(r"\{rws(\d)\}", lambda number: f"http://127.0.0.1:{base + int(number[1])}", point.name)
    area, is_name, answer, center, host = found
    same = (area, answer, center, host) == (point.area, point.answer, point.data_center, point.host)
    return same and is_name.startswith(name)

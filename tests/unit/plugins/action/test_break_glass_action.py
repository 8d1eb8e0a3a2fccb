# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action that writes the break-glass sheets; what stands on them is tested in plugin_utils/test_break_glass.py."""

import re
from html import unescape

from support.component_runs import SECRETS as OF_ROLES
from support.component_runs import Roles

SECRETS = [*OF_ROLES.values(), "admin-Secret-8"]
SCENARIOS = ("data-center-lost", "eservices-only", "failback")
NAMES = [f"{center}-{scenario}" for center in ("dc1", "dc2") for scenario in SCENARIOS]
FENCE = re.compile(r"^```(?:sh|text)\n(.*?)\n```$", re.M | re.S)
PRE = re.compile(r'<pre class="(?:run|write)">(.*?)</pre>', re.S)


def play(tmp_path, *arguments, **variables):
    """Predicted, written, and written again, on one host of the play."""
    site = Roles(tmp_path, gir_read_record=False, **variables)
    write = {"gir.multidc.break_glass": {"directory": str(tmp_path / "sheets")}}
    model = {"gir.multidc.topology": {}, "register": "model"}
    publish = {"ansible.builtin.set_fact": {"gir_topology": "{{ model.model }}"}}
    absent = {"ansible.builtin.assert": {"that": f"'{tmp_path / 'sheets'}' is not exists"}}
    tasks = [model, publish, {"name": "predict", **write, "check_mode": True}, absent, {"name": "write", **write}]
    return site.play([{"hosts": "mux1-dc1", "gather_facts": False, "tasks": [*tasks, {"name": "again", **write}]}],
                     *arguments)  # fmt: skip


def test_predicted_written_and_then_unchanged(tmp_path):
    """Both forms of each page say the same, and none holds a secret."""
    run = play(tmp_path, "--diff", "-vvvv").succeeded().says_nothing_of(SECRETS)
    found = {result.task: result.data for result in run.results}
    assert [found[name]["changed"] for name in ("predict", "write", "again")] == [True, True, False]
    assert [one["path"] for one in found["predict"]["files"]] == [one["path"] for one in found["write"]["files"]]
    assert sorted(one["name"] for one in found["write"]["sheets"]) == sorted(NAMES)
    for name in NAMES:
        page, plain = ((tmp_path / "sheets" / f"{name}.{end}").read_text(encoding="utf-8") for end in ("html", "txt"))
        assert [secret for secret in SECRETS if secret in page + plain] == []
        assert [unescape(text) for text in PRE.findall(page)] == FENCE.findall(plain)
        # Nothing from outside.
        assert not re.search(r"<(?:script|link|img|iframe)|\bsrc=|\bhref=|@import|url\(", page)


def test_part_of_the_map_writes_nothing(tmp_path):
    """What a run sees of the inventory is less than the map: a page of it would name half of the hosts."""
    for name in ("whole", "part"):
        (tmp_path / name).mkdir()
    whole = Roles(tmp_path / "whole", gir_read_record=False)
    model = {"gir.multidc.topology": {}, "register": "model"}
    kept = {"ansible.builtin.copy": {"dest": str(tmp_path / "model.json"), "content": "{{ model.exported | to_json }}"}}
    whole.play([{"hosts": "mux1-dc1", "gather_facts": False, "tasks": [model, kept]}]).succeeded()
    part = Roles(tmp_path / "part", gir_read_record=False, gir_model_file=str(tmp_path / "model.json"))
    for members in part.inventory.groups.values():
        members[:] = [host for host in members if host != "mux1-dc2"]
    publish = {"ansible.builtin.set_fact": {"gir_topology": "{{ model.model }}"}}
    write = {"name": "write", "gir.multidc.break_glass": {"directory": str(tmp_path / "sheets")}}
    run = part.play([{"hosts": "mux1-dc1", "gather_facts": False, "tasks": [model, publish, write]}]).succeeded()
    (found,) = [result.data for result in run.results if result.task == "write"]
    assert not found["changed"] and "does not see mux1-dc2" in found["notices"][0]
    assert not (tmp_path / "sheets").exists()

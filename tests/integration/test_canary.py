# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A canary in every secret variable: some playbooks, and that the search finds one in each place where one is put.

All playbooks are in test_canary_playbooks.
"""

import json
import subprocess
import sys
import time
from base64 import b64encode
from urllib.parse import quote

import pytest
from canaries import Canaries
from canary_places import Search, Watch
from canary_plan import Plan, name_server
from canary_site import Site

NAME = "some_password"
FORMS = {
    "raw": str,
    "json": json.dumps,
    "url": quote,
    "lower": str.lower,
    "base64": lambda value: b64encode(value.encode()).decode(),
    "basic": lambda value: b64encode(f"user:{value}".encode()).decode(),
    "shifted": lambda value: b64encode(f"a:{value}".encode()).decode(),
    "wrapped": lambda value: "\n".join(
        b64encode(f"{'x' * 50}{value}".encode()).decode()[at : at + 64] for at in (0, 64)
    ),
    "hexadecimal": lambda value: value.encode().hex(),
    "upper": lambda value: value.encode().hex().upper(),
    "utf16": lambda value: value.encode("utf-16-be").decode("latin-1"),
}


@pytest.fixture(scope="module")
def plan(tmp_path_factory):
    site = Site(tmp_path_factory.mktemp("canary"))
    try:
        with name_server(site):
            site.run("site", label="at first").unseen().succeeded()
            site.standins.wait_until_running()
            yield Plan(site, tmp_path_factory.mktemp("files") / "files")
    finally:
        site.stop()


def test_a_verification_that_fails_shows_no_canary(plan):
    given = {**plan.given("verify"), **plan.wrong_accounts()}
    assert plan.site.run("verify", also=[plan.files], **given).unseen().code == 2


def test_every_place_of_a_run_is_searched(plan):
    """What a bad playbook leaves is found, each time in another place."""
    values = {place: plan.site.canaries.value(f"planted: {place}", awkward=False) for place in
              ("task", "argument", "fact", "statistics", "file", "left")}  # fmt: skip
    kept = plan.site.path("rws1-dc1", "planted")
    tasks = [
        {"ansible.builtin.debug": {"msg": values["task"]}},
        {"ansible.builtin.command": {"argv": ["sh", "-c", "sleep 0.3; :", values["argument"]]}},
        {"ansible.builtin.set_fact": {"planted": values["fact"], "cacheable": True}},
        {"ansible.builtin.set_stats": {"data": {"planted": values["statistics"]}}},
        {"ansible.builtin.copy": {"dest": str(kept), "content": values["file"], "mode": "0644"}},
        {
            "ansible.builtin.copy": {
                "dest": "{{ lookup('ansible.builtin.env', 'ANSIBLE_HOME') }}/left",
                "content": values["left"],
                "mode": "0600",
            }
        },
    ]
    plays = [{"hosts": "localhost", "connection": "local", "gather_facts": False, "tasks": tasks}]
    run = plan.site.run("planted", plays=plays).succeeded()
    kept.unlink()
    found = {(place.partition(": ")[0], name.partition(": ")[2]) for place, name, _form in run.found}
    everywhere = ("standard output", "artifacts", "what callbacks wrote")
    assert found >= {(place, "task") for place in everywhere}
    assert found >= {("arguments", "argument"), ("left", "left"), ("files", "file"), ("files while it ran", "file")}
    places = {place for place, _name, _form in run.found}
    for part in ("ansible.log", "events.jsonl", "junit/", "tree/", "job_events/", "fact_cache", "job/stdout"):
        assert [place for place in places if part in place], part
    assert ("standard output", "statistics") in found


@pytest.mark.parametrize("form", FORMS)
def test_a_canary_is_found_in_every_form(form):
    canaries = Canaries()
    canaries.value("another")
    text = f"said: {FORMS[form](canaries.value(NAME))}, and more"
    assert {seen.name for seen in canaries.find(text.encode("latin-1"))} == {NAME}
    assert Canaries().find(text.encode("latin-1")) == set()


def test_what_others_can_read_is_told_apart_by_modes(tmp_path):
    canaries = Canaries()
    for name, mode, folder in (
        ("open", 0o644, 0o755),
        ("group", 0o640, 0o755),
        ("own", 0o600, 0o755),
        ("shut", 0o644, 0o700),
    ):
        path = tmp_path / name / "file"
        path.parent.mkdir()
        path.write_text(canaries.value(name), encoding="utf-8")
        path.chmod(mode)
        path.parent.chmod(folder)
    search = Search(canaries)
    search.readable("files", tmp_path)
    assert {(place, name) for place, name, _form in search.found} == {("files: open/file", "open")}


def test_what_is_there_for_a_moment_is_seen(tmp_path):
    canaries = Canaries()
    search = Search(canaries)
    with Watch(search, [tmp_path]):
        subprocess.run([sys.executable, "-c", "import time; time.sleep(0.5)", canaries.value("argument")], check=True)
        (tmp_path / "file").write_text(canaries.value("file"), encoding="utf-8")
        time.sleep(1)
        (tmp_path / "file").unlink()
    assert {name for _place, name, _form in search.found} == {"argument", "file"}

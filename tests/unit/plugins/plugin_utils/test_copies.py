# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Copies of many hosts: what may be asked for, what becomes of it when hosts refuse or say nothing, what is said."""

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._copies import run
from ansible_collections.gir.multidc.plugins.plugin_utils._copies.inputs import (
    OLDER,
    REMOVE,
    Refused,
    Task,
    Wish,
    chosen_hosts,
    wishes_of,
)
from ansible_collections.gir.multidc.plugins.plugin_utils._copies.places import Place

DIGEST = "ab" * 32
PATH = "/opt/rcs/k.20260101T000000Z.0123456789abcdef.bak"


def copy(path=PATH, removal="yes", **more):
    told = {"component": "rcs", "kind": "keystore_version", "path": path, "of": [], "size": 7, "mode": "0600"}
    told.update(kept_since="2026-01-01T00:00:00Z", sha256=DIGEST, secret=True, readable_by_others=False)
    return {**told, "removal": removal, "reason": "" if removal == "yes" else "so", **more}


class Hosts:
    """Answers as the module does; `left` is what each host keeps, `lost` are hosts that say nothing from then on."""

    def __init__(self, **kept):
        self.kept = {name: list(copies) for name, copies in kept.items()}
        self.asked = []
        self.lost = {}

    def __call__(self, requests):
        self.asked.append(requests)
        return {host: self.answer(host, request) for host, request in requests.items()}

    def answer(self, host, request):
        if self.lost.get(host, 99) < len(self.asked):
            return {"unreachable": True, "msg": "no route\nto host"}
        here, problems = self.kept[host], []
        if request["step"] == "look":
            return {"copies": here, "problems": problems}
        named = [wish["path"] for wish in request["remove"]]
        chosen = [one for one in here if one["path"] in named or request["older_than_days"] is not None]
        refused = [f"{one['path']} stays: so" for one in chosen if one["removal"] == "never"]
        if refused:
            return {"copies": here, "problems": problems, "refused": refused, "removed": []}
        left = [one for one in here if one not in chosen]
        if not request["dry"]:
            self.kept[host] = left
        diff = [{"before_header": one["path"], "after_header": one["path"]} for one in chosen]
        return {"copies": left, "removed": chosen, "problems": problems, "refused": [], "diff": diff}


def task(hosts, *wishes, **more):
    return Task(places={name: Place() for name in hosts.kept}, wishes=wishes, **more)


def test_the_list_is_by_host():
    hosts = Hosts(a=[copy(), copy("/x", "never")], b=[], c=[copy(readable_by_others=True, mode="0644")])
    found = run.look(task(hosts), hosts)
    assert [(one["host"], one["path"]) for one in found["copies"]] == [("a", PATH), ("a", "/x"), ("c", PATH)]
    assert found["lines"][0] == "a: 2 copies, 14 bytes"
    assert found["lines"][1].startswith(
        f"  rcs keystore version {PATH}, since 2026-01-01T00:00:00Z, 7 bytes, holds sec"
    )
    assert found["lines"][1].endswith("; removable") and found["lines"][2].endswith("; stays: so")
    assert "Nothing is kept on b." in found["lines"]
    assert found["findings"] == [
        f"c: {PATH} may be read by everybody on that host (mode 0644) and may hold secrets; close it, or remove it."
    ]
    assert found["changed"] is False and "removed" not in found


def test_hosts_that_say_nothing_are_findings():
    hosts = Hosts(a=[copy()], b=[copy()], c=[], d=[])
    hosts.lost["b"] = 0
    known = task(hosts, silent={"c": "timed out"}, left_out=("e", "f"), limit="dc1")
    known.places["d"] = Place(problem="gir_root is a list")
    found = run.look(known, hosts)
    assert found["heard"] == ["a"] and list(hosts.asked[0]) == ["a", "b"]
    assert found["unheard"] == {"c": "timed out", "d": "gir_root is a list", "b": "no route"}
    assert "b was not heard: no route." in found["findings"]
    assert found["lines"][-1] == "Not asked, because --limit is dc1: e and f. What is kept there is not in this list."


def test_nobody_removes_before_everybody_agrees():
    hosts = Hosts(a=[copy()], b=[copy(removal="never")])
    with pytest.raises(Refused) as refused:
        run.remove(task(hosts, Wish("a", PATH), Wish("b", PATH)), hosts)
    assert refused.value.problems == [f"b: {PATH} stays: so."]
    assert len(hosts.asked) == 1 and hosts.kept["a"]


def test_what_was_judged_is_removed():
    hosts = Hosts(a=[copy(), copy("/x")], b=[copy()])
    check = run.remove(task(hosts, Wish("a", PATH), check=True), hosts)
    assert len(hosts.kept["a"]) == 2
    real = run.remove(task(hosts, Wish("a", PATH)), hosts)
    assert {name: real[name] for name in ("changed", "removed", "copies", "diff")} == {
        name: check[name] for name in ("changed", "removed", "copies", "diff")
    }
    assert hosts.asked[-1] == {"a": hosts.asked[-1]["a"]}
    assert hosts.asked[-1]["a"]["remove"] == [{"path": PATH, "sha256": DIGEST}]
    assert [one["before_header"] for one in real["diff"]] == [f"a: {PATH}"]
    assert f"  removed: rcs keystore version {PATH}" in "\n".join(real["lines"])
    assert run.remove(task(hosts, Wish("a", PATH)), hosts)["changed"] is False


def test_a_host_that_is_named_and_says_nothing():
    hosts = Hosts(a=[copy()], b=[copy()])
    hosts.lost["b"] = 0
    with pytest.raises(Refused, match="b was not heard: no route; name copies of hosts that answer"):
        run.remove(task(hosts, Wish("a", PATH), Wish("b", PATH)), hosts)
    by_age = run.remove(task(hosts, older_than_days=0), hosts)
    assert by_age["unheard"] == {"b": "no route"} and not hosts.kept["a"] and hosts.kept["b"]


def test_a_host_that_is_lost_on_the_way():
    hosts = Hosts(a=[copy()], b=[copy()])
    hosts.lost["b"] = 1
    with pytest.raises(Refused) as refused:
        run.remove(task(hosts, older_than_days=0), hosts)
    assert refused.value.problems == ["b: no route.", f"Removed before: a:{PATH}. Run this again."]


def test_hosts_outside_of_the_run():
    hosts = Hosts(a=[copy()])
    with pytest.raises(Refused) as refused:
        run.remove(task(hosts, Wish("e", PATH), Wish("x", PATH), left_out=("e",), limit="dc1"), hosts)
    assert [text.partition(":")[0] for text in refused.value.problems] == [
        "e",
        "x is no host of the group gir in this inventory; give a host that the list of copies shows.",
    ]
    assert not hosts.asked
    with pytest.raises(Refused, match='hosts has "x", which is not in the inventory'):
        chosen_hosts({"hosts": ["x"]}, {"gir": ["a"]}, {"a": {}})
    assert chosen_hosts({"hosts": None}, {"gir": ["b", "localhost", "a"]}, {"a": {}, "b": {}}) == (["a", "b"], [])
    assert chosen_hosts({"hosts": ["a"]}, {"gir": ["b", "a"]}, {"a": {}, "b": {}}) == (["a"], ["b"])


def test_what_may_be_asked_for():
    given = {
        "copies": f'[{{"host": "a", "path": "{PATH}/../k", "sha256": "{DIGEST.upper()}"}}]',
        "older_than_days": "7",
    }
    assert wishes_of(given, {}) == ((Wish("a", "/opt/rcs/k", DIGEST),), 7)
    assert wishes_of({"copies": None, "older_than_days": 0}, {}) == ((), 0)


MISTAKES = [
    (None, None, "Neither copies nor older_than_days is given"),
    ([], " ", "Neither copies nor older_than_days is given"),
    ("/x", None, "copies is text, not a list"),
    (7, None, "copies is a number, not a list"),
    (["/x"], None, "copies[0] is text, not a dictionary"),
    ([{"host": "a"}], None, "copies[0] has no path"),
    ([{"path": "/x"}], None, "copies[0] has no host"),
    ([{"host": "a", "path": "x"}], None, 'copies[0].path is "x", no absolute path'),
    ([{"host": "a", "path": "/x", "sha": 1}], None, 'copies[0] has "sha"'),
    ([{"host": "a", "path": "/x", "sha256": "ab"}], None, 'copies[0].sha256 is "ab", no SHA-256 digest'),
    (None, "soon", 'older_than_days is "soon"; give a whole number'),
    (None, -1, "older_than_days is -1"),
    (None, 1.5, "older_than_days is 1.5"),
    (None, True, "older_than_days is true"),
    (None, 10**9, "older_than_days is 1000000000"),
]


@pytest.mark.parametrize(("copies", "days", "words"), MISTAKES)
def test_mistakes_are_sentences(copies, days, words):
    with pytest.raises(Refused) as refused:
        wishes_of({"copies": copies, "older_than_days": days}, {})
    (problem,) = refused.value.problems
    assert words in problem and problem.endswith(".")


def test_mistakes_are_named_as_the_playbook_calls_them():
    given = {"copies": [{}], "older_than_days": "x"}
    with pytest.raises(Refused) as refused:
        wishes_of(given, {REMOVE: given["copies"], OLDER: "x"})
    assert [text.split(" ")[0] for text in refused.value.problems] == [f"{REMOVE}[0]", f"{REMOVE}[0]", OLDER]

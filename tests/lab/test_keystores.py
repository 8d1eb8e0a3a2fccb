# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""rcs_keystore_sync on hosts that are struck: no entry is lost, every keystore is whole, and the next run converges."""

import sys
from pathlib import Path

from lab.chaos_runs import PLACE, each, play, struck, tree

sys.path.append(str(Path(__file__).resolve().parents[1] / "unit/plugins/modules"))

import keystores

HOSTS = ("east1", "east2", "west1")
SOURCE = HOSTS[0]
A, B = keystores.key("a", b"cert a", b"key material a" * 9), keystores.key("b", b"cert b", b"key material b" * 9)
OLD, NEW = keystores.jks(A), keystores.jks(A, B)


def sync(place, **more):
    """The task; `place` is the directory of the keystore on every host."""
    options = {"path": f"{place}/keystore", "source_host": SOURCE, "targets": list(HOSTS), **more}
    return {"gir.multidc.rcs_keystore_sync": {"password": keystores.PASSWORD, **options}}


def runs(chaos, *tasks, begin=False):
    """One run on the controller, or its beginning."""
    return (chaos.begin if begin else chaos.play)([play("localhost", *tasks)])


def make(chaos, *places, hosts=HOSTS):
    """Keystores as they were before: the source has a key more."""
    for place in places:
        for host in hosts:
            directory = chaos.path(host, place)
            directory.mkdir(parents=True)
            path = directory / "keystore"
            path.write_bytes(NEW if host == SOURCE else OLD)
            path.chmod(0o640)


def content(chaos, host, place):
    return (chaos.path(host, place) / "keystore").read_bytes()


def assert_converged(chaos, *places):
    """A run that nothing strikes makes all of them equal, leaves nothing else, and a second one changes nothing."""
    task = each(sync("{{ item }}"), list(places))
    runs(chaos, task).succeeded()
    for place in places:
        for host in HOSTS:
            assert content(chaos, host, place) == NEW, (place, host)
            beside = tree(chaos.path(host, place))
            assert not [name for name in beside if ".new-" in name or ".old-" in name], (place, host)
            assert beside["keystore"][0] == "-rw-r-----"
            assert {entry[0] for name, entry in beside.items() if name != "keystore"} <= {"-rw-------"}
    assert runs(chaos, task).succeeded().recap["localhost"]["changed"] == 0


def test_a_run_that_is_killed_at_any_moment_leaves_whole_keystores(chaos):
    place = f"{PLACE}/keys"
    make(chaos, f"{place}/count")
    runs(chaos, struck(sync(f"{place}/count"), f"{place}/count", "count")).succeeded()
    count = max(len((chaos.path(h, place) / "count.moments").read_text().splitlines()) for h in HOSTS)
    assert count > 10
    # The unit tests strike at every one of them.
    moments = [f"kill:any:{number}" for number in range(2, count + 1, 3)]
    make(chaos, *(f"{place}/{moment}" for moment in moments))
    run = runs(chaos, each(struck(sync(place + "/{{ item }}"), place + "/{{ item }}", "{{ item }}"), moments)).refused()
    answers = run.of("localhost")
    assert {answers[moment].state for moment in moments} == {"failed"}
    seen = set()
    for moment in moments:
        for host in HOSTS:
            found = content(chaos, host, f"{place}/{moment}")
            assert found in (OLD, NEW), (moment, host)
            seen.add((host != SOURCE, found == NEW))
    assert seen == {(True, False), (True, True), (False, True)}
    run.says_nothing_of(["key material", keystores.PASSWORD])
    assert_converged(chaos, *(f"{place}/{moment}" for moment in moments))


def test_a_disk_without_room_is_found_before_the_first_keystore_is_written(chaos):
    place = f"{PLACE}/full-keys"
    chaos.shell("west1", f"mkdir -p {place} && mount -t tmpfs -o mode=755,size=64k tmpfs {place}")
    chaos.path("west1", f"{place}/keystore").write_bytes(OLD)
    chaos.path("west1", f"{place}/keystore").chmod(0o640)
    chaos.shell("west1", f"head -c 40k /dev/zero > {place}/filler")
    make(chaos, place, hosts=HOSTS[:2])
    before = {host: tree(chaos.path(host, place)) for host in HOSTS}
    answer = runs(chaos, sync(place)).refused().of("localhost")[""]
    assert "west1: there are " in answer.message and answer.message.endswith("Nothing was written anywhere.")
    assert {host: tree(chaos.path(host, place)) for host in HOSTS} == before
    chaos.shell("west1", f"rm {place}/filler && mount -o remount,size=1m {place}")
    assert_converged(chaos, place)


def test_a_data_center_that_is_cut_off_is_caught_up(chaos):
    place = f"{PLACE}/cut-keys"
    make(chaos, place)
    chaos.does("cut", "west")
    try:
        result = runs(chaos, sync(place)).succeeded().of("localhost")[""].data
    finally:
        chaos.does("heal", "west")
    assert (result["stale"], result["written"]) == (["west1"], ["east2"])
    assert content(chaos, "west1", place) == OLD
    assert_converged(chaos, place)


def test_a_line_that_breaks_in_the_middle_of_a_write_leaves_a_whole_keystore(chaos):
    place, far = f"{PLACE}/line-keys", f"{PLACE}/line-keys/far"
    make(chaos, place, hosts=HOSTS[:2])
    make(chaos, far, hosts=HOSTS[2:])
    task = sync(place, paths={"west1": f"{far}/keystore"})
    running = runs(chaos, struck(task, far, "block:rename:1"), begin=True)
    chaos.await_moment("west1", far)
    chaos.does("cut", "west")
    try:
        result = running.finish().succeeded().of("localhost")[""].data
        assert (result["stale"], result["written"]) == (["west1"], ["east2"])
        assert content(chaos, "west1", far) == OLD
    finally:
        chaos.go_on("west1", far)
        chaos.does("heal", "west")
    again = runs(chaos, task).succeeded()
    assert content(chaos, "west1", far) == NEW
    assert again.of("localhost")[""].data["stale"] == []


def test_two_syncs_at_once_do_no_harm(chaos):
    place = f"{PLACE}/two-keys"
    make(chaos, place)
    both = [runs(chaos, sync(place), begin=True) for _run in range(2)]
    for process in both:
        said = process.finish()
        assert "Traceback" not in said.output
        assert said.code == 0 or "changed by somebody else" in said.output, said.output
    assert_converged(chaos, place)

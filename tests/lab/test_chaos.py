# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hosts that are struck in the middle of a run: nothing is half written, and the next run brings what was wanted."""

import signal

from standins.packages import make_package

from lab.chaos_bundles import (
    NEW,
    OPERATIONS,
    assert_tried,
    assert_whole,
    make_old,
    said,
    texts,
    without_backups,
    writes,
)
from lab.chaos_runs import PLACE, bundle, each, only, play, struck, tree
from lab.processes import wait_until

HOSTS = ("east1", "east2", "west1")


def contents(chaos, host, place):
    """The files below a place of a host, with their contents as text."""
    return {name: entry[3].decode() for name, entry in tree(chaos.path(host, place)).items() if entry[3] is not None}


def make_texts(chaos, place, hosts=HOSTS):
    """Two files with old contents on each host."""
    for host in hosts:
        directory = chaos.path(host, place)
        directory.mkdir(parents=True)
        for name in ("one", "two"):
            (directory / name).write_text(f"{name}: old\n", encoding="utf-8")


NEW_TEXTS = {"one": "one: new\n", "two": "two: new\n"}
HALFWAY = {"one": "one: new\n", "two": "two: old\n"}


def test_a_run_that_is_killed_at_any_moment_leaves_whole_files_and_the_next_one_converges(chaos):
    place = f"{PLACE}/killed"
    tops = {host: chaos.path(host, place) for host in HOSTS}
    make_old(tops["east1"], ["count"])
    chaos.play([play("east1", struck(writes(f"{place}/count"), f"{place}/count", "count"))]).succeeded()
    moments = (tops["east1"] / "count.moments").read_text(encoding="utf-8").splitlines()
    assert {line.split()[0] for line in moments} == OPERATIONS
    # One more than there are: that run is spared. Each host takes a part of them.
    everything = ["half", *(f"kill:any:{number}" for number in range(1, len(moments) + 2))]
    actions = {host: everything[number :: len(HOSTS)] for number, host in enumerate(HOSTS)}
    for host, top in tops.items():
        make_old(top, actions[host])
    task = struck(writes(place + "/{{ item }}"), place + "/{{ item }}", "{{ item }}")
    run = chaos.play([play("all", each(task, "{{ actions[inventory_hostname] }}"), vars={"actions": actions})])
    answers = {item: run.of(host)[item] for host in HOSTS for item in actions[host]}
    spared = answers.pop(everything[-1])
    deaths = {item: 128 + (signal.SIGXFSZ if item == "half" else signal.SIGKILL) for item in answers}
    assert {item: answer.status for item, answer in answers.items()} == deaths, run.output
    assert spared.state == "changed"
    found = {item: tree(tops[host] / item) for host in HOSTS for item in actions[host]}
    for item, entries in found.items():
        assert_whole(entries, item)
    assert_tried(found)
    assert without_backups(found[everything[-1]]) == NEW
    plays = [play(host, writes(*(f"{place}/{item}" for item in actions[host]))) for host in HOSTS]
    predicted = chaos.play(plays, "--check").succeeded()
    again = chaos.play(plays).succeeded()
    for host, top in tops.items():
        assert said(predicted, host) == said(again, host)
        for item in actions[host]:
            assert without_backups(tree(top / item)) == NEW, (host, item)
    third = chaos.play(plays).succeeded()
    assert {recap["changed"] for recap in third.recap.values()} == {0}


PAGE = 4096
# Name -> options of the file system, size of the present file, sizes of the wanted ones, which of them does not fit.
DISKS = {
    "first": ("size=16k", 100, (10 * PAGE, 100), 0),
    "later": ("size=32k", 100, (2 * PAGE, 100, 10 * PAGE), 2),
    "backup": ("size=64k", 6 * PAGE, (6 * PAGE, 100), 0),
    "inodes": ("size=64k,nr_inodes=6", 100, (100, 100, 100, 100, 100), 3),
}


def test_a_full_disk_changes_nothing_and_with_room_the_next_run_converges(chaos):
    place = f"{PLACE}/full"
    for name, (options, size, _sizes, _failing) in DISKS.items():
        chaos.shell("east1", f"mkdir -p {place}/{name} && mount -t tmpfs -o mode=755,{options} tmpfs {place}/{name}")
        (chaos.path("east1", place) / name / "0").write_text("o" * size, encoding="utf-8")
    disks = [
        {
            "name": name, "directories": [{"path": f"{place}/{name}/made"}], "backup": name == "backup",
            "files": [{"path": f"{place}/{name}/{n}", "content": "n" * size} for n, size in enumerate(sizes)],
        }
        for name, (_options, _size, sizes, _failing) in DISKS.items()
    ]
    options = {key: f"{{{{ item.{key} }}}}" for key in ("files", "directories", "backup")}
    task = each({"gir.multidc.config_bundle": options}, disks)
    before = tree(chaos.path("east1", place))
    answers = chaos.play([play("east1", task)]).refused().of("east1")
    for name, (_options, _size, _sizes, failing) in DISKS.items():
        sentence = f"{place}/{name}/{failing} could not be written: No space left on device: make room on the file"
        assert answers[name].message.startswith(f"{sentence} system of {place}/{name}"), answers[name]
        assert answers[name].message.endswith("Everything was put back; nothing was changed.")
        assert answers[name].data["changed"] is False
    assert tree(chaos.path("east1", place)) == before
    for name in DISKS:
        chaos.shell("east1", f"mount -o remount,size=1m,nr_inodes=100 {place}/{name}")
    again = chaos.play([play("east1", task)]).succeeded().of("east1")
    assert {answer.state for answer in again.values()} == {"changed"}
    for name, (_options, _size, sizes, _failing) in DISKS.items():
        found = {path: text for path, text in contents(chaos, "east1", f"{place}/{name}").items() if path[-1] != "~"}
        assert found == {str(number): "n" * size for number, size in enumerate(sizes)}
    assert chaos.play([play("east1", task)]).succeeded().recap["east1"]["changed"] == 0


def test_a_temporary_directory_without_room_is_named_and_nothing_is_changed(chaos):
    place, temporary = f"{PLACE}/temporary", f"{PLACE}/tmp"
    mount = f"mkdir -p {place} {temporary} && mount -t tmpfs -o size=16k tmpfs {temporary}"
    chaos.shell("east1", f"{mount} && head -c 16k /dev/zero > {temporary}/filler")
    yaml = bundle({"path": f"{place}/file", "format": "yaml", "data": {"one": 1}})
    checked = bundle({"path": f"{place}/file", "content": "x" * PAGE, "validate": "/usr/bin/test -s %s"})
    for task in (yaml, checked):
        task["vars"] = {"ansible_remote_tmp": temporary}
        answer = chaos.play([play("east1", task)]).refused().of("east1")[""]
        assert f"the temporary directory {temporary} of this host cannot be written: No space left" in answer.message
        assert answer.message.endswith("Nothing was changed.")
        assert contents(chaos, "east1", place) == {}
    chaos.shell("east1", f"rm {temporary}/filler && mount -o remount,size=1m {temporary}")
    assert chaos.play([play("east1", checked)]).succeeded().recap["east1"]["changed"] == 1


def test_a_read_only_file_system_is_predicted_and_named_for_every_path(chaos):
    place = f"{PLACE}/readonly"
    chaos.shell("east1", f"mkdir -p {place} && mount -t tmpfs -o mode=755 tmpfs {place} && mkdir {place}/directory")
    for name in ("content", "mode", "owner", "same"):
        (chaos.path("east1", place) / name).write_text("old\n", encoding="utf-8")
    chaos.shell("east1", f"mount -o remount,ro {place}")
    task = bundle(
        {"path": f"{place}/content", "content": "new\n"},
        {"path": f"{place}/mode", "content": "old\n", "mode": "0600"},
        {"path": f"{place}/owner", "content": "old\n", "owner": "daemon"},
        {"path": f"{place}/same", "content": "old\n"},
        {"path": f"{place}/new", "content": "new\n"},
        directories=[{"path": f"{place}/directory", "mode": "0700"}, {"path": f"{place}/another"}],
    )
    before = tree(chaos.path("east1", place))
    for arguments in (["--check"], []):
        result = chaos.play([play("east1", task)], *arguments).refused().of("east1")[""].data
        assert result["changed"] is False
        named = sorted(sentence.split()[0].rpartition("/")[2] for sentence in result["problems"])
        assert named == ["another", "content", "directory", "mode", "new", "owner"], arguments
        assert all("is on a read-only file system" in sentence for sentence in result["problems"])
        assert tree(chaos.path("east1", place)) == before
    chaos.shell("east1", f"mount -o remount,rw {place}")
    assert chaos.play([play("east1", task)]).succeeded().recap["east1"]["changed"] == 1
    assert chaos.play([play("east1", task)]).succeeded().recap["east1"]["changed"] == 0


# What stands where a file should be -> what is said of it.
IN_THE_WAY = {
    "directory": "is a directory on this host: move it away",
    "fifo": "is no regular file on this host: move it away",
    "dangling": "is a symbolic link to nowhere, which does not exist",
    "planted": "belongs to uid 1 and leads to a file of uid 0: it is not followed",
    "wrong/below": "cannot be looked at: Not a directory",
    "missing/below": "does not exist: list it under directories, or create it first",
}
NOBODY = ("has no user nobody-has-it", "has no group nobody-has-it")


def test_whatever_stands_where_a_file_should_be_is_named_at_once_or_put_right(chaos):
    place = f"{PLACE}/targets"
    chaos.shell("east1", f"""set -e
        mkdir -p {place}/directory {place}/elsewhere && cd {place}
        mkfifo fifo && ln -s nowhere dangling && ln -s elsewhere/secret planted && chown -h daemon planted
        echo old | tee file wrong elsewhere/secret elsewhere/target mounted > /dev/null
        ln -s {place}/elsewhere/target link && chown daemon:daemon wrong && chmod 6777 wrong
        mount --bind mounted mounted""")
    before = tree(chaos.path("east1", place))
    new = {"content": "new\n", "owner": "root", "group": "root", "mode": "0640"}
    refused = bundle(
        *({"path": f"{place}/{name}", **new} for name in IN_THE_WAY),
        {"path": f"{place}/file", **new, "owner": "nobody-has-it", "group": "nobody-has-it"},
    )
    # An earlier task may still make the account, so that in check mode this is no problem yet.
    for arguments, sentences in ((["--check"], []), ([], NOBODY)):
        problems = chaos.play([play("east1", refused)], *arguments).refused().of("east1")[""].data["problems"]
        for problem, expected in zip(problems, [*IN_THE_WAY.values(), *sentences], strict=True):
            assert expected in problem
    busy = bundle(*({"path": f"{place}/{name}", **new} for name in ("wrong", "link", "mounted")))
    answer = chaos.play([play("east1", busy)]).refused().of("east1")[""]
    assert answer.message.startswith(f"{place}/mounted could not be written: Device or resource busy")
    assert answer.message.endswith("Everything was put back; nothing was changed.")
    assert tree(chaos.path("east1", place)) == before
    chaos.shell("east1", f"umount {place}/mounted")
    assert chaos.play([play("east1", busy)]).succeeded().recap["east1"]["changed"] == 1
    right = ("-rw-r-----", 0, 0, b"new\n")
    changed = dict.fromkeys(("wrong", "mounted", "elsewhere/target"), right)
    assert tree(chaos.path("east1", place)) == {**before, **changed}
    assert chaos.play([play("east1", busy)]).succeeded().recap["east1"]["changed"] == 0


def test_hosts_that_drop_off_are_named_the_others_go_on_and_the_next_run_converges(chaos):
    place, lost = f"{PLACE}/dropped", ("east1", "west1")
    make_texts(chaos, place)
    task = struck(texts(place, **NEW_TEXTS), place, only(lost, "block:rename:2"))
    plays = [play("all", task, texts(place, end="x\n"))]
    process = chaos.begin(plays)
    for host in lost:
        chaos.await_moment(host, place)
    chaos.does("kill", "east1")
    chaos.does("cut", "west")
    try:
        run = process.finish().refused()
    finally:
        chaos.does("heal", "west")
        chaos.does("boot", "east1")
    assert {host: recap["unreachable"] for host, recap in run.recap.items()} == {"east1": 1, "east2": 0, "west1": 1}
    assert all("Make sure this host can be reached" in run.of(host)[""].message for host in lost)
    assert contents(chaos, "east2", place) == {**NEW_TEXTS, "end": "x\n"}
    found = contents(chaos, "east1", place)
    assert {name: found[name] for name in HALFWAY} == HALFWAY
    assert set(found) > set(HALFWAY)
    # Over there the module has lost nobody: it ends what it began.
    chaos.go_on("west1", place)
    assert contents(chaos, "west1", place) == NEW_TEXTS
    plays = [play("all", texts(place, **NEW_TEXTS), texts(place, end="x\n"))]
    again = chaos.play(plays).succeeded()
    assert {host: recap["changed"] for host, recap in again.recap.items()} == {"east1": 2, "east2": 0, "west1": 1}
    assert [contents(chaos, host, place) for host in HOSTS] == [{**NEW_TEXTS, "end": "x\n"}] * 3
    third = chaos.play(plays).succeeded()
    assert {recap["changed"] for recap in third.recap.values()} == {0}


def test_a_slow_host_is_waited_for_and_hinders_no_other(chaos):
    place = f"{PLACE}/slow"
    make_texts(chaos, place)
    task = struck(texts(place, **NEW_TEXTS), place, only(["east1"], "block:rename:2"))
    plays = [play("all", task, texts(place, end="x"))]
    process = chaos.begin(plays)
    chaos.await_moment("east1", place)
    others = ("east2", "west1")
    wait_until(lambda: all(contents(chaos, host, place) == NEW_TEXTS for host in others), 30, "the others wait, too")
    assert process.process.poll() is None
    chaos.go_on("east1", place)
    run = process.finish().succeeded()
    assert {recap["changed"] for recap in run.recap.values()} == {2}
    assert [contents(chaos, host, place) for host in HOSTS] == [{**NEW_TEXTS, "end": "x"}] * 3


def test_a_host_that_takes_too_long_or_does_not_answer_is_given_up_with_a_sentence(chaos):
    place = f"{PLACE}/patience"
    make_texts(chaos, place)
    task = struck(texts(place, **NEW_TEXTS), place, only(["east1"], "block:rename:2"))
    chaos.shell("east2", "kill -STOP $(systemctl show -P MainPID ssh)")
    # No connection that an earlier run has left open.
    patience = {"ANSIBLE_SSH_ARGS": "-C", "ANSIBLE_TIMEOUT": "2"}
    try:
        run = chaos.play([play("all", {**task, "timeout": 6}, texts(place, end="x"))], **patience).refused()
    finally:
        stopped = chaos.path("east2", "/run/sshd.pid").read_text(encoding="utf-8").strip()
        chaos.on("east2", "kill", "-CONT", stopped)
    assert run.recap["east1"]["failed"] == 1
    assert "6" in run.of("east1")[""].message
    assert run.recap["east2"]["unreachable"] == 1
    assert "timed out" in run.of("east2")[""].message
    assert contents(chaos, "west1", place) == {**NEW_TEXTS, "end": "x"}
    # Given up by the controller, not by the host.
    chaos.go_on("east1", place)
    assert contents(chaos, "east1", place) == NEW_TEXTS
    again = chaos.play([play("all", texts(place, **NEW_TEXTS), texts(place, end="x"))]).succeeded()
    assert {host: recap["changed"] for host, recap in again.recap.items()} == {"east1": 1, "east2": 2, "west1": 0}


def test_without_its_controller_a_host_ends_what_it_began(chaos):
    place = f"{PLACE}/controller"
    make_texts(chaos, place, ["east1"])
    process = chaos.begin([play("east1", struck(texts(place, **NEW_TEXTS), place, "block:rename:2"))])
    chaos.await_moment("east1", place)
    chaos.kill_controller()
    assert process.finish().code == -signal.SIGKILL
    chaos.go_on("east1", place)
    assert contents(chaos, "east1", place) == NEW_TEXTS
    assert chaos.play([play("east1", texts(place, **NEW_TEXTS))]).succeeded().recap["east1"]["changed"] == 0


def test_an_installation_that_is_killed_halfway_counts_for_nothing_and_is_done_again(chaos):
    place, password = f"{PLACE}/install", "Sekret-of-the-response"
    package = make_package(chaos.path("east1", place), behaviour="hangs", hang=600)
    response = {"ConfigServer": {"Password": password}, "License": {"LicenseAgreement": "Accepted"}}
    install = {
        "gir.multidc.silent_install": {
            "package": f"{place}/ip", "version": "9.0.046.06", "install_path": f"{place}/product", "response": response,
        }
    }
    process = chaos.begin([play("east1", install)])
    wait_until(lambda: chaos.words_on("east1", "./install.sh"), 60, "install.sh was not started")
    chaos.kill_on("east1", "./install.sh")
    run = process.finish()
    assert run.recap["east1"]["failed"] == 1
    run.says_nothing_of([password])
    assert not (chaos.path("east1", place) / "product").exists()
    search = f"grep -rl {password[:6]}-of /root /tmp /var/tmp /srv"
    wait_until(lambda: not chaos.ssh("east1", search).stdout, 20, "the response file with the password is still there")
    settings = package / "standin.conf"
    settings.write_text(settings.read_text(encoding="utf-8").replace("=hangs", "=installs"), encoding="utf-8")
    again = chaos.play([play("east1", install)]).succeeded().of("east1")[""].data
    assert (again["changed"], again["previous_version"], again["version"]) == (True, None, "9.0.046.06")
    assert chaos.play([play("east1", install)]).succeeded().recap["east1"]["changed"] == 0

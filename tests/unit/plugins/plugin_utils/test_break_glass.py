# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The break-glass sheets: their order, what they quote, and the small programs that they bring."""

import re
import subprocess
from dataclasses import replace
from html import unescape

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._breakglass import changes, shell
from ansible_collections.gir.multidc.plugins.plugin_utils._breakglass.facts import (
    Center,
    Facts,
    Gax,
    Host,
    Ledger,
    Move,
    Names,
    ObjectChange,
    OptionChange,
    RwsFile,
    Secret,
    Work,
)
from ansible_collections.gir.multidc.plugins.plugin_utils._breakglass.page import page
from ansible_collections.gir.multidc.plugins.plugin_utils._breakglass.plain import text
from ansible_collections.gir.multidc.plugins.plugin_utils._breakglass.scenarios import sheets
from ansible_collections.gir.multidc.plugins.plugin_utils._components.desired import (
    ConfigurationObject,
    Desired,
    File,
)
from ansible_collections.gir.multidc.plugins.plugin_utils._components.registry import COMPONENTS
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.serialise import to_ini

NASTY = """a'b"c $(touch pwned) `touch pwned` <script>alert(1)</script> & \\ ;#"""
RWS = Secret("ops", "gir_rws_ops_password", "in group_vars/gir/vault.yml")
SCRIPTS = {"DC1": "s/a/b/", "DC2": "s/b/a/"}
HOSTS = {name: Host(name, name[-3:], (name,)) for name in ("rws1-dc1", "rws1-dc2", "mux1-dc1", "mux1-dc2")}


def center(name, role, peer, **more):
    return Center(name, role, name.upper(), f"https://rws.{name}.test", peer, (f"https://rws1.{name}.test",), **more)


def move(to, away, **more):
    work = tuple(
        Work("muxer", "Muxer", HOSTS[f"mux1-{name}"], "gir-muxer", state)
        for name, state in ((to, "started"), (away, "stopped"))
    )
    options = (OptionChange("options", "interaction-workspace", "disaster-recovery.eservices-site", to.upper()),)
    desktops = (ObjectChange("CfgApplication", "WDE", options),)
    return Move(to, away, work=work, objects=desktops, desktops=desktops, index_stop=f"rws1-{to}", **more)


def facts(**more):
    centers = {
        "dc1": center("dc1", "primary", "dc2"),
        "dc2": center("dc2", "backup", "dc1"),
        "dc3": center("dc3", "recording", None),
    }
    known = {
        "centers": centers,
        "primary": "dc1",
        "backup": "dc2",
        "rws": RWS,
        "rws_curl": (),
        "moves": {"dc1": move("dc1", "dc2"), "dc2": move("dc2", "dc1")},
        "hosts": HOSTS,
        "files": tuple(RwsFile(HOSTS[f"rws1-{one}"], "/opt/rws.yaml", SCRIPTS) for one in ("dc1", "dc2")),
        "ledgers": tuple(Ledger(HOSTS[f"rws1-{one}"], "/var/lib/ledger.json") for one in ("dc1", "dc2")),
        "gax": Gax(("https://gax.test",), Secret("gir", "gir_gax_password", "in group_vars/gir/vault.yml")),
        "monitoring_delay": 60,
    }  # fmt: skip
    return Facts(**{**known, **more})


def made(name, **more):
    return next(one for one in sheets(facts(**more)) if one.name == name)


def commands(sheet):
    return "\n".join(command for step in sheet.steps for command in step.commands)


def number(sheet, title):
    return next(number for number, step in sheet.numbered if step.title.startswith(title))


def number_of_index(sheet):
    """Where the daily index update is stopped, if anywhere."""
    return [number for number, step in sheet.numbered if step.title.startswith("Stop the daily index update")]


def run(directory, *words):
    done = subprocess.run(
        words, cwd=directory, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    return done.stdout


# -- the pages -------------------------------------------------------------------------------------------------------


def test_holds_are_kept_by_a_run_of_site():
    """Nobody applies them by hand at night; until then nothing may be purged."""
    held = {name: move(name, other, keeper=f"rws1-{name}") for name, other in (("dc1", "dc2"), ("dc2", "dc1"))}
    title = "Leave the hold keeper to the controller, and purge nothing"
    told = [sheet.name for sheet in sheets(facts(moves=held)) if title in [step.title for step in sheet.steps]]
    assert told and told == [sheet.name for sheet in sheets(facts()) if number_of_index(sheet)]
    assert not any(step.title == title for sheet in sheets(facts()) for step in sheet.steps)


def test_a_page_for_each_data_center_and_scenario():
    pair = [
        f"{name}-{scenario}"
        for name in ("dc2", "dc1")
        for scenario in ("data-center-lost", "eservices-only", "failback")
    ]
    assert [one.name for one in sheets(facts())] == [*pair, "dc3-data-center-lost"]


def test_what_runs_elsewhere_stops_before_anything_starts():
    for name, first in (("dc2-data-center-lost", "Fence"), ("dc1-failback", "Stop what is active")):
        sheet = made(name)
        order = [
            number(sheet, title)
            for title in (first, "Switch the eServices", "Start Muxer", "Change the objects", "Write down")
        ]
        assert order == sorted(order)


def test_forced_page_uses_nothing_of_the_lost_side_but_to_fence_it():
    sheet = made("dc2-data-center-lost")
    rest = "\n".join(
        command for step in sheet.steps[1:] if not step.title.startswith("Fence") for command in step.commands
    )
    assert "dc1" not in rest and "rws1.dc2.test" in rest
    assert "ssh -o ConnectTimeout=5 mux1-dc1 " in commands(sheet)


def test_site_guard_goes_before_what_it_would_refuse():
    """It follows the ledger, which is the last thing that is written."""
    sheet = made("dc2-data-center-lost", guarded=True)
    assert number(sheet, "Take the site guard off") < number(sheet, "Start Muxer")
    assert "rm -f /etc/systemd/system/gir-muxer.service.d/gir-site-guard.conf" in commands(sheet)
    assert "site guard" in text(made("dc1-failback", guarded=True)) and "site guard" not in text(made("dc1-failback"))


def test_eservices_only_moves_no_muxer():
    sheet = made("dc2-eservices-only")
    assert "systemctl" not in commands(sheet)
    assert "rws1.dc1.test" in commands(sheet) and "rws1.dc2.test" in commands(sheet)
    assert "keep:dc1 DC2" in commands(sheet)


def test_recording_data_center_moves_nothing():
    sheet = made("dc3-data-center-lost")
    assert commands(sheet) == "" and "record no screens until it is back" in text(sheet)
    assert "Switch nothing." in text(sheet)


def test_inventory_that_forbids_it_is_said_instead_of_steps():
    moves = {
        "dc1": move("dc1", "dc2"),
        "dc2": move("dc2", "dc1", refusals=("Its storage is in another jurisdiction.",)),
    }
    sheet = made("dc2-data-center-lost", moves=moves)
    assert sheet.steps == () and "Its storage is in another jurisdiction." in text(sheet)
    assert made("dc1-data-center-lost", moves=moves).steps


def test_holds_are_checked_before_a_purge_rule_is_enabled():
    """Wherever recordings of a location are made and purged elsewhere from now on."""
    says = {sheet.name for sheet in sheets(facts()) if "Before a purge rule is enabled in" in "".join(sheet.after)}
    assert says == {"dc1-data-center-lost", "dc2-data-center-lost", "dc1-failback", "dc2-failback"}


def test_muxer_without_a_unit_is_left_to_a_person():
    moves = facts().moves
    nameless = replace(moves["dc1"], work=tuple(replace(one, unit=None) for one in moves["dc1"].work))
    page_ = text(made("dc1-failback", moves={**moves, "dc1": nameless}))
    assert "By hand, since the inventory names no unit: Muxer on mux1-dc2" in page_
    assert "By hand, since the inventory names no unit: Muxer on mux1-dc1" in page_


def test_without_gax_a_person_sets_the_same_at_a_console():
    sheet = made("dc2-data-center-lost", gax=Gax())
    assert "/gax/api" not in commands(sheet)
    assert '[interaction-workspace] disaster-recovery.eservices-site = "DC2"' in text(sheet)


def test_secret_that_nobody_can_copy_is_left_to_a_person():
    """The others of the object are changed all the same."""
    options = (OptionChange("options", "s", "plain", "x"), OptionChange("options", "s", "password", secret=True))
    moves = {
        name: replace(one, objects=(ObjectChange("CfgApplication", "A", options),))
        for name, one in facts().moves.items()
    }
    sheet = made("dc2-data-center-lost", moves=moves)
    assert (
        "password" not in next(step for step in sheet.steps if step.title.startswith("Change the objects")).commands[2]
    )
    assert "CfgApplication A, Application Options: [s] password = a secret; see the inventory" in text(sheet)


def test_names_move_with_nsupdate_and_its_key_is_typed():
    names = Names(
        ("ns1", "ns2"), 53, "key", "hmac-sha256", Secret("key", "load_balancer_dns_key_secret", "in vault"), ("zone z",)
    )
    moves = {name: replace(one, names=names) for name, one in facts().moves.items()}
    shown = text(made("dc2-data-center-lost", moves=moves))
    assert "server ns1 53\nzone z\nsend" in shown and 'secret "PASSWORD";' in shown and "ns2" in shown


def test_same_facts_give_the_same_page_and_others_another_fingerprint():
    assert made("dc2-failback") == made("dc2-failback")
    assert made("dc2-failback").fingerprint != made("dc2-failback", monitoring_delay=61).fingerprint


# -- quoting ---------------------------------------------------------------------------------------------------------


def nasty():
    """Facts in which every name is an attack."""
    host = Host(NASTY, "dc2", (NASTY,))
    known = facts()
    options = (OptionChange("options", NASTY, NASTY, NASTY + "\nEND_OF_FILE\ntouch pwned"),)
    changed = (ObjectChange("CfgApplication", NASTY, options),)
    work = (Work("muxer", NASTY, host, NASTY, "started"),)
    moves = {name: replace(one, work=work, objects=changed, desktops=changed) for name, one in known.moves.items()}
    bad = replace(known.centers["dc2"], nodes=(NASTY,), site=NASTY, rws_url=NASTY)
    files = (RwsFile(host, NASTY, {NASTY: NASTY}),)
    centers = {**known.centers, "dc2": bad}
    return replace(known, centers=centers, moves=moves, files=files, ledgers=(Ledger(host, NASTY),),
                   rws=Secret(NASTY, NASTY, NASTY), gax=Gax((NASTY,), Secret(NASTY, NASTY, NASTY)))  # fmt: skip


def test_nothing_of_a_name_runs_in_a_shell(tmp_path):
    """Every page is run with commands that only note that they were called."""
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("curl", "ssh", "nsupdate"):
        (tools / name).write_text('#!/bin/sh\nprintf "%s\\n" "$@" >> "$NOTES"\n', encoding="utf-8")
        (tools / name).chmod(0o755)
    for sheet in sheets(nasty()):
        place = tmp_path / sheet.name
        place.mkdir()
        environment = {"PATH": f"{tools}:/usr/bin:/bin", "NOTES": str(tmp_path / "notes")}
        script = commands(sheet).replace("cd .. && rm -rf gir-break-glass", "")
        done = subprocess.run(["sh", "-c", script], cwd=place, env=environment, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True, check=False)  # fmt: skip
        assert not list(tmp_path.rglob("pwned")), done.stdout
        assert "syntax error" not in done.stdout and "unexpected" not in done.stdout.lower(), done.stdout
    assert NASTY in (tmp_path / "notes").read_text(encoding="utf-8")


def test_page_escapes_everything_and_says_the_same():
    for sheet in sheets(nasty()):
        shown, plain = page(sheet), text(sheet)
        assert "<script" not in shown
        runs = [unescape(one) for one in re.findall(r'<pre class="run">(.*?)</pre>', shown, re.S)]
        assert runs == [command for step in sheet.steps for command in step.commands]
        assert all(command in plain for command in runs)


@pytest.mark.parametrize("command", [NASTY, "sed 's/a/b/' x", "echo 'a$b'", "plain", "a 'b' \\\\c", "'end\\"])
def test_command_reaches_a_host_as_it_is(command, tmp_path):
    (tmp_path / "ssh").write_text('#!/bin/sh\nfor last; do :; done; printf %s "$last"\n', encoding="utf-8")
    (tmp_path / "ssh").chmod(0o755)
    line = shell.on_host(HOSTS["rws1-dc1"], command)
    assert run(tmp_path, "sh", "-c", f"PATH={tmp_path}:$PATH; {line}") == command


def test_file_is_written_as_it_is(tmp_path):
    lines = [NASTY, "$HOME", "", "a\tb"]
    run(tmp_path, "sh", "-c", shell.written("some file", lines))
    assert (tmp_path / "some file").read_text(encoding="utf-8").splitlines() == [*lines[:3], "a?b"]


# -- what a move changes ---------------------------------------------------------------------------------------------

BEFORE = {
    "a": {"mode": "x"},
    "processing": {"mode": "backup", "post_uri": "http://h/?a=1&b=2", "last": "1"},
    "b": {"mode": "y"},
}
AFTER = {"a": {"mode": "x"}, "processing": {"mode": "active", "last": "1"}, "b": {"mode": "y"}}


@pytest.mark.parametrize(("old", "new"), [(BEFORE, AFTER), (AFTER, BEFORE)])
def test_sed_gives_the_text_that_site_writes(old, new, tmp_path):
    states = [Desired("rps", "h", "dc2", files=[File("/etc/rp.cfg", "ini", data=data)]) for data in (old, new)]
    found = changes.work(COMPONENTS["rps"], changes.Place(HOSTS["rws1-dc2"], "/staged", True), *states)
    (edit,) = found.edits
    assert edit.path == "/staged/etc/rp.cfg"
    file = tmp_path / "rp.cfg"
    file.write_text(to_ini(old), encoding="utf-8")
    words = [word for script in edit.script for word in ("-e", script)]
    for _time in range(2):
        assert run(tmp_path, "sed", "-i", *words, str(file)) == ""
        assert file.read_text(encoding="utf-8") == to_ini(new)


def test_account_in_an_address_is_a_secret():
    def state(site):
        tree = {"s": {"post_uri": f"https://user:hidden-{site}@h.test/"}}
        wde = ConfigurationObject("CfgApplication", "WDE", options=tree)
        return Desired("rps", "h", "dc2", files=[File("/f", "ini", data=tree)], objects=[wde])

    states = [state("dc1"), state("dc2")]
    found = changes.work(COMPONENTS["rps"], changes.Place(HOSTS["rws1-dc2"], "", True), *states)
    assert "hidden" not in str(found) and "post_uri = a secret" in str(found)
    assert "hidden" not in str(changes.objects(states[:1], states[1:]))


def test_secret_in_a_file_is_named_and_never_shown():
    states = [
        Desired("rps", "h", "dc2", files=[File("/f", "ini", data={"s": {"password": value}})], secret_keys=[])
        for value in ("hidden-1", "hidden-2")
    ]
    (edit,) = changes.work(COMPONENTS["rps"], changes.Place(HOSTS["rws1-dc2"], "", True), *states).edits
    assert edit.script == () and "s/password = a secret" in edit.sentence and "hidden" not in edit.sentence


def test_secret_of_an_object_is_copied_from_another_one():
    def profile(name, password):
        return ConfigurationObject("CfgGVPIVRProfile", name, annex={"s": {"auth_password": password}})

    old = Desired("ivr_profile", "localhost", objects=[profile("record", "p1"), profile("dallas", "p2")])
    new = Desired("ivr_profile", "localhost", objects=[profile("record", "p2"), profile("dallas", "p2")])
    (found,) = changes.objects([old], [new])
    assert found.options == (OptionChange("userproperties", "s", "auth_password", copy="dallas", secret=True),)

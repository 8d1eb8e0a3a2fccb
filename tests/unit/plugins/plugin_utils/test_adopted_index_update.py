# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The daily index update: its configuration and what starts it give the variables that the role had."""

import json

import pytest
from adopted_system import System, said, seeded, variables, written_again
from ansible_collections.gir.multidc.plugins.plugin_utils._components.index_update import PROGRAM

HOST, NAME = "rws3", "index_update"
CONFIG = "/opt/genesys/index_update/config.json"
UNITS = "/etc/systemd/system"
TIMED = {"index_update_on_calendar": "Mon *-*-* 04:00:00", "index_update_randomized_delay": "1h"}
WAYS = {
    "usual": {},
    "other times": TIMED,
    "other windows": {
        "index_update_overlap_hours": 12,
        "index_update_window_hours": 6,
        "index_update_first_hours": 100,
        "index_update_most_windows": 50,
        "index_update_attempts": 3,
        "index_update_retry_seconds": 60,
        "index_update_indexes": ["recordings"],
    },
    "another way to RWS": {
        "index_update_timeout": 60,
        "index_update_retries": 0,
        "index_update_client_cert": "/tls/client.pem",
        "index_update_client_key": "/tls/client.key",
        "index_update_ca_path": "/tls/ca.pem",
        "gir_validate_certs": False,
    },
    "other places": {
        "index_update_state_path": "/srv/gir-index-update",
        "index_update_python": "/opt/python/bin/python3",
    },
    "cron": {"index_update_scheduler": "cron"},
    "cron at another time": {
        "index_update_scheduler": "cron",
        "index_update_cron_schedule": "*/5 0-3 * * 1,2",
        "index_update_python": "/opt/python/bin/python3",
    },
}


def installed(**given):
    return System(also=[NAME], **given)


@pytest.mark.parametrize("given", WAYS.values(), ids=WAYS)
def test_what_was_installed_is_found_again(adopt, given):
    system = installed(**given)
    adoption = adopt(system=system)
    assert adoption["drift"] == []
    assert f"{HOST}: the daily index update." in adoption["recognised"]
    found = adoption["effective"](HOST)
    assert {name: found.get(name) for name in given} == given
    written, there = written_again(adoption, system, NAME)
    assert written == there and CONFIG in there[HOST]
    assert (PROGRAM.cron in there[HOST]) is ("index_update_scheduler" in given)


def test_what_is_usual_is_not_written_down(adopt):
    """A default stays one, so that the new inventory says only what is special."""
    found = variables(adopt(system=installed()))
    assert [name for name in found if name.startswith("index_update_")] == []
    found = variables(adopt(system=installed(**TIMED)))
    assert {name: found[name] for name in found if name.startswith("index_update_")} == TIMED


def test_authorities_of_the_seed_are_not_repeated(adopt):
    """They come to the program by the variable of the whole system."""
    system = installed(gir_ca_path="/tls/all.pem")
    seeded(system, gir_ca_path="/tls/all.pem")
    assert json.loads(system.files[HOST][CONFIG]["content"])["ca_path"] == "/tls/all.pem"
    assert adopt(system=system)["effective"](HOST).get("index_update_ca_path") is None


def test_a_directory_that_the_seed_names_is_looked_into(adopt):
    system = installed(index_update_install_path="/srv/index_update")
    drift = adopt(system=system)["drift"]
    assert drift == ["The daily index update is installed nowhere; site would bring it to the standby data center."]
    seeded(system, index_update_install_path="/srv/index_update")
    assert adopt(system=system)["drift"] == []


def test_a_configuration_that_is_no_json_is_a_problem(adopt):
    def broken(system):
        system.put(HOST, CONFIG, '{"urls": [')

    adoption = adopt(broken, system=installed())
    assert adoption["problems"] == [f"{HOST}: the configuration of the daily index update is no JSON."]
    assert adoption["files"] == {}


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "7",
        '{"status_file": 7}',
        '{"status_file": "x"}',
        '{"urls": 7}',
        '{"retries": {}}',
        '{"validate_certs": 7}',
    ],
)
def test_json_that_is_no_configuration_is_a_problem(adopt, text):
    adoption = adopt(lambda system: system.put(HOST, CONFIG, text), system=installed())
    assert [line for line in adoption["problems"] if line.startswith(HOST)] != []
    assert adoption["files"] == {}


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("index_update_python", "/opt/python/bin/python3"),
        ("index_update_ca_path", "/tls/ca.pem"),
        ("index_update_client_cert", "/tls/client.pem"),
        ("index_update_scheduler", "cron"),
        ("gir_validate_certs", False),
    ],
)
def test_what_is_installed_wins_over_the_seed(adopt, variable, value):
    """As it does for every other variable; else site would change the host, and nothing says so."""
    system = seeded(installed(), **{variable: value})
    adoption = adopt(system=system)
    written, there = written_again(adoption, system, NAME)
    assert written == there
    sentence = (
        f"gir_validate_certs is false in the seed, but true in the daily index update of {HOST}, which was taken."
    )
    assert adoption["contradictions"] == ([sentence] if variable == "gir_validate_certs" else [])


def test_authorities_that_site_would_bring_are_named(adopt):
    """No value of a variable takes those of the whole system away."""
    adoption = adopt(system=seeded(installed(), gir_ca_path="/tls/all.pem"))
    assert said(adoption, "drift", f"{HOST}: the daily index update has no ca_path, but gir_ca_path is given")


FURTHER = {
    "index_update_urls": ["https://rws9.dc2.test:8080"],
    "index_update_unit_extra_options": {"Service": {"Nice": "5"}},
    "index_update_timer_extra_options": {"Timer": {"AccuracySec": "1h"}},
}


def test_what_is_not_read_is_named(adopt):
    told = [
        f"index_update_urls: {HOST}: the installed addresses are not those that site would write",
        f"index_update_unit_extra_options: {HOST}: the installed {PROGRAM.service} differs in Service/Nice",
        f"index_update_timer_extra_options: {HOST}: the installed {PROGRAM.timer} differs in Timer/AccuracySec",
    ]
    system = installed(**FURTHER)
    assert [line for line in adopt(system=system)["by_hand"] if line.startswith("index_update_")] == told
    adoption = adopt(system=seeded(system, **FURTHER))
    assert [line for line in adoption["by_hand"] if line.startswith("index_update_")] == []


def test_a_unit_that_cannot_be_read_is_named(adopt):
    adoption = adopt(lambda system: system.put(HOST, f"{UNITS}/{PROGRAM.timer}", "no section\n"), system=installed())
    assert said(adoption, "by_hand", f"index_update_timer_extra_options: {HOST}", "differs in its form")


def test_a_value_that_breaks_a_rule_is_named(adopt):
    """The role would refuse it."""
    adoption = adopt(lambda system: system.put(HOST, CONFIG, '{"client_key": "/tls/key"}'), system=installed())
    assert said(adoption, "by_hand", f"index_update_client_key: {HOST}: index_update_client_key is given without")


def test_a_configuration_of_an_older_program(adopt):
    """What it does not say is not invented."""

    def older(system):
        system.put(HOST, CONFIG, '{"retries": 7}')
        for unit in (PROGRAM.timer, PROGRAM.service):
            del system.files[HOST][f"{UNITS}/{unit}"]

    found = variables(adopt(older, system=installed(**TIMED)))
    assert {name: found[name] for name in found if name.startswith("index_update_")} == {"index_update_retries": 7}


def test_options_of_a_unit_need_no_form(adopt):
    """What an administrator has edited by hand counts like what the role wrote."""

    def edited(system):
        path = f"{UNITS}/{PROGRAM.timer}"
        text = system.files[HOST][path]["content"].replace("OnCalendar = ", "OnCalendar=")
        system.put(HOST, path, text.replace("03:15:00", "05:00:00  "))

    assert variables(adopt(edited, system=installed()))["index_update_on_calendar"] == "*-*-* 05:00:00"

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line as far as it needs no laboratory."""

import pytest
from lab import cli
from lab.errors import Impossible, LabError

STATUS = {
    "datacenters": [
        {"name": "east", "role": "primary", "subnet": "10.90.1.0/24", "cut": "no", "controller_spared": False},
        {"name": "west", "role": "backup", "subnet": "10.90.2.0/24", "cut": "in", "controller_spared": True},
    ],
    "hosts": [
        {"name": "a", "datacenter": "east", "address": "10.90.1.11", "state": "off", "reachable": False,
         "pythons": ["3.6", "3.9"], "groups": ["gir_mcp", "gir_rps"]},
    ],
}


def test_the_table_shows_cuts_and_states():
    assert cli.table(STATUS).splitlines() == [
        "data center  role     subnet        cut",
        "east         primary  10.90.1.0/24  no",
        "west         backup   10.90.2.0/24  in, not from the controller",
        "",
        "host  data center  address     state  ssh        python      groups",
        "a     east         10.90.1.11  off    no answer  3.6 or 3.9  gir_mcp gir_rps",
    ]


def test_words_of_a_command_are_left_as_they_are():
    options = cli.parser().parse_args(["--directory", "/lab", "run", "--", "ansible", "-i", "x", "--", "y"])
    assert cli.without_dashes(options.command) == ["ansible", "-i", "x", "--", "y"]
    assert cli.parser().parse_args(["ssh", "a", "uptime", "-p"]).command == ["uptime", "-p"]


@pytest.mark.parametrize(("kind", "code"), [(LabError, 1), (Impossible, cli.IMPOSSIBLE)])
def test_a_problem_is_one_sentence_and_a_code(monkeypatch, capsys, kind, code):
    def refuse(_options):
        raise kind("The laboratory needs Linux and root: run this as root.")

    monkeypatch.setattr(cli, "perform", refuse)
    monkeypatch.setattr(cli.signal, "signal", lambda *_arguments: None)
    assert cli.main(["status"]) == code
    assert capsys.readouterr().err == "The laboratory needs Linux and root: run this as root.\n"


def test_unknown_verbs_and_directions_are_refused():
    for words in (["fly"], ["cut", "dc1", "--direction", "up"], []):
        with pytest.raises(SystemExit):
            cli.parser().parse_args(words)

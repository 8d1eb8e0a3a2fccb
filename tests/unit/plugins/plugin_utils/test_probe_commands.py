# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The form of gir_probe_commands, judged before anything runs."""

import re

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.rule import LENIENT_VERBS, STRICT_VERBS
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.values import Unusable
from ansible_collections.gir.multidc.plugins.plugin_utils._variables.probe_commands import GIR990, Probe, read
from ansible_collections.gir.multidc.plugins.plugin_utils._variables.rules import RULES

UNDEFINED = Unusable("site is undefined")


def test_probes():
    """Numbers may be text, and arguments numbers; what is blank is not given."""
    found, wrong = read(
        {
            "eservices_site": {"command": ["/bin/site", "--port", 8080], "url": "", "expect": "^DC1$", "timeout": "3"},
            "lag": {"url": "https://mon.test:9090/api?query=lag", "expect": 5, "timeout": None},
        }
    )
    assert wrong == []
    assert found == [
        Probe("eservices_site", ["/bin/site", "--port", "8080"], "", re.compile("^DC1$"), 3),
        Probe("lag", [], "https://mon.test:9090/api?query=lag", re.compile("5"), 10),
    ]


@pytest.mark.parametrize("value", [None, "", " ", {}])
def test_no_probes(value):
    assert read(value) == ([], [])


COMMAND = {"command": ["true"]}


@pytest.mark.parametrize(
    ("value", "rule", "words"),
    [
        (UNDEFINED, "GIR990", "gir_probe_commands cannot be evaluated: site is undefined"),
        (["true"], "GIR990", "gir_probe_commands is a list, not a dictionary of questions"),
        ({"a b": COMMAND}, "GIR990", 'has the question "a b"; a name has letters'),
        ({"a": "true"}, "GIR990", "gir_probe_commands.a is text, not a dictionary with a command or a url"),
        ({"a": UNDEFINED}, "GIR990", "gir_probe_commands.a cannot be evaluated: site is undefined"),
        ({"a": {}}, "GIR990", "gir_probe_commands.a has neither a command nor a url"),
        ({"a": {**COMMAND, "url": "http://a.test"}}, "GIR990", "gir_probe_commands.a has both a command and a url"),
        ({"a": {**COMMAND, "expects": "x"}}, "GIR990", 'has the key "expects", which is not known'),
        ({"a": {"command": "queue --all"}}, "GIR991", "gir_probe_commands.a.command is text; no shell takes it apart"),
        ({"a": {"command": []}}, "GIR991", "gir_probe_commands.a.command is an empty list"),
        ({"a": {"command": ["x", {}]}}, "GIR991", "gir_probe_commands.a.command[1] is a dictionary, not text"),
        ({"a": {"command": ["x", True]}}, "GIR991", "gir_probe_commands.a.command[1] is a boolean, not text"),
        ({"a": {"command": ["x", UNDEFINED]}}, "GIR991", "command[1] cannot be evaluated: site is undefined"),
        ({"a": {"command": [" ", "x"]}}, "GIR991", "gir_probe_commands.a.command[0] names no program"),
        ({"a": {"command": ["x", "a\0b"]}}, "GIR991", "gir_probe_commands.a.command[1] has a null character"),
        ({"a": {"url": 5}}, "GIR991", "gir_probe_commands.a.url is a number, not a URL"),
        ({"a": {"url": "ftp://a.test"}}, "GIR991", 'is "ftp://a.test", which is no http or https URL'),
        ({"a": {"url": "token-of-somebody"}}, "GIR991", "a.url is text that is not shown, which is no"),
        ({"a": {"url": "http://a.test:99999/"}}, "GIR991", "its port is no number from 1 to 65535"),
        ({"a": {"url": "http://2001:db8::5/x?token=hush"}}, "GIR991", "the IPv6 address stands without brackets"),
        ({"a": {"url": "http://[fe80::1%eth0]/"}}, "GIR991", "its address has a zone"),
        ({"a": {"url": "http://[::1/"}}, "GIR991", "which is no http or https URL"),
        ({"a": {"url": "http://me:hush@a.test"}}, "GIR991", "which holds a user name"),
        ({"a": {"url": "http://a.test/a b?token=hush"}}, "GIR991", "which has a blank"),
        ({"a": {"url": "http://a.test/#x"}}, "GIR991", "which has a fragment"),
        (
            {"a": {**COMMAND, "expect": "("}},
            "GIR991",
            "gir_probe_commands.a.expect is no regular expression: missing )",
        ),
        ({"a": {**COMMAND, "expect": ["x"]}}, "GIR991", "gir_probe_commands.a.expect is a list, not text"),
        ({"a": {**COMMAND, "timeout": 0}}, "GIR991", "gir_probe_commands.a.timeout is 0, not seconds from 1 to 3600"),
        ({"a": {**COMMAND, "timeout": True}}, "GIR991", "gir_probe_commands.a.timeout is true, not seconds"),
        ({"a": {**COMMAND, "timeout": "soon"}}, "GIR991", 'gir_probe_commands.a.timeout is "soon", not seconds'),
    ],
)
def test_wrong_forms(value, rule, words):
    """Each is one sentence with the place, and nothing that may be a secret."""
    found, (wrong,) = read(value)
    assert found == []
    assert (wrong.id, wrong.severity, wrong.subject) == (rule, "error", "gir_probe_commands")
    assert words in wrong.sentence
    assert "hush" not in wrong.sentence
    assert "\n" not in wrong.sentence


def test_question_that_is_nearly_a_known_one_is_a_warning():
    found, (wrong,) = read({"eservice_site": COMMAND})
    assert [probe.question for probe in found] == ["eservice_site"]
    assert (wrong.id, wrong.severity) == ("GIR992", "warning")
    assert "Did you mean eservices_site?" in wrong.sentence


def test_wrong_form_stops_who_runs_the_probes():
    """An operator who needs another verb at night is only warned."""
    stopped = {verb for verb in (*STRICT_VERBS, *LENIENT_VERBS) if RULES[GIR990.id].severity_for(verb) == "error"}
    assert stopped == {*STRICT_VERBS, "verify"}

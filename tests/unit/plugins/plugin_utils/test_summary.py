# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that is wrong as one text."""

from ansible_collections.gir.multidc.plugins.plugin_utils._components.desired import Violation
from ansible_collections.gir.multidc.plugins.plugin_utils._variables.summary import LINES, summary
from hypothesis import given
from hypothesis import strategies as st


def broken(rule="GIR803", host="host1", sentence="rws_port is x.", severity="error"):
    return Violation(rule, "rws_port", host, sentence, "Correct it.", severity)


def test_one_is_one_line():
    assert summary([broken()]) == "GIR803 host1: rws_port is x. Correct it."


def test_hosts_share_a_line():
    """And a host that two components name stands once."""
    assert summary([broken(host=host) for host in ("a", "a", "b", "c")]) == (
        "GIR803 a, b and 1 more: rws_port is x. Correct it."
    )


def test_errors_stand_before_warnings():
    text = summary([broken("GIR101", severity="warning"), broken("GIR803"), broken("GIR002", host="")])
    assert text.splitlines() == [
        "3 problems:",
        "- GIR002: rws_port is x. Correct it.",
        "- GIR803 host1: rws_port is x. Correct it.",
        "- GIR101 (warning) host1: rws_port is x. Correct it.",
    ]
    assert summary([broken(severity="warning")]) == "GIR803 host1: rws_port is x. Correct it."


def test_a_long_list_is_grouped():
    text = summary([broken(sentence=f"rws_port is {number}.") for number in range(100)] + [broken("GIR970")])
    lines = text.splitlines()
    assert lines[0] == "101 problems that break 2 rules:"
    assert "- GIR970 host1: rws_port is x. Correct it." in lines
    assert sum(line.startswith("- GIR803") for line in lines) + 1 <= LINES
    assert "more of GIR803" in text


@given(st.lists(st.tuples(st.integers(0, 99), st.integers(0, 9)), min_size=1, max_size=400))
def test_no_list_is_longer_than_a_screen(places):
    """And every problem is counted."""
    violations = [broken(f"GIR{rule:03}", sentence=f"It is {number}.") for rule, number in places]
    lines = summary(violations).splitlines()
    assert len(lines) <= LINES
    shown = sum(line.startswith("- ") for line in lines)
    counted = sum(int(line.split()[2]) for line in lines if " more of " in line)
    assert len(set(violations)) == (1 if len(lines) == 1 else shown + counted)

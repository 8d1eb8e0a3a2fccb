# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which findings of drift stop a failover before it begins, and which of them are a proof that failed."""

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._takeover import drifting
from drift_cases import MODEL, RWS1, RWS2, UNIT, YAML, answer, differs, judged, unread

TARGET = MODEL["standby"]
FOREIGN = {"check": "file.missing", "key": "", "expected": "a file", "actual": None}


def before(*answers, hosts=(RWS2,)):
    return drifting.before(judged(*answers).findings, MODEL, TARGET, hosts)


def after(*answers, hosts=(RWS1, RWS2)):
    return drifting.after(judged(*answers).findings, hosts)


def test_target_without_a_finding_is_confirmed():
    (check,) = before(answer(RWS2))
    assert (check.rule, check.answer) == ("GIR629", "confirmed")


@pytest.mark.parametrize(
    ("difference", "expected"),
    [
        (differs(**FOREIGN), ["failed"]),
        (differs("file.owner", key="", expected="genesys", actual="nobody"), ["failed"]),
        (differs(key="nodePath", expected="/US/TX", actual="/US"), ["failed"]),
        (differs(key="logging.level"), ["confirmed"]),
        (differs("file.mode", key="", expected="0640", actual="0600"), ["confirmed"]),
        (unread(), ["not observable"]),
        (differs("desired.refused", "variables", "", None, None, reason="GIR820"), ["not observable"]),
        # Said by the status, or done by the failover.
        (differs("unit.enabled", UNIT, "", "disabled", "enabled"), ["confirmed"]),
        (differs("unit.state", UNIT, "", "started", "stopped"), ["confirmed"]),
        (differs("package.version", "/opt/muxer", "", "2", "1", component="muxer"), ["confirmed"]),
        (differs("package.version", "/opt/rws", "", "2", "1"), ["failed"]),
    ],
)
def test_what_a_finding_at_the_target_says(difference, expected):
    found = before(answer(RWS2, difference))
    assert [one.answer for one in found] == expected
    assert all(one.rule == "GIR629" and (one.remedy or one.answer == "confirmed") for one in found)


def test_finding_at_the_origin_stops_nothing():
    assert [one.answer for one in before(answer(RWS1, differs(**FOREIGN)), answer(RWS2))] == ["confirmed"]


def test_without_a_host_nothing_is_known():
    assert [one.answer for one in before(hosts=())] == ["not observable"]


def test_target_that_is_active_already_is_not_judged():
    assert drifting.before([], MODEL, MODEL["active"], [RWS1]) == ()


def test_worst_come_first_and_the_rest_is_counted():
    many = [differs("file.missing", f"/etc/f{number}", "", "a file", None) for number in range(30)]
    worst = differs("file.owner", YAML, "", "genesys", "nobody")
    found = before(answer(RWS2, *many, worst, unread(thing="/etc/other")))
    assert [one.answer for one in found] == ["failed"] * 21 + ["not observable"]
    assert YAML in found[0].text and found[20].text.startswith("11 more findings of dc2")
    # A plan stays the same whatever the values are.
    assert found[0].subject == f"{RWS2} rws file.owner {YAML}"


def test_proof_of_what_answers():
    assert [(one.rule, one.answer) for one in after(answer(RWS1), answer(RWS2))] == [("drift", "confirmed")]
    found = after(answer(RWS1, differs(**FOREIGN)), answer(RWS2, differs(key="logging.level")))
    assert [one.answer for one in found] == ["failed"] and RWS1 in found[0].text
    assert [one.answer for one in after(hosts=())] == ["not observable"]


def test_proof_says_nothing_of_hosts_that_did_not_answer():
    found = after(answer(RWS1, failure="timed out"), answer(RWS2), hosts=(RWS2,))
    assert [one.answer for one in found] == ["confirmed"]


def test_secret_is_never_in_a_check():
    secret = differs("file.content", key="password", expected="s3cret-a", actual="s3cret-b", secret=True)
    (check,) = before(answer(RWS2, secret))
    assert check.answer == "failed" and "s3cret" not in repr(check)

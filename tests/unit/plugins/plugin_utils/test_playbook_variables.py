# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Variables that only playbooks read: which they are, whom one that cannot be evaluated stops, and how it is said."""

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._components.desired import Violation
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import judgement
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.rule import LENIENT_VERBS, STRICT_VERBS
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.values import Unusable
from ansible_collections.gir.multidc.plugins.plugin_utils._variables import of_playbooks

GROUPS = {"gir": ["rws1"]}
UNDEFINED = "{{ nowhere }}"


def severities(gather, verb, **given):
    """{variable: severity} of what the host cannot evaluate."""
    hosts = {"rws1": given, "localhost": {"gir_datacenters": {}}}
    return {
        one.subject: one.severity
        for one in judgement.of_playbooks_alone(verb, GROUPS, gather({"groups": GROUPS}, **hosts))
    }


def test_every_playbook_is_found_by_its_verb():
    for verb in {*STRICT_VERBS, *LENIENT_VERBS} - {"status", "drift", "failover", "failback", "rejoin"}:
        assert (of_playbooks.PLAYBOOKS / f"{verb}.yml").is_file(), verb
    assert "gir_lock_break" in of_playbooks.used_by("lock") and "gir_reason" in of_playbooks.used_by("ledger")
    assert "gir_lock_minutes" in of_playbooks.used_by("site")  # by way of included tasks
    assert "gir_lock_break" not in of_playbooks.used_by("verify")


@pytest.mark.parametrize(
    ("verb", "rule", "subject", "severity"),
    [
        ("keystore_check", "GIR801", "rcs_keystore_password", "error"),
        ("eservices_switch", "GIR001", "gir_rws_ops_password", "error"),
        ("eservices_switch", "GIR801", "rcs_keystore_password", "warning"),
        ("verify", "GIR801", "rcs_keystore_password", "warning"),
        ("keystore_check", "GIR803", "rcs_keystore_password", "warning"),
    ],
)
def test_what_a_playbook_uses_stops_it(verb, rule, subject, severity):
    """Of the components and of the map too, where nothing else may stop a verb."""
    (one,) = judgement.used(verb, [Violation(rule, subject, "h", "It is bad.", "Mend it.", "warning")])
    assert one.severity == severity


def test_what_a_component_or_the_map_reads_is_judged_there():
    names = of_playbooks.read_by_playbooks()
    assert {"gir_reason", "gir_read_record", "gir_known_variables"} <= set(names)
    assert not {"gir_datacenters", "gir_ca_path", "rws_port", "gir_probe_commands", "gir_topology"} & set(names)


@pytest.mark.parametrize(
    ("verb", "severity"),
    [("site", "error"), ("topology", "error"), ("verify", "warning"), ("ledger", "error"), ("kept_copies", "warning")],
)
def test_a_reason_stops_verbs_that_keep_it(gather, verb, severity):
    assert severities(gather, verb, gir_reason=UNDEFINED, gir_change_id="fine") == {"gir_reason": severity}


def test_every_bad_part_is_named(gather):
    given = {"gir_known_tags": {"x": "{{ a }}", "y": "b", "z": {"deep": "{{ c }}"}}}
    hosts = {"rws1": given, "localhost": {"gir_datacenters": {}}}
    found = judgement.of_playbooks_alone("site", GROUPS, gather({"groups": GROUPS}, **hosts))
    assert [one.sentence for one in found] == [
        "gir_known_tags.x cannot be evaluated: a is undefined.",
        "gir_known_tags.z.deep cannot be evaluated: c is undefined.",
    ]
    assert found[0].remedy == "Define a, or correct the template."


def test_one_bad_variable_of_many_hosts_is_said_once():
    """And not again where the map has said it."""
    bad = [Violation("GIR801", "gir_ca_path", f"h{number}", "It is bad.", "Mend it.") for number in range(50)]
    of_map = [Violation("GIR001", "rws_crypto_security_key of h1", "", "Bad.", "Mend it.")]
    again = [Violation("GIR801", "rws_crypto_security_key", "h1", "Bad.", "Mend it.")]
    (one,) = judgement.beside(of_map, bad + again)
    assert (one.host, one.sentence) == ("h0, h1 and 48 more", "It is bad.")


@pytest.mark.parametrize(
    ("value", "verb", "expected"),
    [
        (None, "site", (True, [])),
        (" ", "site", (True, [])),
        ("no", "site", (False, [])),
        (Unusable("x"), "site", (True, [])),
        ("flase", "site", (True, ["error"])),
        ("flase", "verify", (True, ["warning"])),
    ],
)
def test_a_switch_that_cannot_be_read_stays_as_it_is(value, verb, expected):
    found, wrong = judgement.switch("gir_read_record", value, verb, True)
    assert (found, [one.severity for one in wrong]) == expected

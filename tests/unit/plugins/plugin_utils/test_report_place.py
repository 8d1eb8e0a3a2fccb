# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""gir_report_url and its account: what is taken, what is refused, and that no secret is shown."""

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._failover import reading as failover
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.judgement import of_verb
from ansible_collections.gir.multidc.plugins.plugin_utils._report import asked
from ansible_collections.gir.multidc.plugins.plugin_utils._report.place import GIR676, GIR677, NOWHERE, Place, read
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.values import Unusable
from ansible_collections.gir.multidc.plugins.plugin_utils._variables import known

SECRET = "hush-hush-4711"
GOOD = {"gir_report_url": "https://files.test/reports/", "gir_report_username": "gir", "gir_report_password": SECRET}
GROUPS = {"gir": ["rws1"], "gir_rws": ["rws1"]}


def wrong(**given):
    """What is wrong, with rule and sentence."""
    found, violations = read({f"gir_report_{name}": value for name, value in given.items()}.get)
    assert found == NOWHERE or not violations
    return [(one.id, one.sentence) for one in violations]


def test_what_is_given_is_taken():
    tls = {"gir_validate_certs": "no", "gir_ca_path": " /srv/ca.pem "}
    assert read({**GOOD, **tls}.get) == (
        Place("https://files.test/reports", "gir", SECRET, False, "/srv/ca.pem"), [],
    )  # fmt: skip
    assert SECRET not in repr(read(GOOD.get))


@pytest.mark.parametrize("given", [{}, {"url": ""}, {"url": None, "username": " ", "password": ""},
                                   {"username": "gir", "password": SECRET}])  # fmt: skip
def test_without_an_address_nothing_is_sent(given):
    assert read({f"gir_report_{name}": value for name, value in given.items()}.get) == (NOWHERE, [])


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("ftp://files.test/x", 'gir_report_url is "ftp://files.test/x", which is no http or https address.'),
        ("reports", 'gir_report_url is "reports", which is no http or https address.'),
        (f"https://files.test/x?token={SECRET}", "gir_report_url has a query or a fragment."),
        ("https://files.test/x#y", "gir_report_url has a query or a fragment."),
        (f"https://gir:{SECRET}@files.test/x", "gir_report_url contains an account."),
        (f"ftp://gir:{SECRET}@files.test/x", "gir_report_url contains an account."),
        ("https://files.test/a/../b", "gir_report_url has . or .. in its path."),
        ("https://files.test:99999/", "gir_report_url cannot be used: 'https://files.test:99999/' has the port 99999"),
        ("https://", "gir_report_url cannot be used: 'https://' is not an address"),
        (["x"], "gir_report_url is a list, not an address."),
        (Unusable("nowhere is undefined"), "gir_report_url cannot be evaluated: nowhere is undefined."),
    ],
)
def test_addresses_that_are_none(url, sentence):
    ((rule, said),) = wrong(url=url)
    assert rule == GIR676.id
    assert said.startswith(sentence)
    assert SECRET not in said


@pytest.mark.parametrize(
    ("account", "sentences"),
    [
        ({"username": "gir"}, ["gir_report_username is given without gir_report_password."]),
        ({"password": SECRET}, ["gir_report_password is given without gir_report_username."]),
        ({"username": "a:b", "password": SECRET}, ["gir_report_username contains a colon, which"]),
        ({"username": ["x"], "password": {SECRET: SECRET}},
         ["gir_report_username is a list, not text.", "gir_report_password is a dictionary, not text."]),
        ({"username": "gir", "password": f"{SECRET}\n"}, ["gir_report_password ends with a line break."]),
        ({"username": "gir", "password": Unusable("it cannot be decrypted")},
         ["gir_report_password cannot be evaluated: it cannot be decrypted."]),
    ],
)  # fmt: skip
def test_halves_of_an_account(account, sentences):
    found = wrong(url="https://files.test", **account)
    assert {rule for rule, _said in found} == {GIR677.id}
    assert all(said.startswith(sentence) for (_rule, said), sentence in zip(found, sentences, strict=True))
    assert SECRET not in str(found)


def test_all_of_it_is_said_at_once():
    found = wrong(url="reports", username="gir")
    assert [rule for rule, _said in found] == [GIR676.id, GIR677.id]


@pytest.mark.parametrize(
    ("verb", "severity"),
    [("site", "error"), ("render", "error"), ("remediate", "error"), ("verify", "error"), ("status", "warning"),
     ("drift", "warning"), ("failover", "warning"), ("eservices_switch", "warning")],
)  # fmt: skip
def test_emergency_verbs_are_only_warned(gather, verb, severity):
    """Judged with all other variables of the inventory, before anything is connected."""
    variables = {"gir_datacenters": {"dc1": {}}, "gir_report_url": "reports", "gir_report_username": "gir"}
    gatherer = gather({"groups": GROUPS, **variables}, localhost=variables, rws1=variables)
    found = of_verb(verb, GROUPS, None, gatherer, ([], []))
    assert [(one.id, one.severity) for one in found if one.id in (GIR676.id, GIR677.id)] == [
        (GIR676.id, severity), (GIR677.id, severity),
    ]  # fmt: skip


def test_a_failover_notes_it_and_goes_on():
    settings = failover.settings({"gir_report_url": "reports", "gir_failover_output_dir": "out"})
    assert settings.reports == asked.Asked("out", ("json", "markdown", "html"))
    assert [note.split(" ", 1)[0] for note in settings.notes] == ["gir_report_url"]
    assert failover.settings(GOOD).reports.place.username == "gir"
    assert failover.settings(GOOD).notes == ()


def test_its_password_is_a_secret():
    assert "gir_report_password" in known.secrets()
    assert {*GOOD} <= known.names()

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What only tasks can show of role contact_center. What it decides is tested in plugins/plugin_utils/components."""

import functools
import json

import pytest
from standins import rws
from support.three_sites import SECRETS, VARIABLES, RoleRuns

CONTACT_CENTER = VARIABLES["gir_contact_center_id"]
ACCOUNTS = {
    "gir_rws_ops_username": rws.OPS[0],
    "gir_rws_ops_password": rws.OPS[1],
    "gir_rws_admin_username": rws.ADMIN[0],
    "gir_rws_admin_password": rws.ADMIN[1],
    "contact_center_wait_retries": 1,
    "contact_center_wait_delay": 0,
}
NOBODY = "http://127.0.0.1:9"
NAMES = ("features", "storage", "settings")


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    return RoleRuns("contact_center", tmp_path_factory.mktemp("cc"), variables=ACCOUNTS)


@pytest.fixture
def servers():
    with rws.cluster(contact_center_id=CONTACT_CENTER) as cluster:
        yield cluster


def test_rendered_requests_are_sent_once(runs, servers):
    """Check mode predicts the run, the run sends exactly what is rendered, also as documents, and then nothing."""
    entry = {"scope": "contact_center", "group": "screen-recording-encryption"}
    options = {
        "contact_center_rws_urls": [NOBODY, *servers.urls],
        "contact_center_extra_settings": [
            dict(entry, name="certificatealias-1", value="a"),
            dict(entry, name="certificate-1", value="PEM"),
        ],
    }
    check = runs.run("main", "--check", **options)
    assert not servers.writes()
    rendered = runs.run("main render", gir_render_secrets=True, **options)
    again = runs.run("main", **options)
    for outcome in (check, rendered, again):
        outcome.succeeded().says_nothing_of([*SECRETS, rws.OPS[1], rws.ADMIN[1]])
    # One task more writes what is rendered.
    assert (check.counts(), rendered.counts(), again.counts()) == ({"localhost": 3}, {"localhost": 4}, {})
    expected = [
        (request["method"], request["path"], request["body"])
        for name in NAMES
        for request in rendered.rendered.json("contact-center", name + ".json")
    ]
    sent = [(entry["method"], entry["path"], json.loads(entry["body"])) for entry in servers.writes()]
    key = functools.partial(json.dumps, sort_keys=True)
    assert sorted(sent, key=key) == sorted(expected, key=key)


def test_other_contact_center_is_refused(runs, servers):
    """A contact center that is not the expected one is refused before anything is written."""
    other = "00000000-1111-2222-3333-444444444444"
    outcome = runs.run("main", contact_center_rws_urls=servers.urls, gir_contact_center_id=other)
    outcome.refused(f"RWS serves the contact centers {CONTACT_CENTER}; gir_contact_center_id is {other}.")
    assert not servers.writes()


def test_new_system_is_predicted(runs):
    """Where no node answers, check mode predicts the changes of a new contact center, also without its identifier."""
    unset = {"gir_contact_center_id": "UNSET"}
    outcome = runs.run("main", "--check", contact_center_rws_urls=[NOBODY], **unset)
    assert outcome.succeeded().counts() == {"localhost": 3}
    assert "the prediction is made for a new contact center" in outcome.flat
    outcome.says_nothing_of([rws.OPS[1], rws.ADMIN[1]])

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The GAX stand-in takes what public clients send, keeps it as text, and refuses what would answer with too much."""

import logging

import pytest
from gax_clients import link, template, typed, typed_dn
from standin_client import call
from standins import gax_sites
from standins.gax import Gax
from standins.gax_schema import SHAPES
from standins.gax_sites import PASSWORD, USER, application


@pytest.fixture
def gax():
    with Gax(directory=gax_sites.directory(application("104", "WDE"))) as server:
        account = {"username": USER, "password": PASSWORD, "isPasswordEncrypted": False}
        cookie = call(server.url + "/gax/api/session/login", "POST", None, account).session
        server.ask = lambda method, path, body=None: call(
            f"{server.url}/gax/api{path}", method, None, body, Cookie=cookie
        )
        yield server


def test_a_typed_object_is_created_with_what_was_set(gax):
    sent = typed(name="A", folderid="110", tenantdbid="101")
    created = gax.ask("POST", "/cfg/objects", sent)
    assert (created.status, created.json) == (
        200,
        {
            "state": "CFGEnabled",
            "type": "CfgAgentGroup",
            "dbid": "1001",
            "name": "A",
            "folderid": "110",
            "tenantdbid": "101",
            "agentdbids": {"id": []},
            "managerdbids": {"id": []},
        },
    )
    dn = gax.ask(
        "POST", "/cfg/objects", typed_dn(number="7001", folderid="113", switchdbid="120", tenantdbid="101")
    ).json
    assert (dn["number"], dn["name"], dn["userproperties"]) == ("7001", "", {"property": []})
    assert not {"sitedbid", "loginflag", "subtype"} & set(dn)


@pytest.mark.parametrize("dbid", ["", "0", 0, None])
def test_an_object_without_a_dbid_is_new(gax, dbid):
    answer = gax.ask("POST", "/cfg/objects", dict(template("T"), dbid=dbid))
    assert (answer.status, answer.json["dbid"], answer.json["folderid"]) == (200, "1001", "102")
    assert gax.directory.get("CfgAppPrototype", "1001") == answer.json


@pytest.mark.parametrize("dbid", ["104", 104, "", None])
def test_numbers_in_an_object_become_text(gax, dbid):
    wde = gax.ask("GET", "/cfg/objects/CfgApplication/104").json
    wde["appservers"]["conninfo"].append(link(105))
    answer = gax.ask(
        "PUT", "/cfg/objects/CfgApplication/104", dict(wde, dbid=dbid, port=8080, tenantdbids={"id": None})
    )
    assert (answer.status, answer.json["dbid"], answer.json["port"]) == (200, "104", "8080")
    assert answer.json["appservers"]["conninfo"] == [
        dict(link("105"), timoutlocal="10", timoutremote="10"),
    ]
    assert answer.json["tenantdbids"] == {"id": []}
    assert gax.ask("GET", "/cfg/objects/CfgApplication/104").json == answer.json


@pytest.mark.parametrize(
    "body", [{"dbid": ["104"]}, {"type": {}}, {"options": []}, {"appservers": {"conninfo": [None]}}]
)
def test_what_has_another_form_is_refused_in_a_sentence(gax, body):
    wde = gax.ask("GET", "/cfg/objects/CfgApplication/104").json
    answer = gax.ask("PUT", "/cfg/objects/CfgApplication/104", {**wde, **body})
    assert (answer.status, bool(answer.json["message"])) == (400, True)


def test_a_gax_that_takes_only_text(gax):
    gax.set_dialect(typed_values="refused")
    for body in (template("T"), typed(name="A", folderid="110"), dict(template("T"), folderid="102", options=None)):
        assert gax.ask("POST", "/cfg/objects", body).status == 400
    assert gax.ask("POST", "/cfg/objects", dict(template("T"), folderid="102")).status == 200


UNKNOWN_QUERIES = """
GET /cfg/objects?type=CfgDN&nmae=7001 -> there is no nmae in a query here, which takes type, brief,
GET /cfg/objects?type=CfgPerson&logincode=5 -> there is no logincode
GET /cfg/objects?type=CfgFolder&filters=folderdbid%3D1 -> CfgFolder has no field folderdbid
GET /cfg/objects/CfgTenant/1?brief=true -> there is no brief in a query here, which takes no query
GET /cfg/tree/CfgFolder/101/path?type=CfgFolder -> there is no type
GET /cfgobjects/search?type=CfgPerson&username=gir -> there is no username
GET /user/info?verbose=1 -> there is no verbose
POST /cfg/objects?type=CfgFolder -> there is no type
DELETE /cfg/objects/CfgAgentGroup/131?force=true -> there is no force
"""


@pytest.mark.parametrize("line", UNKNOWN_QUERIES.strip().splitlines())
def test_a_query_that_nobody_knows_is_refused(gax, line):
    request, _arrow, reason = line.partition(" -> ")
    method, path = request.split(" ")
    answer = gax.ask(method, path, template("T") if method == "POST" else None)
    assert (answer.status, reason in answer.json["message"]) == (400, True), answer.json
    assert gax.directory.get("CfgAgentGroup", "131")


def test_a_handler_that_fails_is_an_answer_that_is_seen(gax, monkeypatch, caplog):
    monkeypatch.delattr(gax.directory, "_objects")
    with caplog.at_level(logging.ERROR, "standins"):
        answer = gax.ask("GET", "/cfg/objects?type=CfgTenant")
    assert (answer.status, "The stand-in failed on GET" in answer.json["message"]) == (500, True)
    assert gax.requests[-1]["status"] == 500
    assert len(caplog.records) == 1


def test_every_type_has_what_all_objects_have():
    for kind, shape in SHAPES.items():
        assert {"type", "dbid", "name", "folderid", "state", "userproperties"} <= set(shape), kind

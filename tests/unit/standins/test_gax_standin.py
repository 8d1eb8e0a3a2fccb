# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The GAX stand-in: sessions, and how strictly it takes objects."""

import json
from pathlib import Path

import pytest
from standin_client import call
from standins import gax_sites
from standins.directory import Directory, person
from standins.gax import Gax
from standins.gax_dialects import DIALECTS
from standins.gax_sites import PASSWORD, USER, application, thing


@pytest.fixture
def gax(tmp_path):
    people = [person("admin", "admin, supervisor", "100"), person("cfg", "", "101", name="Cfg")]
    tree = Directory(people, {"admin": "pw1", "cfg": "pw2"}, path=tmp_path / "tree.json")
    tree.save()
    with Gax(directory=Directory(path=tmp_path / "tree.json")) as server:
        yield server


def login(gax, user, password, encrypted=False):
    body = {"username": user, "password": password, "isPasswordEncrypted": encrypted}
    return call(gax.url + "/gax/api/session/login", "POST", None, body)


def test_gax_is_ready_before_login_and_closed_without(gax):
    assert call(gax.url + "/gax/api/cfg/schema").json == {"isEnabled": True}
    assert call(gax.url + "/gax/api/cfg/objects?type=CfgPerson").status == 401
    assert login(gax, "cfg", "wrong").status == 401
    assert login(gax, "admin", "pw2").status == 401
    assert call(gax.url + "/gax/api/session/login", "POST", None, {"username": "cfg"}).status == 400


@pytest.mark.parametrize(
    ("password", "encrypted"), [("pw2", False), ("".join(chr(ord(c) + 70) + "F" for c in "pw2"), True)]
)
def test_gax_reads_objects_with_a_session(gax, password, encrypted):
    answer = login(gax, "cfg", password, encrypted)
    assert (answer.status, answer.body) == (204, b"")
    cookie = {"Cookie": answer.session}
    api = gax.url + "/gax/api"
    assert call(api + "/user/info", **cookie).json["username"] == "cfg"
    assert len(call(api + "/cfg/objects?brief=false&type=CfgPerson", **cookie).json) == 2
    named = call(api + "/cfg/objects?brief=false&type=CfgPerson&name=Cfg", **cookie).json
    assert [item["dbid"] for item in named] == ["101"]
    assert call(api + "/cfg/objects/CfgPerson/100", **cookie).json["username"] == "admin"
    assert call(api + "/cfg/objects/CfgPerson/999", **cookie).status == 404
    assert call(api + "/cfg/objects", **cookie).status == 400


def test_the_directory_knows_roles_and_hides_passwords(gax):
    assert gax.directory.roles("admin") == ["admin", "supervisor"]
    assert gax.directory.roles("cfg") == gax.directory.roles("nobody") == []
    assert gax.directory.knows("admin", "pw1")
    assert not gax.directory.knows("nobody", None)
    cookie = login(gax, "cfg", "pw2").session
    assert b"pw1" not in call(gax.url + "/gax/api/cfg/objects?type=CfgPerson", Cookie=cookie).body


class Client:
    """A session at a GAX with the tree of two tenants."""

    def __init__(self, server):
        self.api = server.url + "/gax/api"
        self.cookie = {"Cookie": login(server, USER, PASSWORD).session}

    def __call__(self, method, path, body=None, **headers):
        return call(self.api + path, method, None, body, **dict(self.cookie, **headers))


@pytest.fixture
def site(tmp_path):
    wde = application("104", "WDE", {"interaction-workspace": {"a": "b"}})
    tree = gax_sites.directory(wde, path=tmp_path / "site.json")
    with Gax(directory=tree, schema_after=0) as server:
        server.client = Client(server)
        server.file = tmp_path / "site.json"
        yield server


def change(site, **fields):
    wde = site.client("GET", "/cfg/objects/CfgApplication/104").json
    return site.client("PUT", "/cfg/objects/CfgApplication/104", dict(wde, **fields))


def test_a_put_replaces_the_whole_object_and_the_file_holds_it(site):
    wde = site.client("GET", "/cfg/objects/CfgApplication/104").json
    short = {key: wde[key] for key in ("type", "dbid", "name", "folderid")}
    assert site.client("PUT", "/cfg/objects/CfgApplication/104", short).json == short
    saved = json.loads(site.file.read_text(encoding="utf-8"))
    assert [item for item in saved["objects"] if item["dbid"] == "104" and item["type"] == "CfgApplication"] == [short]
    assert site.file.stat().st_mode & 0o777 == 0o600
    assert Directory(path=site.file).get("CfgApplication", "104") == short


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"port": True}, "port is True, not a string"),
        ({"port": "five"}, "port is five, not a number"),
        ({"hostdbid": "x"}, "hostdbid is x"),
        (
            {"redundancytype": "CFGHTColdStandby"},
            "redundancytype is CFGHTColdStandby, which is none of CFGHTColdStanby",
        ),
        ({"state": "enabled"}, "state is enabled, which is none of CFGEnabled, CFGDisabled"),
        ({"isprimary": "true"}, "isprimary is true, not CFGTrue or CFGFalse"),
        ({"Port": "5"}, "CfgApplication has no field Port"),
        ({"appservers": {"conninfo": [{"timeoutlocal": "1"}]}}, "appservers.conninfo: an entry has appserverdbid, "),
        ({"appservers": {"conninfo": [{"mode": "both"}]}}, "appservers.conninfo.mode is both, which is none of"),
        ({"options": {"property": [{"section": "a", "key": "b"}]}}, "an entry has section, key, value, all of them"),
        (
            {"options": {"property": [{"section": "a", "key": "b", "value": True}]}},
            "options.property.value is True, not a string",
        ),
        ({"options": {"a": {"b": "c"}}}, "options holds property, and nothing else"),
        ({"folderid": "999"}, "there is no folder 999"),
        ({"folderid": None}, "folderid is needed"),
        ({"name": ""}, "CfgApplication needs a name"),
        ({"dbid": "105"}, "type and dbid are not those of the address"),
    ],
)
def test_what_no_configuration_server_takes_is_refused(site, fields, reason):
    before = site.file.read_bytes()
    answer = change(site, **fields)
    assert (answer.status, reason in answer.json["message"]) == (400, True), answer.json
    assert site.file.read_bytes() == before


def test_objects_are_created_found_and_deleted(site):
    group = {"type": "CfgAgentGroup", "name": "A", "folderid": "110", "tenantdbid": "101"}
    created = site.client("POST", "/cfg/objects", group).json
    assert created == dict(group, state="CFGEnabled", dbid="1001")
    assert site.client("POST", "/cfg/objects", group).status == 409
    assert site.client("POST", "/cfg/objects", dict(group, name="B", dbid="7")).status == 400
    refused = site.client("POST", "/cfg/objects", {"type": "CfgAgentGroup", "name": "B"})
    assert (refused.status, refused.json["message"]) == (400, "folderid is needed")
    assert site.client("POST", "/cfg/objects", dict(group, type="CfgThing")).status == 400
    assert site.client("POST", "/cfg/objects", "{").status == 400
    brief = site.client("GET", "/cfg/objects?brief=true&type=CfgAgentGroup&name=A").json
    assert brief == [{key: created[key] for key in ("type", "dbid", "name", "folderid", "state")}]
    filtered = site.client(
        "GET", "/cfg/objects?type=CfgFolder&filters=folderid%3D101+AND+subtype%3DCFGDN+OR+name%3DHosts"
    )
    assert [item["name"] for item in filtered.json] == ["Hosts", "DNs"]
    assert site.client("GET", "/cfg/objects?type=CfgFolder&filters=x").status == 400
    found = site.client("GET", "/cfgobjects/search?type=CfgAgentGroup&iscasesensitive=false&name=every*").json
    assert [item["name"] for item in found] == ["Everybody"]
    path = site.client("GET", "/cfg/tree/CfgAgentGroup/1001/path").json
    assert path == ["Configuration", "Resources", "Agent Groups", "A"]
    assert site.client("DELETE", "/cfg/objects/CfgFolder/110").status == 409
    assert site.client("DELETE", "/cfg/objects/CfgAgentGroup/1001").status == 204
    assert site.client("DELETE", "/cfg/objects/CfgAgentGroup/1001").status == 404
    assert site.client("PATCH", "/cfg/objects/CfgAgentGroup/131").status == 405
    assert site.client("GET", "/scs/hosts").status == 404


def test_values_that_are_no_text_are_taken_back_as_they_were(tmp_path):
    odd = thing("CfgApplication", "200", "Odd", "102")
    odd["options"] = {
        "property": [{"section": "a", "key": "b", "value": 5}, {"section": "a", "key": "c", "value": ["AA"]}]
    }
    with Gax(directory=gax_sites.directory(odd)) as server:
        client = Client(server)
        assert client("PUT", "/cfg/objects/CfgApplication/200", odd).status == 200
        changed = dict(odd, options={"property": [{"section": "a", "key": "c", "value": ["BB"]}]})
        assert client("PUT", "/cfg/objects/CfgApplication/200", changed).status == 400
        assert server.directory.get("CfgApplication", "200") == odd


def test_sessions_end(site):
    assert site.client("GET", "/user/info").status == 200
    assert site.client("GET", "/user/info", Cookie="JSESSIONID=other").status == 401
    site.inactivity_timeout = -1
    assert site.client("GET", "/user/info").status == 401
    site.inactivity_timeout, site.session_timeout = 600, -1
    site.client.cookie = {"Cookie": login(site, USER, PASSWORD).session}
    assert site.client("GET", "/user/info").status == 401
    site.session_timeout = 900
    site.client.cookie = {"Cookie": login(site, USER, PASSWORD).session}
    assert site.client("POST", "/session/logout").status == 204
    assert site.client("GET", "/user/info").status == 401
    for style, status in (("redirect", 302), ("page", 200)):
        site.set_dialect(session_lost=style)
        assert site.client("GET", "/user/info").status == status


def test_a_schema_that_is_not_ready_and_the_control_paths(tmp_path):
    with Gax(directory=gax_sites.directory(), schema_after=1) as server:
        client = Client(server)
        assert client("GET", "/cfg/objects?type=CfgTenant").status == 503
        assert client("GET", "/cfg/schema").json == {"isEnabled": False}
        assert client("GET", "/cfg/schema").json == {"isEnabled": True}
        assert client("GET", "/cfg/objects?type=CfgTenant").status == 200
        control = server.url + "/standin"
        assert call(control + "/dialect", "PUT", None, {"by_name": "ignored"}).json["by_name"] == "ignored"
        assert (
            "choose from exact, any_case, ignored"
            in call(control + "/dialect", "PUT", None, {"by_name": "x"}).json["error"]
        )
        assert call(control + "/faults", "POST", None, {"kind": "status", "status": 500}).status == 200
        assert client("GET", "/cfg/objects?type=CfgTenant").status == 500
        assert call(control + "/faults", "DELETE").json == {"faults": []}
        assert call(control + "/requests").json["requests"][0]["path"] == "/gax/api/session/login"
        assert call(control + "/sessions", "DELETE").status == 200
        assert client("GET", "/cfg/objects?type=CfgTenant").status == 401
        assert call(control + "/state").json["kind"] == "GAX"
        assert PASSWORD not in str(server.requests)


def test_login_wants_json_and_known_forms(site):
    url = site.url + "/gax/api/session/login"
    assert call(url, "GET").status == 405
    assert call(url, "POST", None, {"username": USER, "password": PASSWORD}, "text/plain").status == 415
    assert call(url, "POST", None, {"username": USER, "password": 5}).status == 400
    assert login(site, USER, "abc", True).status == 401
    site.set_dialect(password_form="obfuscated")
    assert login(site, USER, PASSWORD).status == 401


@pytest.mark.parametrize("name", DIALECTS)
def test_the_documentation_shows_every_dialect(name):
    page = (Path(__file__).resolve().parents[3] / "docs/stand-ins.md").read_text(encoding="utf-8")
    values = [f"`{value}`" + (f" ({text})" if text else "") for value, text in DIALECTS[name].values.items()]
    assert f"| `{name}` | {', '.join(values)} | {DIALECTS[name].why} |" in page

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A second recording IVR Profile of one geo-location, in GAX and in files that GAX exported."""

import module_runs
import pytest
from gax_systems import connect, gax, writes
from standins.gax_sites import thing

pytestmark = pytest.mark.usefixtures("short_pauses")

STORAGE = {"recordingclient.callrec_dest": "fixed,https://dav.example.com/recordings"}


def annex(place, storage=None, **general):
    general = {"service-type": "record", "geo-location": place, **general}
    return {"gvp.general": general, "gvp.service-parameters": STORAGE if storage is None else storage}


def profile(name, place="dallas", **fields):
    return {"type": "CfgGVPIVRProfile", "name": name, "tenant": "Resources", "annex": annex(place), **fields}


def there(dbid, name, place="dallas", tenant="101", storage=None, service="record", **fields):
    general = annex(place, storage, **{"service-type": service})
    return thing("CfgGVPIVRProfile", dbid, name, "111", annex=general, tenantdbid=tenant, **fields)


@pytest.mark.parametrize("check", [False, True])
@pytest.mark.parametrize("storage", [STORAGE, {}])
@pytest.mark.parametrize("ours", [[], [there("301", "record-dallas")]])
def test_a_second_profile_of_a_geo_location_is_refused(ours, storage, check):
    with gax(there("300", "old-dallas", storage=storage), *ours) as server:
        message = module_runs.fail("gax_objects", connect(server, [profile("record-dallas")]), check=check)["msg"]
        assert "CfgGVPIVRProfile record-dallas (tenant Resources): CfgGVPIVRProfile old-dallas (dbid 300)" in message
        assert "the same geo-location dallas" in message and "Disable or delete old-dallas" in message
        assert writes(server) == []


@pytest.mark.parametrize(
    "other",
    [
        there("300", "old-dallas", state="CFGDisabled"),
        there("300", "old-dallas", "boston"),
        there("300", "old-dallas", service="voicexml"),
        there("300", "old-dallas", tenant="1"),
    ],
    ids=["disabled", "of another place", "of another service", "of another tenant"],
)
def test_what_records_no_call_of_the_place_is_no_rival(other):
    with gax(other) as server:
        module_runs.succeed("gax_objects", connect(server, [profile("record-dallas")]))


@pytest.mark.parametrize(
    "end",
    [
        {"state": "absent"},
        {"properties": {"state": "CFGDisabled"}},
        {"annex": {"gvp.general": {"geo-location": "boston"}}},
    ],
    ids=str,
)
def test_a_rival_that_the_same_task_ends_is_none(end):
    with gax(there("300", "old-dallas")) as server:
        old = {"type": "CfgGVPIVRProfile", "name": "old-dallas", **end}
        module_runs.succeed("gax_objects", connect(server, [profile("record-dallas"), old]))


def test_two_new_profiles_of_one_place_are_refused():
    with gax() as server:
        message = module_runs.fail("gax_objects", connect(server, [profile("a"), profile("b")]))["msg"]
        assert "CfgGVPIVRProfile b has" in message and "CfgGVPIVRProfile a has" in message


def test_catch_alls_have_no_place_and_are_no_rivals():
    with gax(there("300", "record", "")) as server:
        module_runs.succeed("gax_objects", connect(server, [profile("record-dallas"), profile("other", "")]))


def test_gax_options_refuses_to_make_a_rival():
    with gax(there("300", "old-dallas"), there("301", "new", "boston")) as server:
        moved = {"type": "CfgGVPIVRProfile", "name": "new", "annex": {"gvp.general": {"geo-location": "dallas"}}}
        assert "old-dallas (dbid 300)" in module_runs.fail("gax_options", connect(server, [moved]))["msg"]
        other = {"type": "CfgGVPIVRProfile", "name": "old-dallas", "annex": {"gvp.policy": {"a": "b"}}}
        module_runs.succeed("gax_options", connect(server, [other]))


def test_a_profile_that_cannot_be_read_is_named():
    with gax(there("300", "odd", userproperties={"property": ["x"]})) as server:
        result = module_runs.succeed("gax_objects", connect(server, [profile("record-dallas")]))
        assert "CfgGVPIVRProfile odd: its annex has a form that is not known" in str(result["warnings"])


def test_an_exported_rival_is_named(tmp_path):
    objects, files = [profile("record-dallas")], []
    for name, place in (("record-dallas", "dallas"), ("old-dallas", "dallas"), ("record-boston", "boston")):
        path = tmp_path / f"{name}.cfg"
        path.write_text(
            f"[gvp.general]\nservice-type=record\ngeo-location={place}\n[gvp.service-parameters]\n"
            + "".join(f"{key}={value}\n" for key, value in STORAGE.items()),
            encoding="utf-8",
        )
        files.append({"path": str(path), "type": "CfgGVPIVRProfile", "name": name, "part": "annex"})
    result = module_runs.succeed("gax_file_info", {"files": files, "objects": objects})
    (told,) = result["rivals"]
    assert "record-dallas" in told and "old-dallas" in told and "geo-location dallas" in told
    assert result["differs"] is True
    tenants = [dict(file, tenant="Other") if file["name"] == "old-dallas" else file for file in files]
    assert module_runs.succeed("gax_file_info", {"files": tenants, "objects": objects})["rivals"] == []
    del files[1]
    again = module_runs.succeed("gax_file_info", {"files": files, "objects": objects})
    assert (again["rivals"], again["differs"]) == ([], False)

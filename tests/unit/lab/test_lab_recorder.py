# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What records calls all the while: nothing that was not acknowledged is given up, and nothing else is claimed."""

import hashlib

import pytest
from lab.recorder import Profiles, Recorder
from standins.directory import Directory
from standins.gax import Gax
from standins.gax_sites import PASSWORD, USER, directory, thing
from standins.httpd import Response, Server


class Site:
    """A storage and a processor in one, which take or refuse."""

    def __init__(self):
        self.storage, self.processor = 201, 200
        self.stored, self.posted = {}, []
        self.server = Server(self._answer, "site").start()

    def _answer(self, request):
        if request.credentials not in {("u", "p"), None}:
            return Response(401)
        if request.method == "PUT":
            if self.storage == 201:
                self.stored[request.path] = request.body
            return Response(self.storage)
        if self.processor == 200:
            self.posted.append(request.json())
        return Response(self.processor)

    def profile(self, **more):
        client = {
            "callrec_dest": f"{self.server.url}/recordings", "callrec_authorization": "u:p",
            "metadatapost": f"{self.server.url}/api", "rp.speechminer_uri": "http://ir-dc1",
        }  # fmt: skip
        return {f"recordingclient.{key}": value for key, value in {**client, **more}.items()}


@pytest.fixture
def site():
    found = Site()
    yield found
    found.server.stop()


def recorder(tmp_path, said, profile):
    return Recorder("dc1", tmp_path, profile, said.append, interval=2)


def test_a_call_is_stored_then_posted_and_both_are_told(tmp_path, site):
    said = []
    recorder(tmp_path, said, site.profile).tick(0)
    stored, posted = said
    (content,) = site.stored.values()
    assert (stored["what"], posted["what"]) == ("stored", "metadata")
    assert stored["sha256"] == hashlib.sha256(content).hexdigest()
    assert site.posted[0]["id"] == stored["id"] == posted["id"]
    parameters = site.posted[0]["mediaFiles"][0]["parameters"]
    assert parameters == {"recordingclient.rp.speechminer_uri": "http://ir-dc1"}


def test_what_the_storage_refuses_is_kept_over_a_restart(tmp_path, site):
    said = []
    site.storage = 507
    recorder(tmp_path, said, site.profile).tick(0)
    assert (said, site.posted) == ([], [])
    site.storage = 201
    again = recorder(tmp_path, said, lambda: None)
    again.recording = False
    again.tick(0)
    assert [line["what"] for line in said] == ["stored", "metadata"]


def test_metadata_wait_without_their_file_being_stored_again(tmp_path, site):
    said = []
    site.processor = 503
    first = recorder(tmp_path, said, site.profile)
    first.tick(0)
    site.stored.clear()
    site.processor = 200
    first.recording = False
    first.tick(1)
    assert [line["what"] for line in said] == ["stored", "metadata"]
    assert site.stored == {}


def test_a_call_keeps_the_profile_of_its_beginning(tmp_path, site):
    said, profiles = [], [site.profile(), site.profile(**{"rp.speechminer_uri": "http://ir-dc2"})]
    site.processor = 503
    first = recorder(tmp_path, said, lambda: profiles.pop(0))
    first.tick(0)
    site.processor = 200
    first.tick(3)
    uris = [one["mediaFiles"][0]["parameters"]["recordingclient.rp.speechminer_uri"] for one in site.posted]
    assert uris == ["http://ir-dc1", "http://ir-dc2"]


def test_without_any_profile_nothing_is_recorded(tmp_path, site):
    said = []
    recorder(tmp_path, said, lambda: None).tick(0)
    assert (said, list((tmp_path / "spool").iterdir())) == ([], [])


def test_the_profile_is_the_one_of_the_geo_location():
    annex = {"gvp.general": {"geo-location": "ny"}, "gvp.service-parameters": {"recordingclient.x": "fixed,http://a,b"}}
    tree = directory(thing("CfgGVPIVRProfile", "131", "record_ny", "111", annex=annex, tenantdbid="101"))
    assert isinstance(tree, Directory)
    with Gax(directory=tree) as gax:
        assert Profiles(gax.url, USER, PASSWORD, "ny")() == {"recordingclient.x": "http://a,b"}
        assert Profiles(gax.url, USER, PASSWORD, "texas")() is None
        assert Profiles(gax.url, USER, "wrong", "ny")() is None
        kept = Profiles(gax.url, USER, PASSWORD, "ny")
        assert kept()
        gax.forget_sessions()
        assert (kept(), bool(kept())) == (None, True)

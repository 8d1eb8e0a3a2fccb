# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reports sent to a real Apache httpd, with the WebDAV that role webdav writes."""

import threading

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._report import dav
from ansible_collections.gir.multidc.plugins.plugin_utils._report.place import Place
from storage_served import PASSWORD, USER, served
from support.apache import APACHE, MISSING, Client

SIZE = 1_000_000


@pytest.fixture(scope="module")
def storage(not_run):
    if APACHE is None:
        not_run(f"reports sent to a real Apache httpd: {MISSING}")
        yield None
        return
    with served() as found:
        yield found


def test_reports_are_made_replaced_and_read(storage):
    """With missing directories; a reader sees whole files alone, and nothing is left beside them."""
    if storage is None:
        return
    place, path = Place(f"{storage.url}/gir/prod", USER, PASSWORD), "/recordings/gir/prod/drift.json"
    assert dav.send(place, {"drift.json": b"0" * SIZE}).urls == {"drift.json": f"{place.url}/drift.json"}
    ended, seen = threading.Event(), []

    def reads():
        client = Client(storage.httpd.port, USER)
        while not ended.is_set():
            status, body = client.ask("GET", path, password=PASSWORD)
            seen.append((status, len(body), len({*body})))

    reader = threading.Thread(target=reads)
    reader.start()
    for number in b"123456":
        assert dav.send(place, {"drift.json": bytes([number]) * SIZE}).problems == ()
    ended.set()
    reader.join()
    assert {one for one in seen if one[0] == 200} == {(200, SIZE, 1)}
    assert dav.Directory(place).read(path, 2 * SIZE) == b"6" * SIZE
    assert dav.Directory(place).read(f"{path}.none", SIZE) is None
    kept = storage.recordings / "gir/prod"
    assert [one.name for one in kept.iterdir() if one.name != ".DAV"] == ["drift.json"]


@pytest.mark.parametrize(
    ("path", "password", "said"),
    [
        ("/recordings", "wrong", "HTTP 401: it does not take the account"),
        ("/nowhere", PASSWORD, "HTTP 40"),
        ("/recordings/file/below", PASSWORD, "HTTP 400"),
    ],
)
def test_refusals_of_apache(storage, path, password, said):
    if storage is None:
        return
    (storage.recordings / "file").touch()
    url = storage.url.replace("/recordings", path)
    (problem,) = dav.send(Place(url, USER, password), {"drift.json": b"{}"}).problems
    assert said in problem

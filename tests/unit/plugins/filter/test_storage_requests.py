# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from ansible_collections.gir.multidc.plugins.filter.storage_requests import FilterModule, storage_requests


def item(kind, location="/US/NY"):
    url = f"https://dav.example.com/{kind}"
    return {"kind": kind, "location": location, "url": url, "username": "u", "password": "p", "active": True}


def test_screen_storage_is_posted_by_location_in_the_documented_form():
    assert storage_requests([item("screen"), item("screen", "/US/TX")], "cc") == [
        {
            "method": "POST",
            "path": "/api/v2/settings/screen-recording",
            "body": {
                "name": "storage",
                "location": location,
                "value": [
                    {
                        "storageType": "webDAV",
                        "active": True,
                        "credential": {"userName": "u", "password": "p", "storagePath": "https://dav.example.com/screen"},
                    }
                ],
            },
        }
        for location in ("/US/NY", "/US/TX")
    ]


def test_voice_storage_of_all_locations_travels_in_one_request():
    (request,) = storage_requests([item("voice"), item("voice", "/US/TX")], "cc")
    assert (request["method"], request["path"]) == ("PUT", "/api/v2/ops/contact-centers/cc/settings/recordings")
    assert [entry["location"] for entry in request["body"]["store"]] == ["/US/NY", "/US/TX"]


def test_voice_storage_follows_the_names_it_is_given():
    (request,) = storage_requests([item("voice")], "cc", {"style": "settings", "group": "call-recording", "list": None})
    assert (request["method"], request["path"]) == ("POST", "/api/v2/settings/call-recording")
    assert request["body"]["name"] == "storage"


def test_no_locations_need_no_request():
    assert storage_requests([], "cc") == []


def test_the_filter_is_published_under_its_name():
    assert FilterModule().filters() == {"storage_requests": storage_requests}

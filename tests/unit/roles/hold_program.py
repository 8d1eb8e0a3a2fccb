# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The program of role hold_keeper, and recordings in the stand-in that it protects."""

import sys

from installed_program import PASSWORD, InstalledProgram
from standins import rws
from standins.rws_holds import protect, purge
from standins.rws_recordings import place

SCHEMA = "schema-elasticsearch-v2-call-recording"
BEGIN = 1790000000000
LOCATIONS = ("/US/NY", "/US/TX", "/DE/HE")


class Keeper(InstalledProgram):
    """An installation of the hold keeper."""

    def __init__(self, directory, urls, holds, **settings):
        admin, password = rws.ADMIN
        own = {
            "urls": list(urls),
            "ops_username": "ops",
            "ops_password": PASSWORD,
            "admin_username": admin,
            "admin_password": password,
            "holds": [hold_of(**one) for one in holds],
            "host": "rws1-dc1",
            "held_file": str(directory / "state" / "held.json"),
        }
        python = settings.pop("python", (sys.executable, "-I", "-S"))
        super().__init__(directory, "hold_keeper", "gir_hold_keeper.py", {**own, **settings}, python)

    def held(self, name):
        """Of one hold, as its entry of the status."""
        return self.status["holds"][name]


def hold_of(name, recordings=(), locations=(), regions=(), query=None):
    return {"name": name, "recordings": [*recordings], "locations": [*locations], "regions": [*regions], "query": query}


class Recordings:
    """Calls of three locations in the store of a stand-in, which are not inserted one by one through HTTP."""

    def __init__(self, system):
        self.view = system.store.view(None)
        self.view.put("features", [SCHEMA])
        for location in LOCATIONS:
            receiver = {"name": "interaction-receiver", "location": location, "value": {"uri-prefix": "http://sm/ir"}}
            self.view.put(f"settings/speechminer|{location}|interaction-receiver", receiver)

    def add(self, prefix, number, begin=BEGIN):
        """So many calls, a second apart, in turn at each location; their names."""
        names = [f"{prefix}{count}" for count in range(number)]
        for count, name in enumerate(names):
            media = [{"mediaId": f"{name}.mp3", "callUUID": name}]
            times = {"startTime": begin + count * 1000, "stopTime": begin + count * 1000 + 500}
            region = LOCATIONS[count % len(LOCATIONS)]
            place(self.view, "recordings", {"id": name, "mediaFiles": media, "region": region, **times})
        return names

    def mux(self, names):
        """What Muxer makes of each call and its screen recording, some time later."""
        for name in names:
            media = [{"mediaId": f"{name}.mp4", "parameters": {"muxed_mediaIds": [f"{name}.mp3", f"{name}.webm"]}}]
            place(self.view, "screen-recordings", {"id": f"s-{name}", "mediaFiles": media})

    def hold(self, names):
        """The first application, as a person makes it."""
        for name in names:
            protect(self.view, name)

    def purge(self):
        """What a purge takes of all three locations: calls, and media of screen recordings."""
        gone = [purge(self.view, location) for location in LOCATIONS]
        return {one for part in gone for one in part["recordings"]}, {one for part in gone for one in part["media"]}

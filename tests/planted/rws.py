# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes of what RWS holds for its contact center."""

import copy

from planted.plant import Id, Plant

RWS = "rws"
FEATURES, VOICE, SITE = "features", "ops-settings/recordings", "environment"
SCREEN, RECEIVER = "settings/screen-recording|{}|storage", "settings/speechminer|{}|interaction-receiver"
ACCOUNT = {"userName": "eve", "password": "none"}
ELSEWHERE = "http://192.0.2.1/elsewhere"
NEW_YORK, TEXAS = "/US/NY", "/US/TX"


class State:
    """Makes changes of rows."""

    def __init__(self):
        self.plants = []

    def add(self, name, stored, change, finds=(), side="", **more):
        """`change` gets a copy of what is stored, changes it in place or returns another one."""

        def act(system):
            value = copy.deepcopy(system.rows().get(stored))
            fresh = change(value)
            system.set_rows({stored: value if fresh is None else fresh})

        ids = tuple(Id(check, RWS, thing, key) for check, thing, key in finds)
        self.plants.append(Plant(f"RWS: {name}", RWS, act, (RWS, stored), ids, side=side, needs=(RWS,), **more))

    def gone(self, name, stored, finds, **more):
        """The row is deleted."""
        ids = tuple(Id(check, RWS, thing, key) for check, thing, key in finds)

        def act(system):
            system.set_rows({stored: None})

        self.plants.append(Plant(f"RWS: {name}", RWS, act, (RWS, stored), ids, aspect="gone", needs=(RWS,), **more))


def _voice(store, location):
    (found,) = (entry for entry in store if entry["location"] == location)
    return found["webDAV"]


def _storage(path, address):
    return {
        "name": "storage", "location": path,
        "value": [{"storageType": "webDAV", "active": True,
                   "credential": {**ACCOUNT, "storagePath": address}}],
    }  # fmt: skip


def _switched(system):
    before = system.rows()[SITE]
    system.afterwards(lambda: system.await_site(before["eServicesSite"]))
    system.set_rows({SITE: {**before, "eServicesSite": "DC2"}})
    system.await_site("DC2")


def of_state():
    """Features, storages, settings and the eServices site."""
    s = State()
    s.add("a feature removed", FEATURES, lambda found: found.remove("/api/api-voice-recording"),
          [("rws.feature", "api-voice-recording", "")], side="removed", row=1)  # fmt: skip
    s.add("a feature that nobody asked for", FEATURES, lambda found: found.append("api-supervisor-monitoring"),
          [("rws.feature_foreign", "api-supervisor-monitoring", "")], side="added", row=2)  # fmt: skip
    s.gone("screen storage of a location removed", SCREEN.format(TEXAS), [("rws.storage", f"screen {TEXAS}", "")],
           severity="recordings_at_risk", row=3)  # fmt: skip
    s.add("screen storage of a location elsewhere", SCREEN.format(NEW_YORK),
          lambda row: row["value"][0]["credential"].update(storagePath=ELSEWHERE),
          [("rws.storage", f"screen {NEW_YORK}", "credential.storagePath")])  # fmt: skip
    s.add("screen storage of a location switched off", SCREEN.format(NEW_YORK),
          lambda row: row["value"][0].update(active=False), [("rws.storage", f"screen {NEW_YORK}", "active")],
          side="active")  # fmt: skip
    s.add("voice storage of a location elsewhere", VOICE, lambda row: _voice(row, TEXAS).update(uri=ELSEWHERE),
          [("rws.storage", f"voice {TEXAS}", "webDAV.uri")], side=TEXAS, severity="recordings_at_risk",
          row=4)  # fmt: skip
    s.add("account of the voice storage changed", VOICE, lambda row: _voice(row, NEW_YORK).update(userName="eve"),
          [("rws.storage", f"voice {NEW_YORK}", "webDAV.userName")], side="account")  # fmt: skip
    s.add("password of the voice storage changed", VOICE, lambda row: _voice(row, NEW_YORK).update(password="other"),
          [("rws.storage", f"voice {NEW_YORK}", "webDAV.password")], side="password", row=5)  # fmt: skip
    s.add("voice storage of a location that no data center has", VOICE,
          lambda row: row.append({"location": "/US/CA", "webDAV": {**ACCOUNT, "uri": ELSEWHERE}}),
          [("rws.storage_foreign", "voice /US/CA", "")], side="/US/CA", row=6)  # fmt: skip
    s.add("screen storage of a location that no data center has", SCREEN.format("/US/CA"),
          lambda _row: _storage("/US/CA", ELSEWHERE), [("rws.storage_foreign", "screen /US/CA", "")])  # fmt: skip
    s.add("Interaction Receiver of a location elsewhere", RECEIVER.format(TEXAS),
          lambda row: row["value"].update({"uri-prefix": ELSEWHERE}),
          [("rws.setting", f"speechminer/interaction-receiver {TEXAS}", "uri-prefix")], row=7)  # fmt: skip
    s.gone("Interaction Receiver of a location removed", RECEIVER.format(NEW_YORK),
           [("rws.setting", f"speechminer/interaction-receiver {NEW_YORK}", "")])  # fmt: skip
    s.add("a settings group nobody named", "settings/access-control||allowedOrigins",
          lambda _row: {"name": "allowedOrigins", "value": ["https://evil.example.com"]},
          [("rws.setting_foreign", "access-control/allowedOrigins", "")], row=8)  # fmt: skip
    ids = (Id("rws.eservices_site", RWS, "eServices site"),)
    s.plants.append(Plant("RWS: eServices site switched", RWS, _switched, (RWS, SITE), ids, needs=(RWS,),
                          severity="service_at_risk", row=9))  # fmt: skip
    return s.plants

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A location with rules of media lifecycle, for tests of what becomes of them outside of REST."""

from datetime import date

from ansible_collections.gir.multidc.plugins.plugin_utils._lifecycle import said
from ansible_collections.gir.multidc.plugins.plugin_utils._lifecycle.standing import standings
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.values import plain

TODAY = date(2026, 11, 28)
PLACE = "/US/NY"
BACKUP = (
    "nightly,Enabled, Every day at 01:00:00: backup, range: 1 to 2 days old, voice, "
    "Parameters:location=file:///mnt/archive/ny;executeOnScreenRecroding=true,"
)
PURGE = "old ones,Disabled, Every day at 00:00:00: purge, range: 400 to ? days old, screen,"


def task(**more):
    known = {"type": "backup", "media": "voice", "call_types": [], "include_labels": [], "exclude_labels": [],
             "min_age_days": 1, "max_age_days": 2, "attached_data": {}, "backup_folder": "file:///mnt/archive/ny",
             "include_screen_recordings": True}  # fmt: skip
    return {**known, **more}


def purge(**more):
    known = {"type": "purge", "media": "screen", "min_age_days": 400, "max_age_days": None, "backup_folder": None,
             "include_screen_recordings": False}  # fmt: skip
    return task(**{**known, **more})


def rule(name="nightly", *tasks, **more):
    return {"name": name, "enabled": True, "at": "01:00:00", "tasks": list(tasks or [task()]), **more}


def off():
    return rule("old ones", purge(), enabled=False, at="00:00:00")


def center(*rules, name="dc1", place=PLACE, hosts=("rws1", "rws2")):
    return {"name": name, "node_path": place, "media_lifecycle": list(rules), "retention": None,
            "hosts": {"gir_rws": list(hosts)}}  # fmt: skip


def model(*centers):
    return {"data_centers": {one["name"]: one for one in centers}}


def export(text, on="2026-11-20"):
    return {"on": on, "text": text}


def told(attested=None, exports=None, today=TODAY):
    given = [plain({PLACE: value} if value else None) for value in (attested, exports)]
    found = said.read(*given, today)
    assert found.flaws == ()
    return found


def stand(*rules, attested=None, exports=None, days=31):
    """Of each rule what is known of it."""
    found = standings(model(center(*rules)), told(attested, exports), days, TODAY)
    return {one.rule: one for one in found}

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Inventories that break one rule about media lifecycle, retention or holds."""

from topology_changes import canadian_center, var


def rule(*tasks, name="nightly", enabled=True, **values):
    return {"name": name, "enabled": enabled, "tasks": list(tasks), **values}


def purge(least=30, media="voice", **values):
    return {"type": "purge", "media": media, "min_age_days": least, **values}


def backup(least=1, most=2, media="voice", **values):
    return {"media": media, "min_age_days": least, "max_age_days": most, "backup_folder": "file:///mnt/archive/ny",
            **values}


def lifecycle(*rules, place="/US/NY"):
    return var("gir_media_lifecycle", {place: list(rules)})


def retention(**days):
    return var("gir_retention", {"US": days})


def everywhere(*rules):
    return var("gir_media_lifecycle", {place: list(rules) for place in ("/US/NY", "/US/TX", "/US/WA")})


TASK = "gir_media_lifecycle[/US/NY][0].tasks[0]"
PURGE = "gir_media_lifecycle[/US/NY][0].tasks[1]"
RETAINED = retention(min_days=0)
ALLOWS_BOTH = var("gir_datacenters/dc3/storage_jurisdictions", ["CA", "US"])
SCREENS = purge(30, "screen")
HOLD = {"name": "m17", "by": "Jane Doe", "on": "2026-11-01", "recordings": ["id1"]}
# (rule, changes, parts of its sentence); each is tried with every verb.
LIFECYCLE = [
    ("GIR728", [lifecycle(rule(backup()), place="/US/NJ")], ['"/US/NJ"', "Did you mean /US/NY?"]),
    ("GIR729", [lifecycle(rule(backup()), rule(backup(media="screen")))],
     ['gir_media_lifecycle[/US/NY][1].name is "nightly", and so is gir_media_lifecycle[/US/NY][0].name']),
    ("GIR730", [lifecycle(rule(backup(type="purges")))], [f'{TASK}.type is "purges"', "Did you mean purge?"]),
    ("GIR731", [lifecycle(rule(backup(1.5)))], [f"{TASK}.min_age_days is 1.5", "whole days"]),
    ("GIR732", [lifecycle(rule(backup(), name="nightly, voice"))], ['[0].name is "nightly, voice"', "separates"]),
    ("GIR733", [lifecycle(rule())], ["gir_media_lifecycle[/US/NY][0] has no tasks"]),
    ("GIR734", [lifecycle(rule(backup(backup_folder=None), enabled=False))],
     ["gir_media_lifecycle[/US/NY][0] is not enabled. If it were: ", f"{TASK}.backup_folder is not given"]),
    ("GIR735", [RETAINED, lifecycle(rule(backup(1, 20), purge(20)))],
     [f"{PURGE} purges from 20 days on, and {TASK} backs up until 20 days"]),
    ("GIR736", [retention(min_days=365), lifecycle(rule(purge(364, call_types=["Internal"])))],
     [f"{TASK} purges from 364 days on", "dc1", "365 days"]),
    ("GIR737", [retention(max_days=90), var("gir_media_lifecycle", {
        "/US/TX": [rule(purge(90), purge(90, "screen"))], "/US/WA": [rule(purge(0), purge(0, "screen"))],
        "/US/NY": [rule(purge(30, call_types=["Internal"]), purge(91, "screen"))]})],
     [f"voice recordings of dc1 have to be gone after 90 days, but {TASK} has filters",
      f"screen recordings of dc1 have to be gone after 90 days, but {PURGE} begins at 91 days"]),
    ("GIR738", [retention(max_days=90), everywhere(rule(purge(30, max_age_days=60), SCREENS))],
     [f"{TASK} is the purge that keeps the law of dc1, and has max_age_days 60"]),
    ("GIR739", [retention(min_days=9, max_days=8)], ["gir_retention[US] has min_days 9, more than max_days 8"]),
    ("GIR740", [var("gir_retention", {"US": {"min_days": 9}, "UK": {"min_days": 9}})],
     ['gir_retention has "UK", which is no jurisdiction']),
    ("GIR741", [canadian_center, ALLOWS_BOTH, var("gir_retention", {"CA": {"min_days": 500}, "US": {"min_days": 30}}),
                lifecycle(rule(purge(400)))],
     [f"{TASK} purges from 400 days on", "dc3", "dc1", "500 days"]),
    ("GIR742", [lifecycle(rule(backup(), backup()))], [f"{PURGE} does the same as {TASK}"]),
    ("GIR743", [lifecycle(rule(backup(backup_folder=None)))],
     [f"{TASK}.backup_folder is not given", "rws_default_backup_export_uri", "file:///tmp/archLocDefault"]),
    ("GIR744", [var("gir_recording_holds", [{**HOLD, "by": None}])], ["gir_recording_holds[0] does not say by whom"]),
    ("GIR745", [RETAINED, lifecycle(rule(purge(400))), var("contact_center_features", ["/api/api-voice-recording"]),
                var("gir_recording_holds", [HOLD])],
     ['"m17" holds recordings of /US/NY, which "nightly" purges there', "schema-elasticsearch-v2-call-recording"]),
]
# The same; each is tried once.
FURTHER = [
    ("GIR730", [lifecycle(rule(backup(media="video")))], [f'{TASK}.media is "video"', "voice and screen"]),
    ("GIR730", [lifecycle(rule(backup(call_types=["inbound"])))],
     [f'{TASK}.call_types[0] is "inbound"', "Did you mean Inbound?"]),
    ("GIR730", [lifecycle(rule(backup(), at="1:00"))], ['[0].at is "1:00"', "no time of day such as 01:00:00"]),
    ("GIR730", [lifecycle(rule(backup(), at=36000))],
     ["[0].at is the number 36000", "as YAML makes of 10:00:00 without quotes"]),
    ("GIR731", [lifecycle(rule(backup(-1)))], [f"{TASK}.min_age_days is -1"]),
    ("GIR731", [lifecycle(rule(backup(3)))], [f"{TASK}.min_age_days is 3, more than max_age_days, 2"]),
    ("GIR731", [lifecycle(rule(purge(None)))], [f"{TASK} is a purge without min_age_days"]),
    ("GIR732", [lifecycle(rule(backup(backup_folder="file:///mnt/a;b")))], [f'{TASK}.backup_folder is "file:///mnt']),
    ("GIR732", [lifecycle(rule(backup(include_labels=["Käse"])))], [f"{TASK}.include_labels[0]", "not ASCII"]),
    ("GIR732", [lifecycle(rule(backup(exclude_labels=["__kept"])))], [f"{TASK}.exclude_labels[0]", "reserved"]),
    ("GIR732", [lifecycle(rule(backup(attached_data={"reason": "a,b"})))], [f'{TASK}.attached_data.reason is "a,b"']),
    ("GIR733", [lifecycle(rule(backup(media="screen", call_types=["Inbound"])))], [TASK, "screen", "call_types"]),
    ("GIR733", [lifecycle(rule(purge(backup_folder="file:///mnt/x")))], [f"{TASK} is a purge, and backup_folder"]),
    ("GIR733", [lifecycle(rule(backup(include_labels=["a", "b"], exclude_labels=["b"])))],
     [f'{TASK} includes and excludes the label "b"']),
    ("GIR735", [RETAINED, lifecycle(rule(backup(1, None), purge(400)))], [f"{TASK} has no max_age_days"]),
    ("GIR735", [RETAINED, lifecycle(rule(backup(1, 30, include_screen_recordings=True), purge(10, "screen")))],
     [f"{PURGE} purges from 10 days on"]),
    ("GIR737", [retention(max_days=90), everywhere(rule(purge(30, max_age_days=30), SCREENS))],
     ["voice recordings of dc1", "are less than a day apart"]),
    ("GIR740", [lifecycle(rule(purge()))], ['gir_retention has no "US"', "dc1", "were not judged"]),
    ("GIR742", [lifecycle(rule(backup(), backup(0, 3, backup_folder="file:///mnt/other")))], ["to two folders"]),
    ("GIR742", [RETAINED, lifecycle(rule(purge(30), purge(400, include_labels=["keep"])))],
     [f"{TASK} purges from 30 days on what {PURGE} would keep until 400 days"]),
    ("GIR742", [RETAINED, var("gir_media_lifecycle_margin_days", 0),
                lifecycle(rule(backup(1, 20), at="02:00:00"), rule(purge(20), name="purge", at="01:00:00"))],
     ["[1].tasks[0] runs at 01:00:00, not after", "at 02:00:00"]),
    ("GIR743", [lifecycle(rule(backup(backup_folder="/mnt/archive")))], ['"/mnt/archive"', "not file://"]),
    ("GIR743", [lifecycle(rule(backup(backup_folder="file:///var/tmp/ny")))], ["/var/tmp is local to a node"]),
    ("GIR744", [var("gir_recording_holds", [{**HOLD, "locations": ["/US/NJ"]}])],
     ['"m17" has the location "/US/NJ"', "Did you mean /US/NY?"]),
    ("GIR745", [RETAINED, lifecycle(rule(purge(400))), var("hold_keeper_enabled", False),
                var("gir_recording_holds", [{**HOLD, "locations": ["/US/NY"]}])], ["lacks hold_keeper_enabled"]),
]

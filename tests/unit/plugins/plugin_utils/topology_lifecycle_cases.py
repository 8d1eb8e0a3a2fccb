# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Inventories that break one rule about media lifecycle, retention or holds."""

from topology_changes import var


def rule(*tasks, name="nightly", enabled=True, **values):
    return {"name": name, "enabled": enabled, "tasks": list(tasks), **values}


def purge(least=30, media="voice", **values):
    return {"type": "purge", "media": media, "min_age_days": least, **values}


def backup(least=1, most=2, media="voice", **values):
    return {"media": media, "min_age_days": least, "max_age_days": most, "backup_folder": "file:///mnt/archive/ny",
            **values}


def lifecycle(*rules, place="/US/NY"):
    return var("gir_media_lifecycle", {place: list(rules)})


TASK = "gir_media_lifecycle[/US/NY][0].tasks[0]"
# (rule, changes, parts of its sentence)
LIFECYCLE = [
    ("GIR728", [lifecycle(rule(backup()), place="/US/NJ")], ['"/US/NJ"', "Did you mean /US/NY?"]),
    ("GIR729", [lifecycle(rule(backup()), rule(backup(media="screen")))],
     ['gir_media_lifecycle[/US/NY][1].name is "nightly", and so is gir_media_lifecycle[/US/NY][0].name']),
    ("GIR730", [lifecycle(rule(backup(type="purges")))], [f'{TASK}.type is "purges"', "Did you mean purge?"]),
    ("GIR730", [lifecycle(rule(backup(media="video")))], [f'{TASK}.media is "video"', "voice and screen"]),
    ("GIR730", [lifecycle(rule(backup(call_types=["inbound"])))],
     [f'{TASK}.call_types[0] is "inbound"', "Did you mean Inbound?"]),
    ("GIR730", [lifecycle(rule(backup(), at="1:00"))], ['[0].at is "1:00"', "no time of day such as 01:00:00"]),
    ("GIR730", [lifecycle(rule(backup(), at=36000))],
     ["[0].at is the number 36000", "as YAML makes of 10:00:00 without quotes"]),
    ("GIR731", [lifecycle(rule(backup(1.5)))], [f"{TASK}.min_age_days is 1.5", "whole days"]),
    ("GIR731", [lifecycle(rule(backup(-1)))], [f"{TASK}.min_age_days is -1"]),
    ("GIR731", [lifecycle(rule(backup(3)))], [f"{TASK}.min_age_days is 3, more than max_age_days, 2"]),
    ("GIR731", [lifecycle(rule(purge(None)))], [f"{TASK} is a purge without min_age_days"]),
    ("GIR732", [lifecycle(rule(backup(), name="nightly, voice"))], ['[0].name is "nightly, voice"', "separates"]),
    ("GIR732", [lifecycle(rule(backup(backup_folder="file:///mnt/a;b")))], [f'{TASK}.backup_folder is "file:///mnt']),
    ("GIR732", [lifecycle(rule(backup(include_labels=["Käse"])))], [f"{TASK}.include_labels[0]", "not ASCII"]),
    ("GIR732", [lifecycle(rule(backup(exclude_labels=["__kept"])))], [f"{TASK}.exclude_labels[0]", "reserved"]),
    ("GIR732", [lifecycle(rule(backup(attached_data={"reason": "a,b"})))], [f'{TASK}.attached_data.reason is "a,b"']),
    ("GIR733", [lifecycle(rule())], ["gir_media_lifecycle[/US/NY][0] has no tasks"]),
    ("GIR733", [lifecycle(rule(backup(media="screen", call_types=["Inbound"])))], [TASK, "screen", "call_types"]),
    ("GIR733", [lifecycle(rule(purge(backup_folder="file:///mnt/x")))], [f"{TASK} is a purge, and backup_folder"]),
    ("GIR733", [lifecycle(rule(backup(include_labels=["a", "b"], exclude_labels=["b"])))],
     [f'{TASK} includes and excludes the label "b"']),
]

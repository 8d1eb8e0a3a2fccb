# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Random schedules of faults: a seed is one schedule, and whatever it draws is a scenario that can be played."""

from lab.failover_schedules import schedule
from support.scenario import parse


def as_document(scenario):
    events = [
        {"at": f"{event.moment} {event.name}".strip(), "do": event.do, **event.options} for event in scenario.events
    ]
    return {"about": scenario.about, "world": scenario.world, "events": events, "expect": scenario.expect}


def test_a_seed_is_one_schedule_that_can_be_played():
    for seed in range(300):
        assert schedule(seed) == schedule(seed)
        assert parse(f"seed{seed}", as_document(schedule(seed))) == schedule(seed)


def test_after_every_schedule_everything_is_healed_and_the_command_given_again():
    for seed in range(300):
        events = schedule(seed).events
        assert events[-1].do == "failover" and events[-1].moment == "end"
        assert {event.options["data_center"] for event in events[-6:] if event.do == "heal"} == {"dc1", "dc2"}
        killed, booted = ([e.options["host"] for e in events if e.do == word] for word in ("kill_host", "boot_host"))
        assert sorted(killed) == sorted(booted)

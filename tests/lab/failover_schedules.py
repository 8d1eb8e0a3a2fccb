# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Random schedules of faults around a failover, from a seed. What happens is drawn; how it must end is not.

Whatever the schedule does, a last phase heals everything and gives the command once more: then one data center is
active by all ledgers, or there is one question, and no recording is lost.
"""

import random

from support.scenario import WORLD, Event, Scenario

# In the order of a run.
MOMENTS = (
    "stage precheck", "stage fence", "stage switch", "command intent", "command rws", "command rps", "command muxer",
    "command desktops", "command done", "stage verify", "stage report",
)  # fmt: skip
ENDS = ["done", "done_open", "unchanged", "question", "refused", "not_verified"]


def schedule(seed):
    """The scenario of a seed: how dc1 is lost, two to four faults while the run goes on, and the end of them."""
    chance = random.Random(seed)
    events = [_loss(chance), Event("start", "failover", options={"to": "dc2"})]
    for moment in sorted(chance.sample(MOMENTS, chance.randint(2, 4)), key=MOMENTS.index):
        kind, _blank, name = moment.partition(" ")
        fault = chance.choice(FAULTS)(chance)
        events.append(Event(kind, fault.do, name, fault.options))
        if fault.do == "kill_controller":
            events.append(Event("end", "failover", options={"to": "dc2"}))
    off = [event.options["host"] for event in events if event.do == "kill_host"]
    events += [Event("end", "heal", options={"data_center": center}) for center in WORLD["data_centers"]]
    events += [Event("end", "boot_host", options={"host": host}) for host in off]
    events += [Event("end", "gax_well"), Event("end", "failover", options={"to": "dc2"})]
    return Scenario(f"seed{seed}", "A random schedule of faults.", dict(WORLD), tuple(events), {"outcomes": ENDS})


def _loss(chance):
    direction = chance.choice(["both", "both", "in", "out"])
    return Event("start", "cut", options={"data_center": "dc1", "direction": direction})


def _event(do, **options):
    return Event("start", do, options=options)


FAULTS = (
    lambda chance: _event("kill_controller"),
    lambda chance: _event("heal", data_center="dc1"),
    lambda chance: _event("cut", data_center=chance.choice(["dc1", "dc2"]), direction=chance.choice(["in", "both"])),
    lambda chance: _event("blink", data_center="dc1", period=chance.randint(1, 5), times=2),
    lambda chance: _event("kill_host", host=chance.choice(["rws2-dc2", "mcp1-dc1", "mux1-dc2", "dav1-dc1", "lb1-dc1"])),
    lambda chance: _event("gax_fault", kind=chance.choice(["read_only", "drop", "status"]), times=chance.randint(1, 5)),
    lambda chance: _event(
        "rws_fault", host=chance.choice(["rws1-dc2", "rws2-dc2"]), kind=chance.choice(["status", "drop", "delay"]),
        times=chance.randint(1, 3),
    ),
)  # fmt: skip

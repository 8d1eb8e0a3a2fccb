# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lines of a journal, as a run writes them, made of the decisions about a world of failover_cases."""

import json
from dataclasses import asdict, replace

from ansible_collections.gir.multidc.plugins.plugin_utils._failover import journal
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.decide import decide
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.run import Act, End, Turn
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.steps import STAGES
from failover_cases import ASKED, RUN, SEEN, apply, turned

STARTED = 1_800_000_000.0
ABOUT = {"started": STARTED, "user": "ada", "controller": "ctl1", "collection": "2.0.0", "limit": "",
         "expected": {name: {"seconds": 4, "source": "guess", "runs": 0} for name in STAGES},
         "silent": {"mux1-dc1": "it gave no answer within 6 seconds"}}  # fmt: skip


def lines_of(asked=ASKED, seen=SEEN, run=RUN, world=None, proofs=(), most=40):
    """The documents of a whole run; each command takes one second, and what is verified is seen then."""
    found, stage = [{"kind": "begin", **ABOUT}], ""
    for _number in range(most):
        decision = decide(asked, seen, run)
        if not isinstance(decision, End) and decision.stage != stage:
            stage = decision.stage
            found.append({"kind": "stage", "stage": stage, "at": run.now})
        found.append({"kind": "decision", **journal.of_decision(asked, seen, run, decision)})
        if isinstance(decision, End):
            members = {key: value for key, value in asdict(decision).items() if key != "kind"}
            found.append({"kind": "end", **members, "seconds": run.now})
            return as_written(found)
        if isinstance(decision, Act):
            found += [{"kind": "command", **asdict(one), "key": one.key, "at": run.now} for one in decision.commands]
            before = len(run.results)
            seen, run = apply(seen, run, decision.commands, world)
            found += [{"kind": "result", **asdict(one)} for one in run.results[before:]]
            if any(one.name == "verify" for one in decision.commands):
                seen = replace(seen, proofs=tuple(proofs))
        elif isinstance(decision, Turn):
            seen, run = turned(seen, run, decision)
        else:
            run = replace(run, now=run.now + decision.seconds)
            seen = replace(seen, quiet_for=seen.quiet_for + decision.seconds)
    raise AssertionError("no end")


def as_written(lines):
    """What a reader of the file gets."""
    return json.loads(json.dumps(lines))

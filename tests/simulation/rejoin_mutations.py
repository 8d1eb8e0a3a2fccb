# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The mutants of a rejoin: its decisions, its list, who has to rejoin, and what its entry in the ledger is."""

from functools import partial

from .mutations import Mutant

_rejoin = partial(Mutant, package="_rejoin")
_ledger = partial(Mutant, package="_ledger")

MUTANTS = (
    # What is fenced starts only when nothing else differs.
    _rejoin("a rejoin starts what was not compared", "decide", "    if not run.did(steps.COMPARE) and not",
            "    if False and not"),
    _rejoin("a rejoin starts what differs", "decide", "    if case.seen.left:\n        count",
            "    if False:\n        count"),
    _rejoin("a rejoin writes beside what runs", "decide", "    if not hosts or case.run.did(steps.RUN):",
            "    if True:"),
    _rejoin("the standby's own is stopped for ever", "case", "one.state != BY_HAND and not one.fenced]",
            "one.state != BY_HAND]"),
    # The list is complete, and accepted.
    _rejoin("nobody has to accept the list", "case",
            "        if not listing.digest or self.asked.listed == listing.digest:",
            "        if True:"),
    _rejoin("any list that was kept is enough", "case", "listing.ids <= set(seen.kept) and", ""),
    _rejoin("what was asked before is enough", "case", " and set(listing.unseen) <= set(seen.kept_unseen)", ""),
    _rejoin("the list is not kept", "decide", "    if not case.seen.listing.digest or is_kept:", "    if True:"),
    _rejoin("recordings are not listed", "listing", "    for one in told.recorded:\n", "    for one in ():\n"),
    _rejoin("recordings of one side are enough", "listing", "    for one in told.recorded:\n",
            "    for one in told.recorded[:1]:\n"),
    _rejoin("files of the other side are not listed", "listing", "        elif side == told.active:\n            yield",
            "        elif side == told.active:\n            continue\n            yield"),
    _rejoin("only what is overwritten is listed", "listing",
            "            yield _item(same, FILES, side, PERSON, same.repair.text)",
            "            pass"),
    _rejoin("keys are not listed", "listing", "    for host, some in told.keys.items():",
            "    for host, some in ():"),
    _rejoin("entries of both sides are needed", "listing", "if len(have) != 1 or", "if len(have) != 2 or"),
    _rejoin("what is silent has written nothing", "listing", "    for area, hosts in told.unheard.items():",
            "    for area, hosts in ():"),
    _rejoin("an area that nobody could ask needs nobody", "observed", "if not self.items and not self.unseen:",
            "if not self.items:"),
    # Keys, Cassandra, the ledger.
    _rejoin("keystores stay as they are", "decide", "    if seen.keystores.state == MERGEABLE and not run.did",
            "    if False and not run.did"),
    _rejoin("nobody repairs Cassandra", "case", "return bool(self.seen.operation) and not", "return False and not"),
    _rejoin("an unknown hint window is enough", "observed",
            "return self.window is not None and self.away is not None and self.away <= self.window",
            "return self.window is None or self.away is None or self.away <= self.window"),
    _rejoin("an older ledger stays", "decide", "    if seen.behind:\n", "    if False:\n"),
    _rejoin("a rejoin is not recorded", "decide", "    if not case.seen.need:\n", "    if True:\n"),
    _rejoin("a rejoin is recorded at once", "decide", "_caught_up, _configured, _verified, _started, _recorded)",
            "_recorded, _caught_up, _configured, _verified, _started)"),
    _ledger("a rejoin leaves an intent", "changes",
            "replace(entry, state=DONE, rejects=(), active_datacenter=head.active_datacenter,",
            "replace(entry, state=INTENT, rejects=(), active_datacenter=head.active_datacenter,"),
    # Who has to rejoin.
    _ledger("who was left as lost is a standby", "rejoining", "            if not is_planned(entry):",
            "            if False:"),
    _ledger("whoever attests has planned it", "rejoining", "    return begins and", "    return True or"),
    _ledger("whoever rejoined has to do so again", "rejoining", "            left.clear()", "            pass"),
    Mutant("an older ledger is no reason", "rejoined", "    if need is not None:", "    if need is not None and False:",
           "_takeover"),
    Mutant("who is silent is a standby", "blocking", "        if one.answer == FAILED and (case.asked.planned or",
           "        if one.answer == FAILED and one.rule != REJOINED and (case.asked.planned or"),
    # Others at work.
    _rejoin("a rejoin does not make way", "decide", "    if lock.marked:\n", "    if False:\n"),
    _rejoin("a rejoin without the lock goes on", "decide", "    if lock.state != OURS:\n", "    if False:\n"),
    _rejoin("a rejoin that was superseded goes on", "decide", "    if told is not None:\n", "    if False:\n"),
    _rejoin("a rejoin beside an intent", "decide", "    if ledger.intent is not None:\n", "    if False:\n"),
    _rejoin("a rejoin under a question", "decide", "    if ledger.question:\n", "    if False:\n"),
    _rejoin("the active data center rejoins", "blocking", "asked.data_center == seen.ledger.active:", "False:"),
    _rejoin("silent hosts rejoin", "blocking", "    for host, why in seen.silent[:_MOST]:", "    for host, why in ():"),
    _rejoin("a rejoin without the active one", "blocking", "    if not seen.active_heard:", "    if False:"),
    _rejoin("a rejoin under a hold", "blocking", "    for text in seen.holds:", "    for text in ():"),
    _rejoin("a rejoin beside what is not managed", "blocking", "    for one in case.by_hand:", "    for one in ():"),
    _rejoin("check mode rejoins", "decide", "    if not case.asked.check or case.begun:", "    if True:"),
    _rejoin("a person's points are not open", "decide", "        if thing.does == \"person\":", "        if False:"),
    _rejoin("what could not be asked is not open", "decide", "        if area.answer == NOT_OBSERVABLE:",
            "        if False:"),
)

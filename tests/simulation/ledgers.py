# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ledgers of the world: the product's own, each content once, so that judgements are kept by identity."""

from functools import cache

from .product import chain, changes, entry, guard_history, observed, questions, rejoining

ENVIRONMENT = "0" * 32
PRIMARY = "dc1"
_known, _by_id, _numbers, _judged, _observed, _needs = {}, {}, {}, {}, {}, {}
_MOST = 200_000


def site_name(data_center):
    """The eServices site of a data center."""
    return data_center.upper()


def kept(ledger):
    """The one object of this content."""
    content = (ledger.environment, *((one.operation, one.state, one.epoch, one.parent, one.active_datacenter,
               one.eservices_site, one.rejects, one.verb, one.reason) for one in ledger.entries))  # fmt: skip
    found = _known.setdefault(content, ledger)
    if found is ledger:
        _by_id[id(ledger)] = ledger
        _numbers[id(ledger)] = len(_numbers)
    return found


FIRST = kept(entry.Ledger(ENVIRONMENT, (entry.Entry("first", 1, PRIMARY, site_name(PRIMARY), verb="present"),)))


def judge(held, operation=None):
    """The product's judgement of {host name: ledger or None}."""
    key = (operation, *((name, id(ledger)) for name, ledger in held.items()))
    found = _judged.get(key)
    if found is None:
        if len(_judged) > _MOST:
            _judged.clear()
        found = _judged[key] = chain.judge(held, operation)
    return found


def seen(held):
    """What a failover sees of these ledgers."""
    key = tuple((name, id(ledger)) for name, ledger in held.items())
    found = _observed.get(key)
    if found is None:
        if len(_observed) > _MOST:
            _observed.clear()
        found = _observed[key] = _seen(judge(held), tuple(held))
    return found


def _seen(found, heard):
    asks = [one for one in questions.questions(found) if one.kind != questions.UNFINISHED]
    if not asks and len(found.intents) > 1:
        asks = questions.questions(found)
    head = found.head
    intent = None
    if len(found.intents) == 1:
        one = found.intents[0]
        intent = observed.Intent(one.operation, one.verb, one.active_datacenter, one.eservices_site, one.epoch)
    return observed.Ledger(
        heard,
        PRIMARY if head is None else head.active_datacenter,
        site_name(PRIMARY) if head is None else head.eservices_site,
        "" if head is None else head.operation,
        0 if head is None else head.epoch,
        intent,
        asks[0].kind if asks else "",
        asks[0].sentence if asks else "",
    )


def needs(held, centers):
    """The product's answer to which data centers have to rejoin. `centers`: host name to its data center."""
    key = tuple((name, id(ledger)) for name, ledger in held.items())
    found = _needs.get(key)
    if found is None:
        if len(_needs) > _MOST:
            _needs.clear()
        found = _needs[key] = tuple(rejoining.needs_rejoin(judge(held), centers))
    return found


def begun(held, operation, verb, active, eservices_site, reason=""):
    """(the ledger with an intent, hosts that lack it); raises changes.Refused."""
    intent = entry.Entry(operation, 1, active, eservices_site, verb=verb, reason=reason)
    return _changed(changes.begin(judge(held, operation), intent))


def ended(held, operation, reason=""):
    """(the ledger with the intent done, hosts that lack it); raises changes.Refused."""
    return _changed(changes.end(judge(held, operation), operation, "", reason))


def caught_up(held):
    """(the whole history, hosts that lack it), or None where nobody does; raises changes.Refused."""
    change = changes.caught_up(judge(held))
    return None if change is None else _changed(change)


def recorded(held, operation):
    """(the ledger with a rejoin at its end, hosts that lack it); raises changes.Refused."""
    return _changed(changes.recorded(judge(held), entry.Entry(operation, 1, "", "", verb=rejoining.VERB)))


def abandoned(held, operation, complete):
    """(the ledger without the intent, hosts that lack it), or None; raises changes.Refused."""
    closing = entry.Entry(f"{operation}-closed", 1, "", "", verb="abandoned")
    change = changes.abandon(judge(held, operation), operation, closing, complete)
    return None if change is None else _changed(change)


def answers(held):
    """The choices that are printed for a person."""
    return [one.choice for one in questions.answers(judge(held))]


def repaired(held, choice, operation):
    """(the ledger as a person says it is, the hosts that get it), or None; raises changes.Refused."""
    change = changes.repair(judge(held), choice, entry.Entry(operation, 1, "", "", verb="ledger"))
    return None if change is None else _changed(change)


def _changed(change):
    return kept(change.ledger), change.hosts


@cache
def knowledge(remembered):
    """What a site guard makes of these ledgers, by their ids."""
    return guard_history.known(guard_history.merged([_reduced(one) for one in sorted(remembered, key=_numbers.get)]))


@cache
def _reduced(ledger):
    """What a site guard keeps of a ledger, by its id."""
    return guard_history.reduced(_by_id[ledger].document)

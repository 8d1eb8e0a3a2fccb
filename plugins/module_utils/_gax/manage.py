# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What gax_options and gax_objects do, from the task to its result: private to this collection, may change any time."""

from typing import Any, Dict

from ansible_collections.gir.multidc.plugins.module_utils._common.redact import Redactor
from ansible_collections.gir.multidc.plugins.module_utils._gax import rivals
from ansible_collections.gir.multidc.plugins.module_utils._gax import wanted as gax_wanted
from ansible_collections.gir.multidc.plugins.module_utils._gax.apply import (
    CONFLICT,
    CREATED,
    DELETED,
    NOT_DONE,
    PREDICTED,
    UNCHANGED,
    UNKNOWN,
    UPDATED,
    Operation,
    carry_out,
)
from ansible_collections.gir.multidc.plugins.module_utils._gax.client import GaxError
from ansible_collections.gir.multidc.plugins.module_utils._gax.lookup import Lookup
from ansible_collections.gir.multidc.plugins.module_utils._gax.plan import (
    FIELDS,
    changes_of,
    left_in_other_case,
    new_object,
)
from ansible_collections.gir.multidc.plugins.module_utils._gax.properties import Unchangeable, secrets_in
from ansible_collections.gir.multidc.plugins.module_utils._gax.schema import CREATABLE, OWNERS

FAILED = (CONFLICT, NOT_DONE, UNKNOWN)


def ensure(this, create):
    """Bring the objects of the task to what they shall be; the module's result."""
    wanted = [gax_wanted.Wanted(n, entry, create) for n, entry in enumerate(this.params["objects"])]
    lookup = Lookup(this.client)
    this.client.secrets_read = lambda: secrets_in(lookup.seen(), Redactor(this.params["secret_keys"]))
    lookup.prepare(wanted)
    operations = [_operation(lookup, item) for item in wanted]
    _refuse_twins(operations, lookup.problems)
    rivals.refuse(lookup, operations, DELETED, this.module.warn)
    if lookup.problems:
        raise GaxError(" ".join(lookup.problems))
    carry_out(this.client, operations, this.check_mode)
    failed = [operation for operation in operations if operation.outcome in FAILED]
    slow = [operation.wanted.label for operation in operations if operation.slow and operation.wrote]
    if slow:
        this.module.warn(
            "GAX took so long to answer that a change made by somebody else at the same moment may have been lost: %s."
            % ", ".join(slow)
        )
    unseen = [operation for operation in operations if operation.unseen]
    if unseen:
        text = "Written, but GAX could not be asked whether somebody else took it back at the same moment (%s): %s."
        this.module.warn(text % (unseen[0].unseen, ", ".join(operation.wanted.label for operation in unseen)))
    _warn_of_other_case(this, operations)
    redactor = Redactor(this.params["secret_keys"], fingerprints=True)
    for operation in operations:
        for change in operation.changes:
            redactor.learn({change.key: change.after})
    return {
        "changed": any(operation.wrote or operation.outcome == PREDICTED for operation in operations),
        "failure": _failure(operations, failed) if failed else None,
        "results": [_described(operation) for operation in operations],
        "diff": [_difference(operation, redactor) for operation in operations if operation.action != UNCHANGED],
    }


def _warn_of_other_case(this: Any, operations: Any) -> None:
    """What stays beside an option, or in the place of one that was to go, and looks as if it were the same."""
    for operation in operations:
        near = []
        if operation.action in (UPDATED, UNCHANGED) and operation.raw:
            try:
                near = left_in_other_case(operation.wanted, operation.raw)
            except Unchangeable:
                continue
        taken = {change.path for change in operation.changes if change.after is None}
        told = ["%s %s beside %s" % (part, there, asked) for part, asked, there in near]
        told = [text for text in told if text.partition(" beside ")[0] not in taken]
        if told:
            text = "%s: options stay whose names differ in case only, and which of them counts nobody can see: %s."
            this.module.warn(text % (operation.wanted.label, ", ".join(told)))


def ensure_objects(this: Any) -> Dict[str, Any]:
    """The result of gax_objects."""
    return dict(ensure(this, create=True))


def ensure_options(this: Any) -> Dict[str, Any]:
    """The result of gax_options."""
    return dict(ensure(this, create=False))


def _refuse_twins(operations, problems):
    """One object under two descriptions, such as with and without its folder."""
    owners = {}
    for operation in operations:
        if operation is None or not operation.raw:
            continue
        wanted, dbid = operation.wanted, operation.raw.get("dbid")
        place = OWNERS["folder" if wanted.type == "CfgFolder" else "tenant"][0]
        key = (wanted.type, str(dbid)) if dbid else (wanted.type, wanted.name, operation.raw.get(place))
        other = owners.setdefault(key, wanted)
        if other is not wanted:
            text = "objects[%d] and objects[%d] are the same object, %s%s; list it once."
            told = " with dbid %s" % dbid if dbid else ""
            problems.append(text % (other.number, wanted.number, other.label, told))


def _operation(lookup, wanted):
    raw, found = lookup.find(wanted)
    if raw is None and found:
        return None
    if raw is None:
        return _missing(lookup, wanted)
    if wanted.delete:
        return _deletion(lookup, wanted, raw)
    try:
        changes = changes_of(wanted, raw)
    except Unchangeable as exc:
        lookup.problems.append("%s: %s; %s." % (wanted.label, exc, exc.remedy))
        return None
    return Operation(wanted, UPDATED if changes else UNCHANGED, raw, changes)


def _deletion(lookup, wanted, raw):
    number = lookup.contents(raw) if wanted.type == "CfgFolder" else 0
    if number:
        text = "%s: the folder holds %d objects; it is only deleted when it is empty."
        lookup.problems.append(text % (wanted.label, number))
        return None
    return Operation(wanted, DELETED, raw)


def _missing(lookup, wanted):
    if wanted.delete or (not wanted.create and wanted.mode == gax_wanted.ABSENT):
        return Operation(wanted, UNCHANGED, {})
    if not wanted.create or wanted.type not in CREATABLE:
        text = "%s: there is no such object; create it in GAX, or correct the name."
        lookup.problems.append(text % wanted.label)
        return None
    before = len(lookup.problems)
    owners = {option: lookup.owner(wanted.label, option, value) for option, value in wanted.owners.items()}
    if wanted.type != "CfgFolder" and "tenant" not in owners:
        owners["tenant"] = _only_tenant(lookup, wanted)
    if wanted.type == "CfgFolder":
        owners.pop("tenant", None)
    if "folder" not in owners:
        owners["folder"] = _usual_folder(lookup, wanted, owners.get("tenant"))
    if wanted.type != "CfgFolder" and owners.get("tenant"):
        problem = lookup.elsewhere(wanted, owners["tenant"])
        lookup.problems += [problem] if problem else []
    if len(lookup.problems) > before:
        return None
    folder = lookup.one("CfgFolder", owners["folder"]) or {}
    raw, changes = new_object(wanted, owners, folder)
    return Operation(wanted, CREATED, raw, changes)


def _only_tenant(lookup, wanted):
    tenants = lookup.all("CfgTenant")
    if len(tenants) == 1:
        return str(tenants[0]["dbid"])
    names = ", ".join(sorted(str(item.get("name")) for item in tenants))
    text = "%s: it has to be created, and there are %d tenants (%s); say which one it belongs to with tenant."
    lookup.problems.append(text % (wanted.label, len(tenants), names or "none is shown"))
    return None


def _usual_folder(lookup, wanted, tenant):
    """Where the tenant's other objects of this type lie, when that is one place."""
    field = OWNERS["tenant"][0]
    places = set()
    if wanted.type != "CfgFolder":
        others = [item for item in lookup.all(wanted.type) if str(item.get(field)) == str(tenant)]
        places = {str(item["folderid"]) for item in others if item.get("folderid")}
    if len(places) == 1:
        return places.pop()
    text = "%s: it has to be created, and %s; say where with folder, by name, path or dbid."
    why = "the others of its type lie in %d folders" % len(places) if places else "no other shows where it belongs"
    lookup.problems.append(text % (wanted.label, why))
    return None


# -- results -----------------------------------------------------------------------------------------------------


def _described(operation):
    wanted = operation.wanted
    told = {
        "type": wanted.type,
        "name": wanted.name,
        "dbid": str(operation.raw.get("dbid")) if operation.raw.get("dbid") else None,
        "action": operation.action,
        "outcome": operation.outcome,
        "changes": [change.path for change in operation.changes],
    }
    if operation.message:
        told["message"] = operation.message
    return told


def _failure(operations, failed):
    done = sum(1 for operation in operations if operation.wrote and operation.outcome != UNKNOWN)
    told = []
    for operation in failed:
        message = operation.message or "it was not tried any more."
        if message not in told:
            told.append(message)
    counts = ["%d %s" % (sum(1 for o in failed if o.outcome == outcome), outcome) for outcome in FAILED]
    counts = ", ".join(text for text in counts if not text.startswith("0 "))
    return "%d of %d objects failed (%s), %d were written: %s" % (
        len(failed),
        len(operations),
        counts,
        done,
        " ".join(told),
    )


def _difference(operation, redactor):
    header = "%s (%s)" % (operation.wanted.label, operation.action)
    if operation.action == DELETED:
        return {"before_header": header, "after_header": header, "before": header + "\n", "after": ""}
    before = _side([(c, c.before) for c in operation.changes], redactor)
    after = _side([(c, c.after) for c in operation.changes], redactor)
    if operation.action == CREATED:
        before, after = "", "%s\n%s" % (operation.wanted.label, after)
    return {"before_header": header, "after_header": header, "before": before, "after": after}


def _side(values, redactor):
    lines, place = [], None
    for change, value in sorted(
        values, key=lambda pair: (pair[0].part != FIELDS, pair[0].part, str(pair[0].section), str(pair[0].key))
    ):
        if value is None:
            continue
        if (change.part, change.section) != place:
            place = (change.part, change.section)
            lines.append("%s:" % change.part if change.section is None else "%s [%s]" % place)
        shown = redactor.data({change.key: value})[change.key]
        text = str(shown).replace("\n", "\n    ")
        lines.append("  %s = %s" % (change.key, text))
    return "".join(line + "\n" for line in lines)

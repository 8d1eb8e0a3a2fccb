# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finding Configuration Server objects by name: private to this collection, may change at any time.

GAX may answer a query with none, one or many objects, and is not trusted to have filtered: what comes back is looked
at again here. Many objects of one type are read with one request, unless a site has thousands of that type.
"""

from typing import Any, Dict, List, Optional, Tuple

from ansible_collections.gir.multidc.plugins.module_utils._gax.client import GaxError, NoGaxAnswers
from ansible_collections.gir.multidc.plugins.module_utils._gax.schema import (
    CREATABLE,
    MANY,
    OWNERS,
    TYPES,
    name_field,
    name_of,
)

WORTH_A_LIST = 6
_DEEPEST = 50
# What came of looking for the object that somebody described.
FOUND, MISSING, ELSEWHERE, OTHER_CASE, UNCLEAR = "found", "missing", "elsewhere", "other case", "unclear"


class Lookup:
    """Objects of one GAX, read when they are asked for. `problems` collects what could not be found, as sentences."""

    def __init__(self, client):
        self._client = client
        self._lists = {}
        self._named = {}
        self._by_name = {}
        self._by_dbid = {}
        self.problems = []

    # -- reading -------------------------------------------------------------------------------------------------

    def all(self, kind):
        if kind not in self._lists:
            self._lists[kind] = self._read(kind, {})
        return self._lists[kind]

    def _read(self, kind, by):
        query = dict({"brief": "false", "type": kind}, **by)
        answer = self._client.get("/cfg/objects", query)
        if not isinstance(answer, list) or not all(isinstance(item, dict) and item.get("dbid") for item in answer):
            text = (
                "GAX %s answered the query for %s with something that is no list of objects; is it a GAX 8.5 or later?"
            )
            raise GaxError(text % (self._client.last_node, kind))
        found = [item for item in answer if item.get("type", kind) == kind]
        self._by_dbid.update({(kind, str(item["dbid"])): item for item in found})
        return found

    def named(self, kind, name):
        """All objects of a type that are known by this name, and when there is none, those that differ only in case."""
        exact = [item for item in self._candidates(kind, name) if name_of(item) == name]
        if exact or kind in MANY:
            return exact, []
        return [], [item for item in self.all(kind) if str(name_of(item)).lower() == name.lower()]

    def _candidates(self, kind, name):
        if kind in self._lists:
            if kind not in self._by_name:
                by_name: Dict[str, List[Any]] = {}
                self._by_name[kind] = by_name
                for item in self._lists[kind]:
                    by_name.setdefault(str(name_of(item)), []).append(item)
            return self._by_name[kind].get(name, [])
        if (kind, name) not in self._named:
            self._named[kind, name] = self._ask(kind, name)
        return self._named[kind, name]

    def _ask(self, kind, name):
        field = name_field(kind)
        try:
            found = self._read(kind, {field: name})
        except GaxError as exc:
            if field == "name" or exc.http_status is None or isinstance(exc, NoGaxAnswers):
                raise
            # That GAX can be asked by this field is inferred.
            return self.all(kind)
        if field != "name" and not any(name_of(item) == name for item in found):
            found = found + self._read(kind, {"name": name})
        return found

    def one(self, kind, dbid):
        """The object with this dbid, or None."""
        key = (kind, str(dbid))
        if key not in self._by_dbid:
            try:
                self._by_dbid[key] = self._client.get("/cfg/objects/%s/%s" % key)
            except GaxError as exc:
                if exc.http_status != 404:
                    raise
                self._by_dbid[key] = None
        return self._by_dbid[key]

    def prepare(self, wanted):
        """Read lists of the types of which several objects are wanted."""
        count = {}
        for item in wanted:
            count[item.type] = count.get(item.type, 0) + 1
        for kind, number in sorted(count.items()):
            if number >= WORTH_A_LIST and kind not in MANY:
                self.all(kind)

    # -- owners --------------------------------------------------------------------------------------------------

    def owner(self, label, option, value):
        """The dbid of a tenant, switch or folder that was given by name, by path or by dbid; None after a problem."""
        dbid, text = self._owner(label, option, value)
        self._note(text)
        return dbid

    def _note(self, *texts: str) -> None:
        self.problems += [text for text in texts if text and text not in self.problems]

    def _owner(self, label: str, option: str, value: str) -> Tuple[Optional[str], str]:
        """(dbid, ""), or (None, why it is not known)"""
        kind = OWNERS[option][1]
        if value.isdigit() and self._may_be_dbid(kind, value):
            return value, ""
        name = value.rstrip("/").rpartition("/")[2]
        found, _close = self.named(kind, name)
        if "/" in value:
            found = [item for item in found if self._is_below(item, value)]
        if len(found) == 1:
            return str(found[0]["dbid"]), ""
        if not found:
            return None, "%s: there is no %s %s; give its name as GAX shows it, or its dbid." % (label, option, value)
        dbids = ", ".join(sorted(str(item["dbid"]) for item in found))
        text = "%s: there are %d %ss named %s (dbid %s); give the dbid, or the end of the path of a folder."
        return None, text % (label, len(found), option, value, dbids)

    def _may_be_dbid(self, kind, dbid):
        """Whether there is such an object, or this account may not see whether."""
        try:
            return self.one(kind, dbid) is not None
        except GaxError as exc:
            if exc.http_status != 403:
                raise
            return True

    def seen(self):
        """Every object that was read."""
        return [item for item in self._by_dbid.values() if item is not None]

    def _is_below(self, folder, path):
        wanted = [part for part in path.split("/") if part]
        found = self.path_of(folder)
        if not path.startswith("/"):
            found = found[max(0, len(found) - len(wanted)):]
        return found == wanted

    def path_of(self, folder):
        """The names of a folder and those above it, from the top."""
        names = []
        while folder is not None and len(names) < _DEEPEST:
            names.insert(0, name_of(folder))
            above = folder.get("folderid")
            folder = self.one("CfgFolder", above) if above not in (None, "", "0", folder.get("dbid")) else None
        return names

    # -- objects -------------------------------------------------------------------------------------------------

    def find(self, wanted):
        """(object, found): the one object that was meant; (None, True) when a problem was noted, (None, False) when
        there is none."""
        state, raw, problems = self.locate(wanted)
        if state == ELSEWHERE and wanted.create and wanted.type in CREATABLE:
            return None, False
        self._note(*problems)
        return raw, state != MISSING

    def locate(self, wanted: Any) -> Tuple[str, Any, List[str]]:
        """(state, object, problems): FOUND with the one object that was meant, or why there is none, in sentences."""
        exact, close = self.named(wanted.type, wanted.name)
        asked = {option: self._owner(wanted.label, option, value) for option, value in wanted.owners.items()}
        problems = [text for _dbid, text in asked.values() if text]
        if problems:
            return UNCLEAR, None, problems
        owners = {option: dbid for option, (dbid, _text) in asked.items()}
        mine = [item for item in exact if self.is_owned(item, owners)]
        if len(mine) == 1:
            return FOUND, mine[0], []
        if mine:
            text = "%s: %d objects have this name (%s); say which one is meant with %s."
            return UNCLEAR, None, [text % (wanted.label, len(mine), self._described(mine), _hint(wanted))]
        if exact:
            text = "%s: objects of this name are elsewhere only (%s)."
            return ELSEWHERE, None, [text % (wanted.label, self._described(exact))]
        if close:
            names = ", ".join(sorted({name_of(item) for item in close}))
            text = "%s: there is %s, but names are case-sensitive; correct the name."
            return OTHER_CASE, None, [text % (wanted.label, names)]
        return MISSING, None, []

    def elsewhere(self, wanted, tenant):
        """A problem when the tenant has an object of this name already, in another place; or None. INFERRED: a name is
        given once for each type of a tenant."""
        exact, _close = self.named(wanted.type, wanted.name)
        mine = [item for item in exact if self.is_owned(item, {"tenant": str(tenant)})]
        if not mine:
            return None
        text = "%s: its tenant has an object of this name elsewhere (%s), and a name is given once; correct the place."
        return text % (wanted.label, self._described(mine))

    def contents(self, folder):
        """How many objects lie in a folder, as far as GAX shows them."""
        dbid = str(folder["dbid"])
        kinds = ["CfgFolder"]
        # INFERRED: a folder for objects of one type has the type as its subtype, in capitals at the beginning.
        kinds += [kind for kind in TYPES if kind.upper() == str(folder.get("subtype")).upper() and kind != "CfgFolder"]
        listed = len(((folder.get("objectids") or {}).get("idtype")) or [])
        found = [item for kind in kinds for item in self._in_folder(kind, dbid)]
        return max(listed, len(found))

    def _in_folder(self, kind, dbid):
        query = {"brief": "true", "type": kind, "filters": "folderid=%s" % dbid}
        answer = self._client.get("/cfg/objects", query)
        # What is shown briefly may leave out the folder, and GAX is not trusted to have filtered.
        known = [item for item in answer if isinstance(item, dict)] if isinstance(answer, list) else []
        if all("folderid" in item for item in known):
            return [item for item in known if str(item["folderid"]) == dbid]
        return [item for item in self.all(kind) if str(item.get("folderid")) == dbid]

    @staticmethod
    def is_owned(item, owners):
        """Whether an object belongs to these owners, {option: dbid}."""
        return all(_owned(item, option, dbid) for option, dbid in owners.items())

    @staticmethod
    def _described(items):
        told = []
        for item in items:
            owners = [
                "%s %s" % (option, item[field]) for option, (field, _kind) in sorted(OWNERS.items()) if item.get(field)
            ]
            told.append("dbid %s%s" % (item["dbid"], ": " + ", ".join(owners) if owners else ""))
        return "; ".join(sorted(told))


def _owned(item, option, dbid):
    if item.get(OWNERS[option][0]) is not None:
        return str(item[OWNERS[option][0]]) == dbid
    if option == "tenant" and isinstance(item.get("tenantdbids"), dict):
        served = item["tenantdbids"].get("id") or []
        return any(isinstance(entry, dict) and str(entry.get("dbid")) == dbid for entry in served)
    return option == "tenant" and str(item.get("ownerdbid")) == dbid


def _hint(wanted):
    options = ["switch", "tenant", "folder"] if wanted.type in ("CfgDN", "CfgAgentLogin") else ["tenant", "folder"]
    return " or ".join(options)

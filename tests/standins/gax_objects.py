# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the GAX stand-in does with Configuration Server objects: list, find, create, replace, delete."""

import json
import re
import threading

from standins import gax_schema
from standins.httpd import Response

_BRIEF = ("type", "dbid", "name", "folderid", "subtype", "state")
_OWNERS = ("tenantdbid", "switchdbid")
# How a client says that an object has no dbid yet.
_NO_DBID = (None, "", "0", 0)


class Refused(Exception):
    def __init__(self, status, sentence):
        super().__init__(sentence)
        self.status = status


class Objects:
    def __init__(self, directory, dialect):
        self._directory = directory
        self._dialect = dialect
        self._lock = threading.Lock()

    def answer(self, path, request):
        parts = path.strip("/").split("/")
        if request.method != "GET" or len(parts) > 2:
            only(request.query)
        if parts == ["cfg", "objects"]:
            if request.method == "GET":
                return self._list(request.query)
            if request.method == "POST":
                return self._create(request)
        elif parts[:2] == ["cfg", "objects"] and len(parts) == 4:
            stored = self._stored(*parts[2:])
            if request.method == "GET":
                return Response(200, json.dumps(self._shown(stored)) + "\n")
            if request.method == "PUT":
                return self._replace(stored, request)
            if request.method == "DELETE":
                return self._delete(stored)
        elif parts[:2] == ["cfg", "tree"] and parts[4:] == ["path"] and request.method == "GET":
            return Response.of(self._path(self._stored(*parts[2:4])))
        elif parts == ["cfgobjects", "search"] and request.method == "GET":
            return self._search(request.query)
        else:
            raise Refused(404, f"there is no resource {request.path}")
        raise Refused(405, f"{request.path} does not take {request.method}")

    # -- reading -------------------------------------------------------------------------------------------------

    def _stored(self, kind, dbid):
        found = self._directory.get(kind, dbid)
        if found is None:
            raise Refused(404, f"there is no {kind} {dbid}")
        return found

    def _of(self, query):
        kind = query.get("type")
        if kind not in gax_schema.SHAPES:
            raise Refused(400, f"type is {kind!r}, which is no type of object")
        return kind, self._directory.objects(kind)

    def _list(self, query):
        kind, found = self._of(query)
        only(query, "type", "brief", "filters", "name", gax_schema.name_key(kind))
        for key in ("name", "username", "logincode"):
            if key in query:
                found = [item for item in found if self._is_named(item.get(key), query[key])]
        if "number" in query:
            style = self._dialect["number_query"]
            if style == "refused":
                raise Refused(400, "number is no parameter")
            if style == "filters":
                found = [item for item in found if item.get("number") == query["number"]]
        if "filters" in query:
            wanted = _alternatives(kind, query["filters"])
            found = [item for item in found if any(pairs.items() <= item.items() for pairs in wanted)]
        brief = query.get("brief") == "true"
        return Response(200, "[" + ",\n".join(self._text(kind, item, brief) for item in found) + "]\n")

    def _is_named(self, name, wanted):
        style = self._dialect["by_name"]
        return style == "ignored" or name == wanted or (style == "any_case" and str(name).lower() == wanted.lower())

    def _text(self, kind, item, brief):
        if brief:
            return json.dumps({key: item[key] for key in (*_BRIEF, gax_schema.name_key(kind)) if key in item})
        shown = self._shown(item)
        return self._directory.text(shown) if shown is item else json.dumps(shown)

    def _shown(self, item):
        """The object as this GAX shows it, which depends on its dialect only."""
        if item["type"] == "CfgAgentGroup" and self._dialect["agent_group_annex"] == "hidden":
            return {key: value for key, value in item.items() if key != "userproperties"}
        empty = item.get("userproperties", {"property": []}) in ({"property": []}, {})
        style = self._dialect["empty_annex"]
        if empty and style != "list":
            shown = dict(item, userproperties={})
            return {key: shown[key] for key in shown if key != "userproperties" or style == "object"}
        return item

    def _path(self, item):
        names = []
        while item is not None and len(names) < 100:
            names.insert(0, item.get(gax_schema.name_key(item["type"]), ""))
            item = self._directory.get("CfgFolder", item.get("folderid", ""))
        return names

    def _search(self, query):
        kind, found = self._of(query)
        only(query, "type", "name", "iscasesensitive")
        wanted = re.escape(query.get("name", "*")).replace(r"\*", ".*")
        flags = re.IGNORECASE if query.get("iscasesensitive") == "false" else 0
        key = gax_schema.name_key(kind)
        found = [item for item in found if re.fullmatch(wanted, item.get(key) or item.get("name", ""), flags)]
        return Response(200, "[" + ",\n".join(self._text(kind, item, False) for item in found) + "]\n")

    # -- writing -------------------------------------------------------------------------------------------------

    @staticmethod
    def _body(request):
        if request.content_type != "application/json":
            raise Refused(415, "send application/json")
        try:
            thing = request.json()
        except ValueError as error:
            raise Refused(400, "the body is not JSON") from error
        if not isinstance(thing, dict):
            raise Refused(400, "the body is not one object")
        return thing

    def _create(self, request):
        thing = self._body(request)
        kind = thing.get("type")
        if not isinstance(kind, str) or kind not in gax_schema.SHAPES:
            raise Refused(400, f"type is {kind!r}, which is no type of object")
        if thing.get("dbid") not in _NO_DBID:
            raise Refused(400, "the Configuration Server gives the dbid")
        with self._lock:
            kept = self._kept(kind, thing)
            created = self._directory.put({"state": "CFGEnabled", **kept, "dbid": self._directory.next_dbid()})
        if self._dialect["create_answer"] == "created":
            return Response(201)
        return Response(200, json.dumps(self._shown(created)) + "\n")

    def _replace(self, stored, request):
        """The whole object: a field that is left out is gone."""
        thing = self._body(request)
        kind, dbid = stored["type"], stored["dbid"]
        named = str(dbid if thing.get("dbid") in _NO_DBID else thing["dbid"])
        if thing.get("type") not in (None, "", kind) or named != dbid:
            raise Refused(400, "type and dbid are not those of the address")
        with self._lock:
            stored = self._stored(kind, dbid)
            updated = self._directory.put(self._kept(kind, {**thing, "type": kind, "dbid": dbid}, stored))
        if self._dialect["update_answer"] == "empty":
            return Response(204)
        return Response(200, json.dumps(self._shown(updated)) + "\n")

    def _kept(self, kind, thing, stored=None):
        """What is to be stored of an object that was sent."""
        stored = stored or {}
        try:
            kept = gax_schema.kept(kind, thing, stored, self._dialect["typed_values"] == "refused")
        except gax_schema.Malformed as error:
            raise Refused(400, str(error)) from error
        if kind == "CfgAgentGroup" and self._dialect["agent_group_annex"] == "hidden":
            kept.pop("userproperties", None)
            kept.update({key: stored[key] for key in ("userproperties",) if key in stored})
        self._check(kind, kept, stored)
        return kept

    def _check(self, kind, thing, stored):
        folder = thing.get("folderid")
        if not folder and not stored:
            raise Refused(400, "folderid is needed")
        folders = self._directory.objects("CfgFolder")
        if folders and folder not in {item["dbid"] for item in folders} | {stored.get("folderid")}:
            raise Refused(400, f"there is no folder {folder}" if folder else "folderid is needed")
        for field, owner in (("tenantdbid", "CfgTenant"), ("switchdbid", "CfgSwitch")):
            known = {item["dbid"] for item in self._directory.objects(owner)} | {stored.get(field), None, "0"}
            if thing.get(field) not in known:
                raise Refused(400, f"there is no {owner} {thing[field]}")
        key = gax_schema.name_key(kind)
        twins = (item for item in self._directory.objects(kind) if item["dbid"] != thing.get("dbid"))
        for twin in twins:
            owners = _OWNERS if kind != "CfgFolder" else ("folderid",)
            if twin.get(key) == thing[key] and all(twin.get(name) == thing.get(name) for name in owners):
                raise Refused(409, f"there is a {kind} named {thing[key]} already")

    def _delete(self, stored):
        with self._lock:
            self._stored(stored["type"], stored["dbid"])
            if stored["type"] == "CfgFolder" and any(
                item.get("folderid") == stored["dbid"] for item in self._directory.objects()
            ):
                raise Refused(409, "the folder is not empty")
            self._directory.remove(stored["type"], stored["dbid"])
        return Response(204)


def only(query, *known):
    """Refuse a key that a query does not take: to pass over it would answer with too much. What GAX does is unknown."""
    unknown = sorted(set(query) - set(known))
    if unknown:
        takes = f"takes {', '.join(dict.fromkeys(known))}" if known else "takes no query"
        raise Refused(400, f"there is no {', '.join(unknown)} in a query here, which {takes}")


def _alternatives(kind, filters):
    """``key=value AND key=value OR ...``: AND binds closer. A list of what an object may hold."""
    found = []
    for alternative in re.split(r"\s+OR\s+", filters):
        pairs = [condition.partition("=") for condition in re.split(r"\s+AND\s+", alternative)]
        if any(not equals for _key, equals, _value in pairs):
            raise Refused(400, f"filters is {filters!r}: write key=value AND key=value OR ...")
        found.append({key.strip(): value.strip() for key, _equals, value in pairs})
    unknown = sorted({key for pairs in found for key in pairs} - set(gax_schema.SHAPES[kind]))
    if unknown:
        raise Refused(400, f"filters is {filters!r}: {kind} has no field {', '.join(unknown)}")
    return found

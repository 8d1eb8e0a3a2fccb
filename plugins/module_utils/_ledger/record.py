# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ledger of one RWS host, and the two local facts that it replaces: private to this collection.

What they mean is decided on the controller, for all hosts together. Nothing that stands here is ever run.
"""

import configparser
import json
import os
import time
from typing import Any, Dict, List, Optional, Tuple

from ansible_collections.gir.multidc.plugins.module_utils._common.refusal import Refusal
from ansible_collections.gir.multidc.plugins.module_utils._ledger import files

LEDGER = "var/lib/gir-ledger/ledger.json"
FACTS = "etc/ansible/facts.d"
LEGACY = ("gir_multidc", "gir_eservices")
_TIME = "%Y-%m-%dT%H:%M:%SZ"
_READS = 5

Object = Dict[str, Any]


def serve(module: Any) -> Object:
    """What the host holds, after it was changed as asked for."""
    root, request = module.params["root"], module.params["_request"]
    if request is None:
        return dict(read(root), changed=False)
    return _write(root, request, module.check_mode)


def ledger_path(root: str) -> str:
    """Below a staged root, where one is given."""
    return os.path.join(root or "/", LEDGER)


def _fact_path(root: str, name: str) -> str:
    return os.path.join(root or "/", FACTS, name + ".fact")


# -- reading ---------------------------------------------------------------------------------------------------------


def read(root: str) -> Object:
    """The ledger as its file has it, with the digest that a later write is to find, and the older facts; None without.

    What cannot be read is a finding, not a failure: what is done about it depends on the other hosts.
    """
    path = ledger_path(root)
    ledger, reason, found = _ledger_of(path)
    legacy: Object = {"unreadable": {}}
    for name in LEGACY:
        legacy[name] = None
        try:
            legacy[name] = _read_fact(_fact_path(root, name))
        except Refusal as refusal:
            legacy["unreadable"][name] = str(refusal)
    return {"ledger": ledger, "unreadable": reason, "digest": found, "legacy": legacy, "path": path}


def _ledger_of(path: str) -> Tuple[Optional[Object], Optional[str], Optional[str]]:
    """(what the file holds, why it cannot be read, its digest), all of one moment."""
    for _attempt in range(_READS):
        ledger = reason = before = None
        try:
            before = files.digest(path)
            ledger = files.read_json(path)
        except Refusal as refusal:
            reason = str(refusal)
        if before == _digest(path):
            break
    return ledger, reason, before


def _digest(path: str) -> Optional[str]:
    """None where there is no file, and where something else has its name."""
    try:
        return files.digest(path)
    except Refusal:
        return None


def _read_fact(path: str) -> Any:
    """The fact in a file, JSON or INI as Ansible reads it."""
    data = files.read_bytes(path)
    if data is None:
        return None
    if os.lstat(path).st_mode & 0o111:
        raise Refusal("%s is executable, and is not run: take the mode 0644 for it, or remove it." % path)
    try:
        text = data.decode("utf-8")
    except ValueError:
        raise Refusal("%s is no text: look at it, and remove it." % path) from None
    try:
        return json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return _read_ini(path, text)


def _no_constant(word: str) -> None:
    raise ValueError(word)


def _read_ini(path: str, text: str) -> Object:
    """The options of the only section, or each section with its own."""
    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read_string(text)
    except (configparser.Error, ValueError):
        raise Refusal("%s is neither JSON nor INI: look at it, and remove it." % path) from None
    sections = {name: dict(parser.items(name)) for name in parser.sections()}
    return sections[parser.sections()[0]] if len(sections) == 1 else sections


# -- writing ---------------------------------------------------------------------------------------------------------


def _write(root: str, request: Object, check_mode: bool) -> Object:
    """Replace the ledger when it is still what was read, and take older facts away.

    `ledger`: the new one, None to write none. `digest`: of what was read. `stamp`: the entry that gets the time of this
    host's clock. `keep`: a copy of what is replaced stays. `forget`: the older facts to be removed.
    """
    path = ledger_path(root)
    facts = [_fact_path(root, name) for name in request["forget"]]
    facts = [fact for fact in facts if os.path.lexists(fact)]
    if check_mode:
        obstacle = files.obstacle(path) if request["ledger"] is not None and not request["keep"] else None
        if obstacle:
            raise Refusal(obstacle)
        return dict(read(root), changed=request["ledger"] is not None or bool(facts), kept=None)
    kept = None
    if request["ledger"] is not None:
        with files.guarded(path):
            if _digest(path) != request["digest"]:
                text = "%s was written by somebody else since it was read, so it was left as it is; run this again."
                raise Refusal(text % path, overtaken=True)
            if request["keep"]:
                kept = _keep(path)
            files.replace_json(path, _stamped(request["ledger"], request["stamp"]))
            _check_written(path, request["ledger"])
    for fact in facts:
        files.remove(fact)
    return dict(read(root), changed=request["ledger"] is not None or bool(facts), kept=kept)


def _stamped(ledger: Object, operation: Optional[str]) -> Object:
    now = time.strftime(_TIME, time.gmtime())
    entries = [dict(one, recorded_at=now) if one["operation"] == operation else one for one in ledger["entries"]]
    return dict(ledger, entries=entries)


def _check_written(path: str, ledger: Object) -> None:
    """A disk that lies is found here, and not at the next failover."""
    found = files.read_json(path)
    if found is None or _names(found) != _names(ledger) or found.get("environment") != ledger["environment"]:
        raise Refusal("%s does not hold what was written to it; look at its file system, and run this again." % path)


def _names(ledger: Object) -> List[Any]:
    return [(one.get("operation"), one.get("state")) for one in ledger.get("entries", [])]


def _keep(path: str) -> Optional[str]:
    """What stands under the name of the ledger gets a second name: a file stays in place until it is replaced."""
    if not os.path.lexists(path):
        return None
    stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    number = 1
    while True:
        kept = "%s.%s%s.kept" % (path, stamp, "" if number == 1 else "-%d" % number)
        if not os.path.lexists(kept):
            break
        number += 1
    try:
        if os.path.isfile(path) and not os.path.islink(path):
            os.link(path, kept)
        else:
            os.rename(path, kept)
    except OSError as error:
        text = "%s cannot be kept as %s: %s; repair that, and run this again."
        raise Refusal(text % (path, kept, error.strerror)) from error
    return kept

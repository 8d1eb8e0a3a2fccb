# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options of rcs_keystore_sync and what can be wrong with them: private to this collection, may change at any time."""

import re
from typing import Any, Dict, List

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

STATES = ("synced", "merged", "restored")
OPTIONS = {
    "path": {"type": "path", "required": True},
    "paths": {"type": "dict", "default": {}},
    "source_host": {"type": "str"},
    "targets": {"type": "list", "elements": "str", "required": True},
    "state": {"type": "str", "choices": list(STATES), "default": "synced"},
    "digest": {"type": "str"},
    "source_digest": {"type": "str"},
    "password": {"type": "str", "no_log": True},
    "accept_loss": {
        "type": "list",
        "elements": "dict",
        "default": [],
        "options": {
            "alias": {"type": "str", "required": True},
            "fingerprint": {"type": "str", "required": True},
        },
    },
    "unreachable": {"type": "str", "choices": ["stale", "fail"], "default": "stale"},
    "keep": {"type": "int", "default": 10},
    "owner": {"type": "str"},
    "group": {"type": "str"},
    "mode": {"type": "str"},
}  # type: Dict[str, Dict[str, Any]]
# How the action asks one host; nobody else sets them.
INTERNAL = {"_request": {"type": "dict"}, "_content": {"type": "str", "no_log": True}}


def fingerprint(text):
    return re.sub(r"[^0-9a-f]", "", text.lower())


def read(given, known_hosts):
    """(options, problems): every mistake as a sentence, none of them with a value that may be secret."""
    given = {name: value for name, value in given.items() if value is not None}
    problems = shapes(given)
    if problems:
        return None, problems
    result = ArgumentSpecValidator(OPTIONS).validate(given)
    if result.error_messages:
        return None, [_sentence(text) for text in result.error_messages]
    options = result.validated_parameters
    return options, [*_hosts(options, known_hosts), *_values(options)]


def shapes(given: Dict[str, Any]) -> List[str]:
    """What a conversion would hide, or show the value of."""
    found = []  # type: List[str]
    mode, losses, paths = given.get("mode"), given.get("accept_loss"), given.get("paths")
    if isinstance(mode, int):
        found.append(
            "mode is the number %s: YAML reads an unquoted 0640 as another number, so put it in quotes: '0640'." % mode
        )
    for name, how in OPTIONS.items():
        if how["type"] in ("str", "path") and not isinstance(
            given.get(name, ""), (str, int) if name == "mode" else str
        ):
            found.append("%s is no text; put it in quotes." % name)
    if not _are_texts(given.get("targets")):
        found.append("targets is no list of names; give the inventory names of hosts.")
    if paths is not None and not (isinstance(paths, dict) and _are_texts([*paths, *paths.values()])):
        found.append("paths is no dictionary of files; give the keystore file of each host by its inventory name.")
    if not isinstance(given.get("keep", 0), (int, str)) or not re.match(r"^-?[0-9]+$", str(given.get("keep", 0))):
        found.append("keep is no number; give how many versions are kept.")
    if losses is not None and not (isinstance(losses, list) and all(_is_loss(item) for item in losses)):
        found.append(
            "accept_loss is not a list of entries: give each with its alias and fingerprint, as texts in quotes."
        )
    return found


def _are_texts(value: object) -> bool:
    """A missing list is told by others; a single text may stand for a list."""
    return (
        value is None or isinstance(value, str) or (isinstance(value, list) and all(isinstance(v, str) for v in value))
    )


def _is_loss(item: object) -> bool:
    return isinstance(item, dict) and all(isinstance(item.get(name, ""), str) for name in ("alias", "fingerprint"))


def _sentence(text):
    return text if text.endswith(".") else text + "."


def _hosts(options, known_hosts):
    found, restored = [], options["state"] == "restored"
    if restored and options["source_host"]:
        text = "source_host is '%s'; state restored takes the kept version of each target."
        found.append(text % options["source_host"])
    elif not restored and not options["source_host"]:
        found.append("source_host is missing; name the host whose keystore is the right one.")
    for host in [*options["targets"], *options["paths"], *filter(None, [options["source_host"]])]:
        if host not in known_hosts:
            found.append("host '%s' is not in the inventory." % host)
    if restored and not re.match(r"^[0-9a-fA-F]{8,64}$", options["digest"] or ""):
        text = "digest is '%s'; state restored needs the SHA-256 digest of a kept version, or 8 digits of it at least."
        found.append(text % (options["digest"] or ""))
    elif not restored and options["digest"]:
        found.append("digest is only for state restored.")
    if options["source_digest"] is not None:
        options["source_digest"] = options["source_digest"].lower()
        if options["state"] != "synced":
            found.append("source_digest is only for state synced; a merge needs the password of the keystores.")
        elif not re.match(r"^[0-9a-f]{64}$", options["source_digest"]):
            text = "source_digest is '%s'; give all 64 hexadecimal digits of the SHA-256 digest of the source's file."
            found.append(text % options["source_digest"])
    return list(dict.fromkeys(found))


def _values(options):
    found = []
    for path in [options["path"], *options["paths"].values()]:
        if not isinstance(path, str) or not path.startswith("/"):
            found.append("path is '%s'; give an absolute path." % path)
    if options["keep"] < 0:
        found.append("keep is %d; it must not be negative." % options["keep"])
    if options["mode"] is not None and not re.match(r"^0?[0-7]{3}$", options["mode"]):
        found.append("mode is '%s'; write it as a quoted octal number such as '0600'." % options["mode"])
    for number, item in enumerate(options["accept_loss"]):
        if len(fingerprint(item["fingerprint"])) != 64:
            text = "accept_loss[%d].fingerprint of '%s' is not a SHA-256 fingerprint of 64 hexadecimal digits."
            found.append(text % (number, item["alias"]))
    return found

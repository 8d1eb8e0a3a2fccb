# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options of rcs_keystore_sync and what can be wrong with them: private to this collection, may change at any time."""

import re

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

STATES = ("synced", "merged", "restored")
OPTIONS = {
    "path": {"type": "path", "required": True},
    "paths": {"type": "dict", "default": {}},
    "source_host": {"type": "str"},
    "targets": {"type": "list", "elements": "str", "required": True},
    "state": {"type": "str", "choices": list(STATES), "default": "synced"},
    "digest": {"type": "str"},
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
}
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


def shapes(given):
    """What a conversion would hide, or show the value of."""
    found = []
    mode, password, losses = given.get("mode"), given.get("password"), given.get("accept_loss")
    if mode is not None and not isinstance(mode, str):
        found.append(
            "mode is the number %s: YAML reads an unquoted 0640 as another number, so put it in quotes: '0640'." % mode
        )
    if password is not None and not isinstance(password, str):
        found.append("password is no text; put it in quotes.")
    if losses is not None and not (isinstance(losses, list) and all(isinstance(item, dict) for item in losses)):
        found.append("accept_loss is not a list of entries: give each with its alias and fingerprint.")
    return found


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

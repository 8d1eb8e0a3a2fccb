# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options of modules that are secret (no_log), and the secrets in them: private to this collection, may change.

ansible-core takes every text of such an option out of the whole result, wherever it stands. A password such as ops
would be cut out of /api/v2/ops. So options are hidden because they are secret options, whatever is in them, and only
texts that stand nowhere by chance are left to ansible-core.
"""

import difflib
import json
import re
from typing import Any, Dict, Iterator, List, Optional, Set, Tuple

from ansible_collections.gir.multidc.plugins.module_utils._common.redact import Redactor, json_in, tells_nothing

# As ansible-core has it.
HIDDEN = "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"
NOT_SHOWN = "(not shown)"
_ADDRESSES = ("url", "urls")
# The option by which a task adds names of secrets.
SECRET_KEYS = {"secret_keys": {"type": "list", "elements": "str", "default": [], "no_log": False}}


def redactor_of(params: Any) -> Redactor:
    """A redactor with the names of secrets that the task adds; patterns that are none have a message of their own."""
    patterns = params.get("secret_keys") if isinstance(params, dict) else None
    try:
        return Redactor([str(pattern) for pattern in patterns or []])
    except (TypeError, re.error):
        return Redactor()


def pattern_problems(params: Any) -> List[str]:
    """Every mistake in the patterns of secret names, as sentences."""
    found = []
    for pattern in params["secret_keys"]:
        try:
            re.compile(pattern)
        except re.error as exc:
            found.append("secret_keys: '%s' is no regular expression (%s)." % (pattern, exc))
    return found


def secret_texts(spec: Dict[str, Any], values: Any, redactor: Redactor, path: str = "") -> Iterator[Tuple[str, str]]:
    """(option, text) of every secret, whatever the shape of the others."""
    if isinstance(values, list):
        for number, entry in enumerate(values):
            yield from secret_texts(spec, entry, redactor, "%s[%d]." % (path[:-1], number))
    elif isinstance(values, dict):
        for name, option in spec.items():
            value, where = values.get(name), path + name
            if option.get("no_log"):
                inside = option.get("type") not in ("dict", "raw") or redactor.names.hides(values, name)
                for text in redactor.secrets(value, inside):
                    yield where, text
            elif option.get("options"):
                yield from secret_texts(option["options"], value, redactor, where + ".")


def without_strange_keys(spec: Dict[str, Any], values: Any, inside: bool = False) -> Any:
    """Options without keys that are neither known nor misspelt, where secrets belong: they may be misplaced secrets."""
    if isinstance(values, list):
        return [without_strange_keys(spec, entry, inside) for entry in values]
    if not isinstance(values, dict):
        return values
    secret = inside and _holds_secret(spec)
    found = {}
    for name, value in values.items():
        below = (spec.get(name) or {}).get("options")
        strange = secret and name not in spec and not difflib.get_close_matches(str(name)[:100], list(spec), 1)
        if strange:
            found[NOT_SHOWN] = NOT_SHOWN
        else:
            found[name] = without_strange_keys(below, value, True) if below else value
    return found


def disguised(spec: Dict[str, Any], values: Any, secrets: Set[str], redactor: Redactor, depth: int = 0) -> Any:
    """Options with other secrets: whatever says the same of both says nothing of these secrets."""
    if isinstance(values, list) and depth < 2:
        return [disguised(spec, entry, secrets, redactor, depth + 1) for entry in values]
    if not isinstance(values, dict):
        # Not the dictionary that belongs here: nobody knows what it is.
        return _other(values, None if depth and _holds_secret(spec) else secrets)
    found = {}
    for name, value in values.items():
        option = spec.get(name) or {}
        if option.get("no_log") or (not option and not name.startswith("_")):
            found[name] = _other(value, None)
        elif option.get("options"):
            found[name] = disguised(option["options"], value, secrets, redactor, 1)
        else:
            found[name] = _other(redactor.data(value), secrets)
    return found


def _other(value: Any, secrets: Optional[Set[str]]) -> Any:
    """A value with other texts in the place of these secrets, or of all."""
    if isinstance(value, dict):
        return {_other(key, secrets): _other(item, secrets) for key, item in value.items()}
    if isinstance(value, list):
        return [_other(item, secrets) for item in value]
    if isinstance(value, str) and value and (secrets is None or value in secrets):
        parsed = json_in(value)
        if parsed is not None:
            return json.dumps(_other(parsed, None))
        return "not-shown=not-shown" if "=" in value else NOT_SHOWN
    return value


def _holds_secret(spec: Dict[str, Any]) -> bool:
    return any(option.get("no_log") or _holds_secret(option.get("options") or {}) for option in spec.values())


def shown(spec: Dict[str, Any], values: Any) -> Any:
    """Options as anybody may see them."""
    if isinstance(values, list):
        return [shown(spec, entry) for entry in values]
    if not isinstance(values, dict):
        # Not the dictionary that belongs here: nobody knows what it is.
        return values if tells_nothing(values) else HIDDEN
    return {name: _shown(name, spec.get(name), value) for name, value in values.items()}


def _shown(name: str, option: Any, value: Any) -> Any:
    if tells_nothing(value):
        return value
    if option is None or option.get("no_log"):
        # A name that is not known may be that of a secret, misspelt.
        return HIDDEN
    if option.get("options"):
        return shown(option["options"], value)
    if isinstance(value, str) and option.get("type", "str") == "str" and value[:1] + value[-1:] in ("{}", "[]"):
        # A dictionary or list in the place of text, which is text by now.
        return HIDDEN
    if name.endswith(_ADDRESSES):
        return _without_account(value)
    return Redactor().data(value)


def _without_account(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_account(item) for item in value]
    if not isinstance(value, str) or "@" not in value:
        return value
    # Addresses of ours have no account: what stands there may be a password, whatever is wrong with the address.
    scheme, separator, rest = value.partition("://")
    return (scheme + separator if separator else "") + "********@" + (rest or scheme).rpartition("@")[2]

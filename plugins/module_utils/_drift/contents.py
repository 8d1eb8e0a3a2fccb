# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What two contents of a file differ in, as anybody may see it: private to this collection, may change at any time.

Each is (key, expected, actual, more) for module_utils/_common/difference.py. There is at least one, whatever differs.
"""

import hashlib
import json
from typing import Any, Callable, Dict, Iterable, Iterator, List, NamedTuple, Optional, Tuple

from ansible_collections.gir.multidc.plugins.module_utils._bundle import compare, texts
from ansible_collections.gir.multidc.plugins.module_utils._bundle.shown_names import shown_names
from ansible_collections.gir.multidc.plugins.module_utils._common.redact import Redactor
from ansible_collections.gir.multidc.plugins.module_utils._common.said import MASK

# A file with more has been replaced by another one; what is left of it is counted.
MOST_KEYS = 200
# What has more values, such as by aliases of YAML, is not compared value by value.
MOST_VALUES = 20000
_LONGEST_LINE = 160
# Lines of a longer text are not searched for secrets, and not shown.
_LONGEST_TEXT = 1024 * 1024
LINE_ENDS = "line breaks"


class Part(NamedTuple):
    """One difference; `line_ends`: it is about them."""

    key: str
    expected: Optional[str]
    actual: Optional[str]
    more: Dict[str, Any] = {}
    line_ends: bool = False


def parts(item: Any, redactor: Redactor) -> List[Part]:
    """Of a file that has to be rewritten and whose present content was read."""
    found = _together(_parts(item, redactor))
    if len(found) > MOST_KEYS:
        rest = len(found) - MOST_KEYS
        del found[MOST_KEYS:]
        found.append(Part("", "no further difference", "%d further options differ" % rest))
    if not found:
        found.append(Part("", None, None, {"secret": True, "reason": "Nothing that may be shown differs."}))
    return found


def _together(given: Iterable[Part]) -> List[Part]:
    """Each key once: what differs in the file as a whole may be several things."""
    found: Dict[Tuple[str, bool], Part] = {}
    for part in given:
        place = part.key, part.line_ends
        known = found.get(place)
        if known is None:
            found[place] = part
        else:
            more = {**part.more, **known.more}
            found[place] = Part(part.key, _joined(known[1], part[1]), _joined(known[2], part[2]), more, part.line_ends)
    return list(found.values())


def _joined(one: Optional[str], other: Optional[str]) -> Optional[str]:
    texts_of_both = [text for text in (one, other) if text is not None]
    return ", ".join(texts_of_both) or None


def _parts(item: Any, redactor: Redactor) -> Iterator[Part]:
    if item.digest:
        yield from _of_digest(item)
        return
    if item.format in compare.STRUCTURED and item.comparison == "meaning":
        yield from _structured(item, redactor)
        return
    inferred: Dict[str, Any] = {}
    if item.format in compare.STRUCTURED:
        inferred = {"confidence": "inferred", "reason": "It was compared byte by byte, for want of a YAML reader."}
    if item.secret:
        yield from _secret(item, redactor, inferred)
    else:
        yield from _text(item, redactor, inferred)


def _of_digest(item: Any) -> Iterator[Part]:
    """A file without any secret, of which only the digest came."""
    if item.is_desired(item.old.replace(b"\r\n", b"\n")):
        yield Part("", "LF", _breaks(item.old), line_ends=True)
        return
    yield Part("", "SHA-256 %s" % item.digest, "SHA-256 %s" % hashlib.sha256(item.old).hexdigest())


def _breaks(content: bytes) -> str:
    return dict(texts.facts(content))[LINE_ENDS]


# -- structured ------------------------------------------------------------------------------------------------------


def _structured(item: Any, redactor: Redactor) -> Iterator[Part]:
    wanted = compare.read(item.format, item.text)
    try:
        present = compare.read_bytes(item.format, item.old)
    except compare.Unreadable as error:
        fmt = item.format.upper()
        kind = "nothing" if not item.old.strip() else "not readable as %s: %s" % (fmt, error.beside(wanted))
        yield Part("", "readable %s" % fmt, kind)
        return
    for name, expected, actual in texts.other_form(item.format, item.old, item.content):
        yield Part("", expected, actual, line_ends=name == LINE_ENDS)
    documents = present if isinstance(present, tuple) and not isinstance(wanted, tuple) else None
    if documents is not None:
        count = "%d YAML documents" % len(documents) if documents else "no YAML document"
        yield Part("", "1 YAML document", count)
        if not documents:
            return
        present = documents[0]
    if item.format == "yaml":
        present = compare.without_empty(present, wanted)
    remark = compare.hidden_remarks(item.format, item.old.decode("utf-8", "replace"))
    if remark and not compare.hidden_remarks(item.format, item.text):
        shown = "an indented remark in line %d" % remark[0]
        yield Part("", "no indented remark", shown, {"reason": "Python 2.7 takes it for a part of the value above it."})
    if not compare.same(wanted, present):
        yield from _options(wanted, present, redactor, item.secret)


def _options(wanted: Any, present: Any, redactor: Redactor, secret: bool) -> Iterator[Part]:
    kinds = _kind(wanted), _kind(present)
    if kinds[0] != kinds[1] and any(isinstance(data, (dict, list, tuple)) for data in (wanted, present)):
        # Nothing is left of the file; each of its options would say the same.
        yield Part("", *kinds)
        return
    if _is_large(wanted) or _is_large(present):
        yield Part("", "the desired options", "others, of more than %d" % MOST_VALUES)
        return
    expected, actual = dict(compare.pairs(wanted)), dict(compare.pairs(present))
    shown_expected = dict(compare.pairs(redactor.data(wanted)))
    shown_actual = dict(compare.pairs(redactor.data(present)))
    shown = shown_names(wanted, present, redactor)
    keys = {**_keys(wanted, shown), **_keys(present, shown)}
    differing = [path for path in {**expected, **actual} if expected.get(path) != actual.get(path)]
    for path in sorted(differing):
        pair = _shown(path, expected, shown_expected), _shown(path, actual, shown_actual)
        hidden = secret or _is_masked(pair[0]) or _is_masked(pair[1]) or keys[path] != path
        if hidden or pair[0] == pair[1]:
            yield Part(keys[path], None, None, {"secret": True, "reason": _lack(path, expected, actual)})
        else:
            yield Part(path, pair[0], pair[1])
    if not differing:
        # A number that became a text as the name of an option.
        yield Part("", "the names of options as they are desired", "names of options of another type")


def _keys(data: Any, shown: Callable[[Any], str]) -> Dict[str, str]:
    """Each path as it may be shown."""
    return {path: key for (path, _value), (key, _same) in zip(compare.pairs(data), compare.pairs(data, shown))}


def _kind(data: Any) -> str:
    if data is None:
        return "nothing"
    kinds = ((dict, "a mapping"), (list, "a list"), (tuple, "a list"), (str, "a text"), (bool, "a switch"))
    return next((name for types, name in kinds if isinstance(data, types)), "a number or a date")


def _is_large(data: Any) -> bool:
    waiting, count = [data], 0
    while waiting and count <= MOST_VALUES:
        value = waiting.pop()
        count += 1
        if isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, (list, tuple)):
            waiting += value
    return count > MOST_VALUES


def _shown(path: str, values: Dict[str, str], shown: Dict[str, str]) -> Optional[str]:
    """A value as it may be shown, None where there is none. A secret text may have been a list or a table."""
    if path not in values:
        return None
    return shown.get(path, json.dumps(MASK))


def _is_masked(value: Optional[str]) -> bool:
    """Whether nothing of a value is shown."""
    return value is not None and value.strip('"') == MASK


def _lack(path: str, expected: Dict[str, str], actual: Dict[str, str]) -> str:
    if path not in actual:
        return "It is missing."
    return "" if path in expected else "Nobody desires it."


# -- texts -----------------------------------------------------------------------------------------------------------


def _secret(item: Any, redactor: Redactor, more: Dict[str, Any]) -> Iterator[Part]:
    """A file that is secret as a whole; of a list of accounts the users are none."""
    expected = texts.accounts_of(item.text)
    actual = texts.accounts_of(texts.decode(item.old)[0])
    if expected is None or actual is None:
        reason = more.get("reason") or ("The file is empty." if not item.old.strip() else "")
        yield Part("", None, None, dict(more, secret=True, reason=reason))
        return
    found = False
    for user in sorted({**expected, **actual}):
        if expected.get(user) == actual.get(user):
            continue
        found = True
        if user in expected and user in actual:
            yield Part(user, None, None, {"secret": True, "reason": "Its password differs."})
        else:
            there = "an account"
            name = user if user in expected else redactor.name(user)
            yield Part(name, there if user in expected else None, there if user in actual else None)
    if not found:
        yield from _same_lines(item)


def _text(item: Any, redactor: Redactor, more: Dict[str, Any]) -> Iterator[Part]:
    present, encoding = texts.decode(item.old)
    if texts.is_binary(present):
        yield Part("", "a text of %d bytes" % len(item.content), "%d bytes that are no text" % len(item.old), more)
        return
    if len(present) > _LONGEST_TEXT:
        yield Part("", "%d bytes as desired" % len(item.content), "%d other bytes" % len(item.old), more)
        return
    expected_lines, actual_lines = item.text.splitlines(), present.splitlines()
    if expected_lines == actual_lines:
        yield from _same_lines(item)
        return
    pair = _first(redactor.text(item.text).splitlines(), redactor.text(present).splitlines())
    if pair is None:
        yield Part("", None, None, dict(more, secret=True))
    else:
        yield Part("", pair[0], pair[1], more)
    if "\r" in present and "\r" not in item.text:
        yield Part("", "LF", _breaks(item.old), line_ends=True)


def _same_lines(item: Any) -> Iterator[Part]:
    """What is left where all lines are equal: how they end, or how letters are written."""
    wanted, there = texts.facts(item.content), dict(texts.facts(item.old))
    found = False
    for name, fact in wanted:
        if fact != there[name]:
            found = True
            shown = (fact, there[name]) if name != "line break at the end" else (_ending(fact), _ending(there[name]))
            yield Part("", shown[0], shown[1], line_ends=name == LINE_ENDS)
    if not found:
        yield Part("", "%d bytes" % len(item.content), "%d other bytes of the same lines" % len(item.old))


def _ending(fact: str) -> str:
    return "a line break at the end" if fact == "yes" else "no line break at the end"


def _first(expected: List[str], actual: List[str]) -> Optional[Tuple[str, str]]:
    """The first line that differs, on both sides; None when nothing of it may be shown."""
    for number in range(max(len(expected), len(actual))):
        pair = _line(expected, number), _line(actual, number)
        if pair[0] != pair[1]:
            return pair
    return None


def _line(lines: List[str], number: int) -> str:
    if number >= len(lines):
        return "line %d: (the file ends before it)" % (number + 1)
    line = lines[number]
    return "line %d: %s" % (number + 1, line if len(line) <= _LONGEST_LINE else line[:_LONGEST_LINE] + "...")

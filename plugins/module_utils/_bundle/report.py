# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Differences that may be shown to anybody."""

from typing import Any, Callable, Dict

from ansible_collections.gir.multidc.plugins.module_utils._bundle import accounts, compare, texts
from ansible_collections.gir.multidc.plugins.module_utils._bundle.items import File, Removal
from ansible_collections.gir.multidc.plugins.module_utils._bundle.shown_names import shown_names
from ansible_collections.gir.multidc.plugins.module_utils._common.redact import Redactor


def learn_secrets(plan, learn):
    """Recognise the secrets of structured files wherever else they appear in this bundle."""
    for item in plan.files:
        if item.format in compare.STRUCTURED:
            for text in (item.text, _decoded(item)):
                learn(_meaning(item, text))


def holds_secret(item: Any, redactor: Redactor) -> bool:
    """Whether any part of the wanted content is secret."""
    if item.secret:
        return True
    meaning = _meaning(item, item.text) if item.format in compare.STRUCTURED else None
    return any(True for _secret in redactor.secrets(item.text if meaning is None else meaning))


def differences(plan, redactor):
    return [_difference(item, redactor) for item in plan.items if item.changed]


def _difference(item: Any, redactor: Redactor) -> Dict[str, str]:
    before, after = _metadata(item)
    if isinstance(item, File) and item.rewritten:
        old, new = _contents(item, redactor)
        if item.old is not None:
            old, new = texts.made_visible(item.old, item.content, old, new, redactor.token)
        before, after = before + old, after + new
    if before == after:
        # Two accounts of one name.
        after += "changed = %s\n" % ", ".join(item.reasons)
    return {"before_header": item.path, "after_header": item.path, "before": before, "after": after}


def _metadata(item):
    if isinstance(item, Removal):
        return "state = file\n", "state = absent\n"
    if not item.exists:
        new = "mode = %04o\n" % item.want_mode
        if item.owner is not None:
            new = "owner = %s\n" % item.owner + new
        if item.group is not None:
            new = "group = %s\n" % item.group + new
        return "", "state = %s\n" % ("file" if isinstance(item, File) else "directory") + new
    before, after = "", ""
    if "owner" in item.reasons:
        before += "owner = %s\n" % accounts.user_name(item.status.st_uid)
        after += "owner = %s\n" % item.owner
    if "group" in item.reasons:
        before += "group = %s\n" % accounts.group_name(item.status.st_gid)
        after += "group = %s\n" % item.group
    if "mode" in item.reasons:
        before += "mode = %04o\n" % item.mode
        after += "mode = %04o\n" % item.want_mode
    return before, after


def _contents(item, redactor):
    if item.secret:
        old = _decoded(item) if item.exists else None
        listed = texts.without_hashes(old, item.text, redactor.token)
        return listed or ("" if old is None else redactor.token(old) + "\n", redactor.token(item.text) + "\n")
    if item.format in compare.STRUCTURED:
        new = _meaning(item, item.text)
        old = _meaning(item, _decoded(item)) if item.exists else None
        if new is not None and (old is not None or not item.exists):
            shown = shown_names(new, old, redactor)
            before, after = _flat(old, redactor, shown) if item.exists else "", _flat(new, redactor, shown)
            if before != after:
                return before, after
    return _shown(_decoded(item), redactor) if item.exists else "", _shown(item.text, redactor)


def _shown(text: str, redactor: Redactor) -> str:
    if texts.is_binary(text):
        return "%d characters that are no text: %s\n" % (len(text), redactor.token(text))
    return redactor.text(text)


def _flat(data: Any, redactor: Redactor, shown: Callable[[Any], str]) -> str:
    return "".join(line + "\n" for line in compare.flatten(redactor.data(data), shown))


def _meaning(item, text):
    try:
        return compare.read(item.format, text)
    except (compare.Unreadable, compare.NoParser):
        return None


def _decoded(item):
    return texts.decode(item.old)[0] if item.old is not None else ""

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a Jinja template of an injector names, as far as plain Python can tell.

AWX renders each template with example values and refuses names that are not defined (awx/main/fields.py:
CredentialTypeInjectorField). The stand-in has no Jinja: it looks for names outside of texts. A name with a default, or
one that is only asked whether it is defined, is no error, as in Jinja; a name in a branch that rendering would not
reach is one here, and none in AWX.
"""

import re

_BLOCK = re.compile(r"\{\{(.*?)\}\}|\{%(.*?)%\}", re.S)
_TEXTS = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")
_NAME = re.compile(r"(?<![\w.])[A-Za-z_]\w*(?:\s*\.\s*[A-Za-z_]\w*)*")
_WORDS = {
    *("and", "or", "not", "in", "is", "if", "elif", "else", "endif", "for", "endfor", "set", "endset", "recursive"),
    *("raw", "endraw", "filter", "endfilter", "with", "endwith", "true", "false", "none", "True", "False", "None"),
    *("range", "dict", "namespace", "loop", "scoped", "ignore", "context"),
}
_SAFE_AFTER = re.compile(r"\s*(\|\s*(default|d)\b|is\s+(not\s+)?(un)?defined\b)")


class Unsound(Exception):
    """The template cannot be rendered."""


def _texts_away(block):
    return _TEXTS.sub(lambda text: '""', block)


def names(template):
    """The dotted names that a template needs, in their order; Unsound when its braces do not fit."""
    bare = _BLOCK.sub("", template)
    if re.search(r"\{\{|\{%|%\}", bare) or ("}}" in bare and "{{" in template):
        raise Unsound("a brace is never closed")
    own, found = set(), []
    for match in _BLOCK.finditer(template):
        block = _texts_away(match.group(1) if match.group(1) is not None else match.group(2))
        if match.group(1) is not None and not block.strip():
            raise Unsound("an expression is empty")
        made = re.match(r"-?\s*(?:set|for)\s+([\w,\s]+?)\s*(?:=|\bin\b)", block)
        if made:
            own.update(re.findall(r"\w+", made.group(1)))
        for name in _NAME.finditer(block):
            before, after = block[: name.start()].rstrip(), block[name.end() :]
            root = name.group().split(".")[0].strip()
            if root in _WORDS or root in own or before.endswith("|") or re.search(r"\bis(\s+not)?$", before):
                continue
            if re.match(r"\s*=(?!=)", after) or _SAFE_AFTER.match(after):
                continue
            found.append(re.sub(r"\s", "", name.group()))
    return found

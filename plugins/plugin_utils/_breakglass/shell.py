# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Commands as text for a POSIX shell: every value quoted, nothing of a value on a line of its own."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable

from .facts import Host

# Also what a terminal or a printer takes for a line of its own.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
END = "END_OF_FILE"


def one_line(text: object) -> str:
    """The text with a question mark for each character that would break a line or steer a terminal."""
    return _CONTROL.sub("?", str(text))


def is_one_line(text: object) -> bool:
    """Whether it can stand in a command as it is."""
    return not _CONTROL.search(str(text))


def quoted(*words: object) -> str:
    """Words of a command."""
    return " ".join(shlex.quote(one_line(word)) for word in words)


def written(name: str, lines: Iterable[str]) -> str:
    """A command that writes a file with exactly these lines; the shell expands nothing in them."""
    return "\n".join([f"cat > {quoted(name)} <<'{END}'", *map(one_line, lines), END])


def on_host(host: Host, command: str) -> str:
    """A command for the shell of a host, in one word of this one. A host that is gone costs five seconds."""
    return f"ssh -o ConnectTimeout=5 {quoted(*host.ssh)} {_one_word(command)}"


def _one_word(command: str) -> str:
    """In double quotes where that is easier to read and nothing in it means anything there."""
    command = one_line(command)
    if "'" in command and not re.search(r'[$`"!]|\\[\\\n]|\\$', command):
        return f'"{command}"'
    return quoted(command)


def curl_text(value: str) -> str:
    """Text in quotes in a configuration file of curl."""
    return '"' + one_line(value).replace("\\", "\\\\").replace('"', '\\"') + '"'


def sed_pattern(text: str) -> str:
    """Text as a basic regular expression between slashes."""
    return re.sub(r"([][\\.*^$/])", r"\\\1", one_line(text))


def sed_text(text: str) -> str:
    """Text as the replacement of s///, or of a line."""
    return re.sub(r"([\\&/])", r"\\\1", one_line(text))

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The grammar of Lib/ConfigParser.py of Python 2.7.18 on bytes, its str: an oracle that shares no code with ours.

The two expressions are SECTCRE and OPTCRE of that file; the order of the questions is that of RawConfigParser._read.
"""

import re

SECTCRE = re.compile(rb"\[(?P<header>[^]]+)\]")
OPTCRE = re.compile(rb"(?P<option>[^:=\s][^:=]*)\s*(?P<vi>[:=])\s*(?P<value>.*)$")
# ConfigParser: _KEYCRE; SafeConfigParser: _interpvar_re.
KEYCRE = re.compile(r"%\(([^)]*)\)s|.", re.DOTALL)
INTERPVAR = re.compile(r"%\(([^)]+)\)s")
MAX_DEPTH = 10


class Broken(Exception):
    """What Python 2.7 raises, whatever it is."""


def read(content):
    """{section: {option: text}} with the options of [DEFAULT] under that name."""
    sections, current, option, broken = {}, None, None, []
    # readline ends a line at \n alone.
    for line in re.findall(rb"[^\n]*\n|[^\n]+", content):
        if line.strip() == b"" or line[:1] in (b"#", b";"):
            continue
        if line.split(None, 1)[0].lower() == b"rem" and line[:1] in (b"r", b"R"):
            continue
        if line[:1].isspace() and current is not None and option:
            value = line.strip()
            if value:
                current[option].append(value)
            continue
        header = SECTCRE.match(line)
        if header:
            current, option = sections.setdefault(header.group("header"), {}), None
        elif current is None:
            raise Broken("File contains no section headers")
        else:
            match = OPTCRE.match(line)
            if not match:
                broken.append(line)
                continue
            option, _vi, value = match.group("option", "vi", "value")
            option = option.rstrip().lower()
            if b";" in value:
                position = value.find(b";")
                # At the first place this is the last character, as in the original.
                before = value[position - 1 : position] if position else value[-1:]
                if before.isspace():
                    value = value[:position]
            value = value.strip()
            current[option] = [b"" if value == b'""' else value]
    if broken:
        raise Broken("File contains parsing errors")
    return {
        _text(name): {_text(key): _text(b"\n".join(value)) for key, value in options.items() if key != b"__name__"}
        for name, options in sections.items()
    }


def config_parser(value, options):
    """ConfigParser.get: references are followed where there is %( in the text."""
    for _depth in range(MAX_DEPTH):
        if "%(" not in value:
            return value
        value = KEYCRE.sub(_reference, value)
        try:
            value = value % options
        except (KeyError, ValueError, TypeError) as error:
            raise Broken(str(error)) from error
    if "%(" in value:
        raise Broken("Value interpolation too deeply recursive")
    return value


def _reference(match):
    return match.group() if match.group(1) is None else f"%({match.group(1).lower()})s"


def safe_config_parser(rest, options, depth=1):
    """SafeConfigParser.get: every % begins a reference, or another %."""
    if depth > MAX_DEPTH:
        raise Broken("Value interpolation too deeply recursive")
    found = ""
    while rest:
        before, percent, rest = rest.partition("%")
        found += before
        if not percent:
            break
        if rest.startswith("%"):
            found, rest = found + "%", rest[1:]
            continue
        match = INTERPVAR.match("%" + rest)
        if not match or match.group(1).lower() not in options:
            raise Broken("'%' must be followed by '%' or '(', or refers to nothing")
        found += safe_config_parser(options[match.group(1).lower()], options, depth + 1)
        rest = ("%" + rest)[match.end() :]
    return found


def _text(found):
    return found.decode("utf-8", "surrogateescape")

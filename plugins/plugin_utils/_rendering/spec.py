# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Check the options of a bundle before anything is rendered."""

from __future__ import annotations

import posixpath
import re
import shlex
from collections.abc import Sequence
from typing import Literal, TypedDict

from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.plain import Plain
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.problems import Problems
from ansible_collections.gir.multidc.plugins.plugin_utils._topology import values

FORMATS = ("text", "yaml", "json", "ini")
Source = Literal["data", "content", "template"]
_SOURCES: tuple[Source, ...] = ("data", "content", "template")
_METADATA = ("path", "owner", "group", "mode")
_PROTECTION = ("protected", "protected_change", "protected_variable")
_FILE_KEYS = (*_METADATA, *_SOURCES, "format", "validate", "secret", *_PROTECTION)
_MODE = re.compile(r"^0?[0-7]{3,4}$")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")

# The options of a task, and one entry of a list among them.
Args = dict[str, Plain]
Entry = dict[Plain, Plain]


class Directory(TypedDict):
    """A checked entry of `directories`."""

    owner: str | None
    group: str | None
    mode: str | None
    path: str


class Content(TypedDict):
    """What a file is made of: `value` is its text, the name of a template, or, of source data, what is written."""

    format: str
    source: Source
    value: str | list[Plain] | dict[Plain, Plain]


class Protection(TypedDict):
    """Keys of a file whose loss cannot be undone, whether it is accepted, and the variable that says so."""

    protected: list[str]
    protected_change: bool
    protected_variable: str | None


class File(Directory, Content, Protection):
    """A checked entry of `files`."""

    label: str
    secret: bool
    validate: str | None


class RenderedFile(Directory, Content, Protection):
    """A file of `files` with its text."""

    label: str
    secret: bool
    validate: str | None
    content: str


def show(value: object) -> str:
    """A value inside a sentence. Text is never shown when it is long: it may be the content of a file."""
    if isinstance(value, str) and len(value) > values.LONGEST_SHOWN:
        return "text of %d characters" % len(value)
    return values.show(value)


def read_options(args: Args, known: Sequence[str], problems: Problems) -> None:
    for name in sorted(set(args) - set(known)):
        problems.add("option %s is unknown: use %s" % (name, ", ".join(known)))


def read_flag(args: Args, name: str, default: bool, problems: Problems) -> bool:
    value = args.get(name)
    if value is None:
        return default
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip().lower() in ("yes", "true", "on", "no", "false", "off"):
        return value.strip().lower() in ("yes", "true", "on")
    problems.add("%s is %s: give true or false" % (name, show(value)))
    return default


def read_root(args: Args, problems: Problems) -> str:
    root = args.get("root")
    if root is None or root == "":
        return ""
    if not isinstance(root, str) or not root.startswith("/") or ".." in root.split("/") or _CONTROL.search(root):
        problems.add("root is %s: give an absolute path without .., or nothing" % show(root))
        return ""
    return posixpath.normpath("/" + root.lstrip("/")).rstrip("/")


def read_directory(args: Args, name: str, problems: Problems) -> str | None:
    """The path of a directory that may be left out."""
    return _path(name, args[name], problems) if args.get(name) not in (None, "") else None


def read_absent(args: Args, problems: Problems) -> list[str]:
    """Paths of files that must not be there."""
    given = args.get("absent")
    if given is not None and not isinstance(given, list):
        problems.add("absent is %s: give a list of paths" % show(given))
        return []
    found = [_path("absent[%d]" % number, path, problems) for number, path in enumerate(given or [])]
    return [path for path in found if path is not None]


def read_patterns(args: Args, problems: Problems) -> list[str]:
    given = args.get("secret_keys")
    patterns: Plain = [] if given is None else [given] if isinstance(given, str) else given
    if not isinstance(patterns, list):
        problems.add("secret_keys is %s: give a list of regular expressions" % show(patterns))
        return []
    good = []
    for pattern in patterns:
        try:
            if not isinstance(pattern, str) or pattern == "" or re.compile(pattern).search(""):
                problems.add(
                    "secret_keys: %s would match every name: give a regular expression for names of options"
                    % show(pattern)
                )
                continue
        except re.error as error:
            problems.add("secret_keys: %s is not a regular expression: %s" % (show(pattern), error))
            continue
        good.append(pattern)
    return good


def read_entries(args: Args, name: str, problems: Problems) -> list[tuple[str, Entry]]:
    return read_entries_of(args, name, "path", problems)


def read_entries_of(args: Args, name: str, identity: str, problems: Problems) -> list[tuple[str, Entry]]:
    """The dictionaries in a list option, each with a label for sentences made of the value that identifies it."""
    entries = args.get(name)
    if entries is None:
        return []
    if not isinstance(entries, list):
        problems.add("%s is %s: give a list" % (name, show(entries)))
        return []
    good = []
    for number, entry in enumerate(entries):
        if isinstance(entry, dict):
            value = entry.get(identity)
            label = "%s[%d]" % (name, number) + (" (%s)" % value if isinstance(value, str) and value else "")
            good.append((label, entry))
        else:
            problems.add("%s[%d] is %s: give a dictionary with a %s" % (name, number, show(entry), identity))
    return good


def read_directories(args: Args, problems: Problems) -> list[Directory]:
    directories = []
    for label, entry in read_entries(args, "directories", problems):
        _check_keys(label, entry, _METADATA, problems)
        directory = _metadata(label, entry, problems)
        if directory is not None:
            directories.append(directory)
    return directories


def read_files(args: Args, problems: Problems) -> list[File]:
    """Checked entries: path, format, one source, metadata, validate, secret, protection, label."""
    files: list[File] = []
    for label, entry in read_entries(args, "files", problems):
        _check_keys(label, entry, _FILE_KEYS, problems)
        metadata = _metadata(label, entry, problems)
        content = None if metadata is None else _content(label, entry, problems)
        if metadata is None or content is None:
            continue
        secret = read_flag({label + ": secret": entry.get("secret")}, label + ": secret", False, problems)
        validate = _validate(label, entry, problems)
        known: File = {
            **metadata,
            **content,
            **_protection(label, entry, problems),
            "label": label,
            "secret": secret,
            "validate": validate,
        }
        files.append(known)
    return files


def _protection(label: str, entry: Entry, problems: Problems) -> Protection:
    keys, name = entry.get("protected"), label + ": protected_change"
    variable = entry.get("protected_variable")
    if keys is not None and not (isinstance(keys, list) and all(isinstance(key, str) and key for key in keys)):
        problems.add("%s: protected is %s: give a list of keys such as section/option" % (label, show(keys)))
        keys = None
    return {
        "protected": [key for key in keys or [] if isinstance(key, str)],
        "protected_change": read_flag({name: entry.get("protected_change")}, name, False, problems),
        "protected_variable": variable if isinstance(variable, str) else None,
    }


def check_paths(
    directories: Sequence[Directory], files: Sequence[Directory], problems: Problems, absent: Sequence[str] = ()
) -> None:
    """Paths that cannot stand together."""
    paths = dict.fromkeys(absent, "absent")
    for kind, entries in (("directories", directories), ("files", files)):
        for entry in entries:
            if entry["path"] in paths:
                problems.add(
                    "%s is named twice (in %s and %s): name it once" % (entry["path"], paths[entry["path"]], kind)
                )
            paths[entry["path"]] = kind
    for entry in files:
        above = posixpath.dirname(entry["path"])
        while above != "/":
            if paths.get(above) == "files":
                problems.add("%s is a file and cannot hold %s: correct one of the paths" % (above, entry["path"]))
            above = posixpath.dirname(above)


def _check_keys(label: str, entry: Entry, known: Sequence[str], problems: Problems) -> None:
    for key in entry:
        if key not in known:
            problems.add("%s: %s is unknown: use %s" % (label, show(key), ", ".join(known)))


def _metadata(label: str, entry: Entry, problems: Problems) -> Directory | None:
    owner = _account(label, "owner", entry.get("owner"), problems)
    group = _account(label, "group", entry.get("group"), problems)
    mode = _mode(label, entry.get("mode"), problems)
    path = _path(label, entry.get("path"), problems)
    return {"owner": owner, "group": group, "mode": mode, "path": path} if path else None


def _account(label: str, key: str, value: Plain, problems: Problems) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        value = str(value)
    if value is not None and (not isinstance(value, str) or not value.strip() or _CONTROL.search(value)):
        problems.add("%s: %s is %s: give a name or a number, or leave it out" % (label, key, show(value)))
        return None
    return value


def _mode(label: str, mode: Plain, problems: Problems) -> str | None:
    if mode is None:
        return None
    if isinstance(mode, int) and not isinstance(mode, bool):
        problems.add(
            '%s: mode is the number %d: YAML reads an unquoted 0640 as another number, so put it in quotes: "0640"'
            % (label, mode)
        )
        return None
    if not isinstance(mode, str) or not _MODE.match(mode):
        problems.add('%s: mode is %s: give three or four octal digits in quotes, such as "0640"' % (label, show(mode)))
        return None
    return mode


def _path(label: str, path: Plain, problems: Problems) -> str | None:
    if not isinstance(path, str) or not path:
        problems.add("%s: path is %s: give an absolute path" % (label, "missing" if path is None else show(path)))
    elif not path.startswith("/"):
        problems.add("%s: the path is relative: give an absolute one" % label)
    elif ".." in path.split("/"):
        problems.add("%s: the path holds ..: write it without" % label)
    elif _CONTROL.search(path):
        problems.add("%s: the path holds a control character: remove it" % show(path))
    elif posixpath.normpath("/" + path.lstrip("/")) == "/":
        problems.add("%s: the path is the root directory: name something below it" % label)
    else:
        return posixpath.normpath("/" + path.lstrip("/"))
    return None


def _content(label: str, entry: Entry, problems: Problems) -> Content | None:
    """What the file is made of, and in which format."""
    fmt = entry.get("format") or "text"
    given = [source for source in _SOURCES if entry.get(source) is not None]
    good = True
    if fmt not in FORMATS:
        problems.add("%s: format is %s: use %s" % (label, show(fmt), ", ".join(FORMATS)))
        good = False
    if len(given) != 1:
        said = " and ".join(given) + " are given" if given else "none of them is given"
        problems.add("%s: %s: give exactly one of data, content and template" % (label, said))
        return None
    source = given[0]
    value = entry[source]
    if source == "content" and isinstance(value, (int, float)):
        # ansible-core from 2.19 on makes a number or a boolean of a template that gives one.
        value = str(value)
    elif source == "data":
        if not isinstance(value, (dict, list)):
            problems.add("%s: data is %s: give a dictionary" % (label, type(value).__name__))
            good = False
        if fmt == "text":
            problems.add("%s: data needs format yaml, json or ini: text cannot be made of it" % label)
            good = False
    elif not isinstance(value, str) or (source == "template" and not value.strip()):
        problems.add("%s: %s is %s: give text" % (label, source, type(value).__name__))
        good = False
    if good and isinstance(fmt, str) and isinstance(value, (str, dict, list)):
        return {"format": fmt, "source": source, "value": value}
    return None


def _validate(label: str, entry: Entry, problems: Problems) -> str | None:
    command = entry.get("validate")
    if command is None or command == "":
        return None
    if not isinstance(command, str) or "%s" not in command:
        problems.add("%s: validate is %s: give a command with %%s in the place of the file" % (label, show(command)))
        return None
    try:
        words = shlex.split(command)
    except ValueError as error:
        problems.add("%s: validate is %s, which has no end of quotes (%s): correct it" % (label, show(command), error))
        return None
    if "%s" in words[0]:
        problems.add("%s: validate is %s: the file is no command, name the program first" % (label, show(command)))
        return None
    return command

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Check the options of a bundle before anything is rendered."""

import posixpath
import re
import shlex

FORMATS = ("text", "yaml", "json", "ini")
_SOURCES = ("data", "content", "template")
_METADATA = ("path", "owner", "group", "mode")
_FILE_KEYS = _METADATA + _SOURCES + ("format", "validate", "secret")
_MODE = re.compile(r"^0?[0-7]{3,4}$")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def show(value):
    """A value inside a sentence. Text is never shown whole when it is long: it may be the content of a file."""
    if isinstance(value, (dict, list)):
        return "a dictionary" if isinstance(value, dict) else "a list"
    text = repr(value)
    return text if len(text) <= 80 else "%s of %d characters" % (type(value).__name__, len(str(value)))


def read_options(args, known, problems):
    for name in sorted(set(args) - set(known)):
        problems.add("option %s is unknown: use %s" % (name, ", ".join(known)))


def read_flag(args, name, default, problems):
    value = args.get(name)
    if value is None:
        return default
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip().lower() in ("yes", "true", "on", "no", "false", "off"):
        return value.strip().lower() in ("yes", "true", "on")
    problems.add("%s is %s: give true or false" % (name, show(value)))
    return default


def read_root(args, problems):
    root = args.get("root")
    if root is None or root == "":
        return ""
    if not isinstance(root, str) or not root.startswith("/") or ".." in root.split("/") or _CONTROL.search(root):
        problems.add("root is %s: give an absolute path without .., or nothing" % show(root))
        return ""
    return posixpath.normpath("/" + root.lstrip("/")).rstrip("/")


def read_directory(args, name, problems):
    """The path of a directory that may be left out."""
    return _path(name, args[name], problems) if args.get(name) not in (None, "") else None


def read_patterns(args, problems):
    patterns = args.get("secret_keys")
    patterns = [] if patterns is None else [patterns] if isinstance(patterns, str) else patterns
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


def read_entries(args, name, problems):
    return read_entries_of(args, name, "path", problems)


def read_entries_of(args, name, identity, problems):
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


def read_directories(args, problems):
    directories = []
    for label, entry in read_entries(args, "directories", problems):
        _check_keys(label, entry, _METADATA, problems)
        directory = _metadata(label, entry, problems)
        if directory is not None:
            directories.append(directory)
    return directories


def read_files(args, problems):
    """Checked entries: path, format, one source, metadata, validate, secret, label."""
    files = []
    for label, entry in read_entries(args, "files", problems):
        _check_keys(label, entry, _FILE_KEYS, problems)
        file = _metadata(label, entry, problems)
        if file is None or not _read_source(label, entry, file, problems):
            continue
        file["label"] = label
        file["secret"] = read_flag({label + ": secret": entry.get("secret")}, label + ": secret", False, problems)
        file["validate"] = _validate(label, entry, problems)
        files.append(file)
    return files


def check_paths(directories, files, problems):
    """Paths that cannot stand together."""
    paths = {}
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


def _check_keys(label, entry, known, problems):
    for key in entry:
        if key not in known:
            problems.add("%s: %s is unknown: use %s" % (label, show(key), ", ".join(known)))


def _metadata(label, entry, problems):
    result = {"owner": None, "group": None, "mode": None}
    for key in ("owner", "group"):
        value = entry.get(key)
        if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
            value = str(value)
        if value is not None and (not isinstance(value, str) or not value.strip() or _CONTROL.search(value)):
            problems.add("%s: %s is %s: give a name or a number, or leave it out" % (label, key, show(value)))
            value = None
        result[key] = value
    result["mode"] = _mode(label, entry.get("mode"), problems)
    result["path"] = _path(label, entry.get("path"), problems)
    return result if result["path"] else None


def _mode(label, mode, problems):
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


def _path(label, path, problems):
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


def _read_source(label, entry, file, problems):
    file["format"] = entry.get("format") or "text"
    given = [source for source in _SOURCES if entry.get(source) is not None]
    good = True
    if file["format"] not in FORMATS:
        problems.add("%s: format is %s: use %s" % (label, show(file["format"]), ", ".join(FORMATS)))
        good = False
    if len(given) != 1:
        said = " and ".join(given) + " are given" if given else "none of them is given"
        problems.add("%s: %s: give exactly one of data, content and template" % (label, said))
        return False
    source = given[0]
    file["source"], file["value"] = source, entry[source]
    if source == "content" and isinstance(entry[source], (int, float)):
        # ansible-core from 2.19 on makes a number or a boolean of a template that gives one.
        file["value"] = str(entry[source])
        return good
    if source == "data":
        if not isinstance(entry["data"], (dict, list)):
            problems.add("%s: data is %s: give a dictionary" % (label, type(entry["data"]).__name__))
            good = False
        if file["format"] == "text":
            problems.add("%s: data needs format yaml, json or ini: text cannot be made of it" % label)
            good = False
    elif not isinstance(entry[source], str) or (source == "template" and not entry[source].strip()):
        problems.add("%s: %s is %s: give text" % (label, source, type(entry[source]).__name__))
        good = False
    return good


def _validate(label, entry, problems):
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

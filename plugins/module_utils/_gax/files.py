# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Option files that GAX imports and exports: private to this collection, may change at any time.

Confirmed: a file holds options of one object, as CSV with an Action column or as CFG, in UTF-8, and only options that
are text. INFERRED: the other columns of CSV, its action words, and that CFG is the classic form of sections and
option=value.
"""

import csv
import io
import re
from typing import Dict

CSV_COLUMNS = ("Action", "Section", "Option", "Value")
CSV_ACTION = "ADD"
# Other names that a column may have, in lower case.
_COLUMN_NAMES = {
    "section": ("section", "section name"),
    "option": ("option", "option name", "name", "key"),
    "value": ("value", "option value"),
    "action": ("action",),
}
_REMOVED = ("delete", "remove")
_COMMENTS = ("#", ";", "//")
# Where one reader or another ends a line, and what no editor shows.
_CONTROL = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]")


class Unreadable(Exception):
    """A file cannot be read; `problems` says why, a sentence each."""

    def __init__(self, problems):
        super().__init__(" ".join(problems))
        self.problems = problems


def read_file(path):
    """{section: {option: text}} of a .cfg or .csv file."""
    try:
        with open(path, "rb") as handle:
            data = handle.read()
    except (OSError, ValueError) as exc:
        reason = getattr(exc, "strerror", None) or exc
        raise Unreadable(["%s cannot be read: %s." % (path, reason)]) from exc
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        raise Unreadable(["%s is not UTF-8 text, as GAX writes it; export it again." % path]) from exc
    if "\0" in text:
        raise Unreadable(["%s is not UTF-8 text (it holds NUL characters); export it again." % path])
    if path.lower().endswith(".csv"):
        return read_csv(text, path)
    if path.lower().endswith(".cfg"):
        return read_cfg(text, path)
    raise Unreadable(["%s is neither a .cfg nor a .csv file; give one that GAX exported." % path])


def read_cfg(text, where):
    """The classic form. What stands around a name or a value is no part of it, because this form cannot tell."""
    sections, section, problems = {}, None, []
    for number, written in enumerate(re.split(r"\r\n|\r|\n", text), 1):
        line = written.strip()
        if not line or line.startswith(_COMMENTS):
            continue
        if line.startswith("[") and line.endswith("]"):
            section = line[1:-1]
            sections.setdefault(section, {})
            continue
        option, equals, value = line.partition("=")
        option = option.strip()
        if not equals or not option:
            problems.append("%s, line %d is neither [section] nor option=value." % (where, number))
        elif section is None:
            problems.append("%s, line %d: the option %s stands before any [section]." % (where, number, option))
        elif option in sections[section]:
            problems.append("%s, line %d: [%s] %s is there twice." % (where, number, section, option))
        else:
            sections[section][option] = value.strip()
    if problems:
        raise Unreadable(problems)
    return sections


def cfg_holds_section(section: str) -> bool:
    """Whether the classic form gives the name of a section back as it is."""
    return _is_plain(section) and bool(section) and not re.search(r"[\[\]\t]", section)


def cfg_holds_option(option: str) -> bool:
    """Whether it gives the name of an option back as it is, and no reader takes it for a comment or a section."""
    return _is_plain(option) and bool(option) and not re.search(r"^[#;\[]|^//|[=\t]", option)


def cfg_holds_value(value: str) -> bool:
    """Whether it gives a value back as it is: one line, without blanks at its ends."""
    return _is_plain(value)


def cfg_trims(value: str) -> bool:
    """Whether blanks at its ends are all that it loses of a value."""
    return not _is_plain(value) and _is_plain(value.strip())


def _is_plain(text: str) -> bool:
    return text == text.strip() and not _CONTROL.search(text)


def read_csv(text, where):
    """A row for each option; rows that remove an option do not count."""
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    sections, problems = {}, []
    try:
        columns = _columns(next(rows, []), where)
        for row in rows:
            if not any(cell.strip() for cell in row):
                continue
            if len(row) <= max(columns[name] for name in ("section", "option", "value")):
                problems.append("%s, line %d has %d columns, too few." % (where, rows.line_num, len(row)))
                continue
            if "action" in columns and row[columns["action"]].strip().lower() in _REMOVED:
                continue
            section, option = row[columns["section"]], row[columns["option"]]
            if option in sections.setdefault(section, {}):
                problems.append("%s, line %d: [%s] %s is there twice." % (where, rows.line_num, section, option))
            sections[section][option] = row[columns["value"]]
    except csv.Error as exc:
        problems.append("%s, line %d is no CSV: %s." % (where, rows.line_num, exc))
    if problems:
        raise Unreadable(problems)
    return sections


def _columns(header, where):
    """{column: its place} by the names in the first line."""
    names = [cell.strip().lower() for cell in header]
    found = {}
    for column, others in _COLUMN_NAMES.items():
        places = [names.index(other) for other in others if other in names]
        if places:
            found[column] = places[0]
    lacking = [column for column in ("section", "option", "value") if column not in found]
    if lacking:
        text = "%s, line 1 names no column %s; GAX's own first line is needed to tell which column is which."
        raise Unreadable([text % (where, " and no column ".join(lacking))])
    return found


def to_csv(sections: Dict[str, Dict[str, str]]) -> str:
    """An import file that sets the options, in a stable order."""
    out = io.StringIO()
    # A lone carriage return needs quotes, which the csv of older Pythons does not know.
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    for section in sorted(sections):
        for option in sorted(sections[section]):
            writer.writerow([CSV_ACTION, section, option, sections[section][option]])
    return out.getvalue()

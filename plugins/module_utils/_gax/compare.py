# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options that shall be against options that are: private to this collection, may change at any time."""

from typing import Any, List, Mapping, Optional, Tuple

MISSING, DIFFERENT, OTHER_CASE = "missing", "different", "other case"
# What a file cannot show, whatever is there.
NOT_OBSERVABLE = "not observable"


def compare_sections(desired, actual):
    """What `actual` lacks or has otherwise: a list of (section, option, state, value that is there or None).

    Both are {section: {option: text}}; a desired option that is None is nobody's wish. Other options of `actual` do not
    count. Names are case-sensitive; one that differs in case only is told, because that is a mistake that nobody sees.
    """
    found = []
    for section in sorted(desired):
        present = actual.get(section)
        for option in sorted(desired[section] or {}):
            value = desired[section][option]
            if value is None:
                continue
            if present is not None and option in present:
                if present[option] != value:
                    found.append((section, option, DIFFERENT, present[option]))
                continue
            near = _in_other_case(actual, section, option)
            found.append((section, option, MISSING if near is None else OTHER_CASE, near))
    return found


def _in_other_case(actual, section, option):
    """The name [section] option as it is there, when only its case differs."""
    near = variants(actual, section, option, of_sections=section not in actual)
    return " and ".join("[%s]" % one if name is None else "[%s] %s" % (one, name) for one, name in near) or None


def variants(
    actual: Mapping[Any, Any], section: str, option: str, of_sections: bool = True
) -> List[Tuple[str, Optional[str]]]:
    """[(section, option)] of `actual` whose names differ from these in case only, sorted. The option is None where only
    the section is there, in another case: an option that is added would make a second one of it."""
    found: List[Tuple[str, Optional[str]]] = []
    for other in sorted(str(name) for name in actual if name is not None):
        if other.lower() != section.lower():
            continue
        names = sorted(str(name) for name in actual[other] if str(name).lower() == option.lower())
        found += [(other, name) for name in names if (other, name) != (section, option)]
        if not names and other != section and of_sections:
            found.append((other, None))
    return found


def foreign_options(desired, actual):
    """How many options of `actual` are not mentioned in `desired`."""
    return sum(1 for section in actual for option in actual[section] if option not in (desired.get(section) or {}))

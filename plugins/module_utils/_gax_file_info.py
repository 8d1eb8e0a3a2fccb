# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What gax_file_info does: private to this collection, may change at any time."""

from ansible_collections.gir.multidc.plugins.module_utils import _gax_files, _gax_wanted
from ansible_collections.gir.multidc.plugins.module_utils._bundle.redact import Redactor
from ansible_collections.gir.multidc.plugins.module_utils._configuration_compare import (
    OTHER_CASE,
    compare_sections,
    foreign_options,
)


def compared(params):
    """(result, problems) of all files and objects."""
    wanted = [_gax_wanted.Wanted(n, dict(entry, state="merged")) for n, entry in enumerate(params["objects"])]
    parts = {(item.type, item.name, part): item.parts[part] for item in wanted for part in item.parts}
    problems, seen, results, without_object = [], {}, [], []
    redactor = Redactor(params["secret_keys"], fingerprints=True)
    for file in params["files"]:
        key = (file["type"], file["name"], file["part"])
        if key in seen:
            text = "%s and %s are both given for the %s of %s %s; give one of them."
            problems.append(text % (seen[key], file["path"], file["part"], file["type"], file["name"]))
            continue
        seen[key] = file["path"]
        try:
            actual = _gax_files.read_file(file["path"])
        except _gax_files.Unreadable as exc:
            problems += exc.problems
            continue
        if key not in parts:
            without_object.append(file["path"])
            continue
        results.append(_result(file, parts[key], actual, redactor))
    without_file = [
        "%s of %s %s" % (part, kind, name) for kind, name, part in sorted(parts) if (kind, name, part) not in seen
    ]
    result = {
        "objects": results,
        "without_file": without_file,
        "without_object": without_object,
        "differs": any(item["differences"] for item in results) or bool(without_file),
    }
    return result, problems


def _result(file, desired, actual, redactor):
    if file["path"].lower().endswith(".cfg"):
        # The classic form cannot tell what stands around a value.
        desired = {
            section: {key: value.strip() if value is not None else None for key, value in options.items()}
            for section, options in desired.items()
        }
    told = []
    for section, option, state, there in compare_sections(desired, actual):
        shown = {"section": section, "option": option, "state": state}
        shown["expected"] = redactor.data({option: desired[section][option]})[option]
        shown["found"] = there if state == OTHER_CASE else redactor.data({option: there})[option]
        told.append(shown)
    return {
        "type": file["type"],
        "name": file["name"],
        "part": file["part"],
        "path": file["path"],
        "differences": told,
        "foreign": foreign_options(desired, actual),
    }

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Surveys: which specification AWX stores, which answers it takes, and which variables come of them.

From awx/api/views/__init__.py (JobTemplateSurveySpec) and awx/main/models/mixins.py (SurveyJobTemplateMixin). AWX does
not look at names of variables, and stores keys that it does not know.
"""

import copy

from standins.awx_credentials import ENCRYPTED
from standins.awx_fields import Refused

_DEFAULTS = {
    "text": str,
    "textarea": str,
    "password": str,
    "multiplechoice": str,
    "multiselect": str,
    "integer": int,
    "float": (float, int),
}


def _no(sentence):
    return Refused(400, {"error": sentence})


def questions(template):
    return template.get("survey_spec", {}).get("spec", [])


def asked(template):
    """The questions that count: those of an enabled survey."""
    return questions(template) if template["survey_enabled"] else []


def shown(spec):
    """A survey as a GET shows it."""
    spec = copy.deepcopy(spec)
    for question in spec.get("spec", []):
        if question.get("type") == "password" and question.get("default"):
            question["default"] = ENCRYPTED
    return spec


def checked(new, old):
    """The specification to store in the place of an old one; choices and defaults lose their empty lines."""
    new = copy.deepcopy(new)
    for name, kind, label in (("name", str, "text"), ("description", str, "text"), ("spec", list, "list")):
        if name not in new:
            raise _no(f"Field '{name}' is missing from survey spec.")
        if not isinstance(new[name], kind):
            raise _no(f"Field '{name}' is not a {label} but {type(new[name]).__name__}.")
    if not new["spec"]:
        raise _no("'spec' doesn't contain any items.")
    before = {question.get("variable"): question for question in old.get("spec", [])}
    variables = set()
    for number, question in enumerate(new["spec"]):
        _check_form(number, question)
        if question["variable"] in variables:
            raise _no(f"'variable' '{question['variable']}' duplicated in survey question {number}.")
        variables.add(question["variable"])
        _check_default(number, question)
        if question["type"] in {"multiplechoice", "multiselect"}:
            _check_choices(number, question)
        _check_encrypted(number, question, before.get(question["variable"], {}))
    return new


def _check_form(number, question):
    if not isinstance(question, dict):
        raise _no(f"Survey question {number} is not a json object.")
    for name in ("type", "question_name", "variable", "required"):
        if name not in question:
            raise _no(f"'{name}' missing from survey question {number}")
        wanted, label = (bool, "boolean") if name == "required" else (str, "string")
        if not isinstance(question[name], wanted):
            raise _no(f"'{name}' in survey question {number} expected to be {label}.")


def _check_default(number, question):
    kind = question["type"]
    if kind not in _DEFAULTS:
        raise _no(f"'{kind}' in survey question {number} is not one of '{', '.join(_DEFAULTS)}'.")
    # Defaults of both kinds of choices are texts, one choice a line: a list is refused.
    if question.get("default", "") != "" and not isinstance(question["default"], _DEFAULTS[kind]):
        label = kind if kind in {"integer", "float"} else "string"
        raise _no(f"Default value {question['default']} in survey question {number} expected to be {label}.")
    for limit in ("min", "max"):
        if question.get(limit) is not None and not isinstance(question[limit], int):
            raise _no(f"The {limit} limit in survey question {number} expected to be integer.")


def _lines(text):
    return [line for line in text.splitlines() if line.strip()]


def _check_choices(number, question):
    if "choices" not in question:
        raise _no(f"Survey question {number} of type {question['type']} must specify choices.")
    if not isinstance(question["choices"], (str, list)):
        # AWX stores this, and fails with status 500 when somebody answers: better here than there.
        raise _no(f"'choices' in survey question {number} are neither a text nor a list.")
    if isinstance(question["choices"], str):
        question["choices"] = "\n".join(_lines(question["choices"]))
    if "default" not in question:
        return
    question["default"] = "\n".join(_lines(question["default"]))
    defaults = question["default"].splitlines()
    if question["type"] == "multiplechoice" and len(defaults) > 1:
        raise _no("A question with a single choice has one default at most.")
    # Where choices are a text, AWX looks for the default anywhere in it: a part of a choice passes.
    if any(default not in question["choices"] for default in defaults):
        raise _no("Default choice must be answered from the choices listed.")


def _check_encrypted(number, question, before):
    default = question.get("default")
    if not isinstance(default, str) or not default.startswith(ENCRYPTED):
        return
    if question["type"] != "password":
        raise _no(f"{ENCRYPTED} is a reserved keyword for password question defaults, not for question {number}.")
    # A password that is stored, or an empty one, may be kept (AWX tells by the encryption of what it stores).
    if before.get("type") != "password" and before.get("default") != "" or "default" not in before:
        raise _no(f"{ENCRYPTED} is a reserved keyword, may not be used for new default in position {number}.")
    question["default"] = before["default"]


# -- answers -------------------------------------------------------------------------------------------------------


def _choices(question):
    choices = question["choices"]
    return _lines(choices) if isinstance(choices, str) else choices


def problems(question, answers, insist=True):
    """What is wrong with the answer to a question; nothing when there is none and none is required."""
    variable, kind = question["variable"], question["type"]
    if kind == "password" and answers.get(variable) == ENCRYPTED:
        lacking = question.get("default") is None and question["required"]
        return [f"'{variable}' value missing"] if lacking and insist else []
    if variable not in answers:
        return [f"'{variable}' value missing"] if question["required"] and insist else []
    value = answers[variable]
    if kind == "multiplechoice":
        choices = _choices(question)
        return [] if value in choices else [f"Value {value} for '{variable}' expected to be one of {choices}."]
    if kind == "multiselect":
        if not isinstance(value, list):
            return [f"'{variable}' value is expected to be a list."]
        choices = _choices(question)
        wrong = [each for each in value if each not in choices]
        return [f"Value {each} for '{variable}' expected to be one of {choices}." for each in wrong]
    return _measured(question, value)


def _measured(question, value):
    variable, kind = question["variable"], question["type"]
    wanted, label = {
        "integer": ((int,), "an integer"),
        "float": ((float, int), "a numeric type"),
    }.get(kind, ((str,), "a string"))
    if type(value) not in wanted:
        return [f"Value {value} for '{variable}' expected to be {label}."]
    size, low, high = len(value) if isinstance(value, str) else value, question.get("min"), question.get("max")
    found = []
    if low not in {"", None} and size < float(low):
        found.append(f"'{variable}' value {value} is too small (must be at least {low}).")
    if high not in {"", None} and size > float(high):
        found.append(f"'{variable}' value {value} is too large (must be no more than {high}).")
    return found


def passwords(template):
    return [question["variable"] for question in asked(template) if question["type"] == "password"]


def needed(template):
    return [question["variable"] for question in asked(template) if question["required"]]


def sifted(template, own, data, excused=()):
    """(accepted, rejected, errors) of variables given to a template whose own variables are ``own``.

    ``excused`` has "required" where answers may still come, and "prompts" where what is not asked for is passed over.
    """
    left, accepted, rejected, errors, wrong = dict(data), {}, {}, {}, []
    for question in asked(template):
        variable = question["variable"]
        said = problems(question, data, "required" not in excused)
        wrong += said
        if variable in left:
            (rejected if said else accepted)[variable] = left.pop(variable)
    if wrong:
        errors["variables_needed_to_start"] = wrong
    if template["ask_variables_on_launch"]:
        accepted.update(left)
        left = {}
    left = {key: value for key, value in left.items() if key not in own or own[key] != value}
    if left:
        rejected.update(left)
        if "prompts" not in excused:
            errors["extra_vars"] = [
                f"Variables {', '.join(left)} are not allowed on launch: ask_variables_on_launch is not set."
            ]
    return accepted, rejected, errors


def run_variables(template, own, given):
    """The extra_vars of a job: the template's, then valid defaults of the survey, then what was given."""
    variables, given = dict(own), dict(given)
    for question in asked(template):
        variable, default = question["variable"], question.get("default")
        if question["type"] == "password" and given.get(variable) == ENCRYPTED:
            del given[variable]
        # A default of several choices is a text, the answer a list: it never becomes a variable.
        if default is not None and not problems(question, {variable: default}):
            variables[variable] = default
    return {**variables, **given}

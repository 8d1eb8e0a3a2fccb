# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Credential types: the schema of their inputs, their injectors, and what they make of the inputs of a credential.

From awx/main/fields.py (CredentialTypeInputField, CredentialTypeInjectorField, CredentialInputField), and serializers.
"""

import re
import urllib.parse

from standins.awx_fields import Invalid, Refused
from standins.awx_jinja import Unsound, names

ENCRYPTED = "$encrypted$"
_IDENTIFIER = re.compile(r"[a-zA-Z_]+[a-zA-Z0-9_]*$")
_INPUT_KEYS = {
    "type": str,
    "format": str,
    "choices": list,
    "id": str,
    "label": str,
    "help_text": str,
    "multiline": bool,
    "secret": bool,
    "ask_at_runtime": bool,
    "default": object,
}
_FILE = re.compile(r"template(\.[a-zA-Z_]+[a-zA-Z0-9_]*)?$")
_EXTRA_VAR = re.compile(r"[a-zA-Z_{}]+[a-zA-Z0-9_{}]*$")
_ENVIRONMENT = {
    *("VIRTUAL_ENV", "PATH", "PYTHONPATH", "JOB_ID", "INVENTORY_ID", "INVENTORY_SOURCE_ID", "INVENTORY_UPDATE_ID"),
    *("AD_HOC_COMMAND_ID", "REST_API_URL", "REST_API_TOKEN", "MAX_EVENT_RES", "CALLBACK_QUEUE"),
    *("CALLBACK_CONNECTION", "CACHE", "JOB_CALLBACK_DEBUG", "INVENTORY_HOSTVARS", "AWX_HOST", "PROJECT_REVISION"),
    "SUPERVISOR_CONFIG_PATH",
}


def secrets(credential_type):
    return [field["id"] for field in credential_type["inputs"].get("fields", []) if field.get("secret")]


def shown_inputs(world, credential):
    """The inputs of a credential as a GET shows them."""
    credential_type = world.find("credential_types", credential["credential_type"])
    fields = {field["id"]: field for field in credential_type["inputs"].get("fields", [])}
    shown = {}
    for name, value in credential["inputs"].items():
        field = fields.get(name, {})
        asks = field.get("ask_at_runtime") and value == "ASK"
        shown[name] = ENCRYPTED if field.get("secret") and value not in {"", None} and not asks else value
    return shown


# -- types ---------------------------------------------------------------------------------------------------------


def check_type(world, values, old, given):
    """Refuse what CredentialTypeSerializer refuses; a field without a type gets the type string, for all to see."""
    if old and old["managed"]:
        raise Refused(403, {"detail": "A credential type that AWX brings along cannot be changed."})
    inputs, injectors = values["inputs"], values["injectors"]
    _schema(inputs)
    if "injectors" in given or "inputs" in given:
        _injectors(injectors, [field["id"] for field in inputs.get("fields", [])])
    if old and "inputs" in given and inputs != old["inputs"] and world.where("credentials", credential_type=old["id"]):
        raise Refused(403, {"detail": "The inputs of a credential type that is in use cannot be changed."})
    if "kind" in given and values["kind"] not in {"cloud", "net"}:
        raise Invalid({"kind": f"Must be 'cloud' or 'net', not {values['kind']}"})
    if any(field.get("ask_at_runtime") for field in inputs.get("fields", [])):
        raise Invalid({"inputs": "ask_at_runtime is not for credential types of your own."})


def _schema(inputs):
    problems = []
    if not isinstance(inputs, dict):
        raise Invalid({"inputs": f"{type(inputs).__name__} provided, expected dict"})
    if "dependencies" in inputs:
        raise Invalid({"inputs": "'dependencies' is not supported for custom credentials."})
    problems += [f"{name} is not a key of inputs" for name in set(inputs) - {"fields", "required"}]
    required = inputs.get("required", [])
    if not isinstance(required, list) or not all(isinstance(name, str) for name in required):
        problems.append("required is not a list of texts")
    fields = inputs.get("fields", [])
    if not isinstance(fields, list) or not all(isinstance(field, dict) for field in fields):
        raise Invalid({"inputs": [*problems, "fields is not a list of dictionaries"]})
    for number, field in enumerate(fields):
        problems += [f"field {number}: {said}" for said in _input_problems(field)]
    if problems:
        raise Invalid({"inputs": problems})
    seen = set()
    for field in fields:
        if field["id"] == "tower":
            raise Invalid({"inputs": '"tower" is a reserved field name'})
        if field["id"] in seen:
            raise Invalid({"inputs": f"field IDs must be unique ({field['id']})"})
        seen.add(field["id"])
        kind = field.setdefault("type", "string")
        if "default" in field and not isinstance(field["default"], {"string": str, "boolean": bool}[kind]):
            raise Invalid({"inputs": f"{field['default']} is not a {kind}"})
        for key in ("choices", "multiline", "format", "secret"):
            if key in field and kind != "string":
                raise Invalid({"inputs": f"{key} not allowed for {kind} type ({field['id']})"})


def _input_problems(field):
    for key in ("id", "label"):
        if key not in field:
            yield f"{key} is missing"
    for key, value in field.items():
        if key not in _INPUT_KEYS:
            yield f"{key} is not a key of a field"
        elif not isinstance(value, _INPUT_KEYS[key]):
            yield f"{key} has the wrong type"
        elif key == "id" and not _IDENTIFIER.match(value):
            yield f"{value} is an invalid variable name"
        elif key == "type" and value not in {"string", "boolean"}:
            yield f"type is neither string nor boolean: {value}"
        elif key == "format" and value not in {"ssh_private_key", "url"}:
            yield f"format is neither ssh_private_key nor url: {value}"
        elif key == "choices" and not (
            value and all(isinstance(each, str) for each in value) and len(set(value)) == len(value)
        ):
            yield "choices are not different texts"


def _injectors(injectors, defined):
    problems = _injector_problems(injectors)
    if problems:
        raise Invalid({"injectors": problems})
    files = injectors.get("file", {})
    if "template" in files and len(files) > 1:
        raise Invalid({"injectors": "Must use multi-file syntax when injecting multiple files"})
    named = {"tower.filename"} if "template" in files else {f"tower.filename.{key.partition('.')[2]}" for key in files}
    for kind, injector in injectors.items():
        for variable in injector if kind == "env" else ():
            if variable.startswith("ANSIBLE_") or variable in _ENVIRONMENT:
                raise Invalid({"injectors": f"Credentials must not set the environment variable {variable}."})
        for where, template in _templates(kind, injector):
            _check_names(where, template, defined, named)


def _check_names(where, template, defined, named):
    try:
        wanted = names(template)
    except Unsound as problem:
        raise Invalid({"injectors": f"{where} cannot be rendered: {problem}"}) from problem
    for name in wanted:
        if name not in named if name.split(".")[0] == "tower" else name.split(".")[0] not in defined:
            raise Invalid({"injectors": f"{where} uses an undefined field ('{name}' is undefined)"})


def _templates(kind, node, path=""):
    if isinstance(node, dict):
        for key, value in node.items():
            if kind == "extra_vars":
                yield (f"a key of {kind}", key)
            yield from _templates(kind, value, f"{path}.{key}".strip("."))
    elif isinstance(node, list):
        for number, value in enumerate(node):
            yield from _templates(kind, value, f"{path}[{number}]")
    else:
        yield (path, str(node))


def _injector_problems(injectors):
    if not isinstance(injectors, dict):
        return [f"{type(injectors).__name__} provided, expected dict"]
    problems = [f"{key} is not a kind of injector" for key in set(injectors) - {"file", "env", "extra_vars"}]
    for kind, injector in injectors.items():
        if kind not in {"file", "env", "extra_vars"}:
            continue
        if not isinstance(injector, dict):
            problems.append(f"{kind}: {type(injector).__name__} provided, expected dict")
            continue
        problems += _key_problems(kind, injector)
    return problems


def _key_problems(kind, injector):
    form = {"file": _FILE, "env": _IDENTIFIER, "extra_vars": _EXTRA_VAR}[kind]
    for key, value in injector.items():
        if not form.match(key):
            yield f"{kind}: '{key}' does not match {form.pattern}"
        elif kind == "extra_vars" and isinstance(value, dict):
            yield from _key_problems(kind, value)
        elif not isinstance(value, (str, list) if kind == "extra_vars" else str):
            yield f"{kind}: {value!r} is not valid for {key}"
        elif kind == "env" and not value.isascii():
            yield f"{kind}: the value of {key} is not ASCII"


# -- the inputs of credentials -------------------------------------------------------------------------------------


def check_inputs(credential_type, values, old, given):
    """Put right and check the inputs of a credential. AWX does not insist on required inputs here: jobs do."""
    inputs = values["inputs"]
    if not isinstance(inputs, dict):
        raise Invalid({"inputs": f"{type(inputs).__name__} provided, expected dict"})
    schema = {field["id"]: field for field in credential_type["inputs"].get("fields", [])}
    problems, new = {}, old is None
    for name, value in inputs.items():
        if not value and name in schema and value is not False:  # null counts as nothing, or as the first choice
            empty = {"string": "", "boolean": False}[schema[name]["type"]]
            inputs[name] = (schema[name].get("choices") or [empty])[0]
    for name in secrets(credential_type):
        if inputs.get(name) != ENCRYPTED:
            continue
        if new:
            raise Invalid({"inputs": f"{ENCRYPTED} is a reserved keyword, and cannot be used for {name}."})
        if "inputs" in given:
            if name not in old["inputs"]:  # Credential.save() looks it up and fails: AWX answers with status 500
                raise Refused(500, {"detail": "A server error has occurred."})
            inputs[name] = old["inputs"][name]
    unknown = sorted(set(inputs) - set(schema))
    if unknown:
        verb = "was" if len(unknown) == 1 else "were"
        listed = ", ".join(repr(name) for name in unknown)
        raise Invalid({"inputs": f"Additional properties are not allowed ({listed} {verb} unexpected)"})
    for name, value in inputs.items():
        said = _input_problem(schema[name], value)
        if said:
            problems[name] = [said]
    if problems:
        raise Invalid({"inputs": problems})


def _input_problem(field, value):
    if field["type"] == "boolean":
        return None if isinstance(value, bool) else f"{value!r} is not of type 'boolean'"
    if not isinstance(value, str):
        return f"{value!r} is not of type 'string'"
    if field.get("choices") and value not in field["choices"]:
        return f"{value!r} is not one of {field['choices']!r}"
    if field.get("format") == "vault_id" and "@" in value:
        return "@ is not an allowed character"
    if field.get("format") == "ssh_private_key" and value and not re.search(r"-----BEGIN .*?-----END ", value, re.S):
        return "Invalid certificate or key"
    if field.get("format") == "url":
        parts = urllib.parse.urlparse(value)
        return None if parts.scheme and parts.netloc else f"Invalid URL: {value}"
    return None


def check_credential(world, values, old, given):
    if old and old["managed"]:
        raise Refused(403, {"detail": "A credential that AWX brings along cannot be changed."})
    credential_type = world.find("credential_types", values["credential_type"])
    if old is None:
        owners = [name for name in ("user", "team", "organization") if values.get(name)]
        if not owners:
            raise Invalid({"detail": "Missing 'user', 'team', or 'organization'."})
        if len(owners) > 1:
            raise Invalid({"detail": f"Only one of user, team and organization owns a credential, not {owners}."})
        if values.get("team"):
            values["organization"] = world.find("teams", values["team"])["organization"]
        if credential_type["kind"] == "galaxy" and owners != ["organization"]:
            raise Invalid({"organization": "Galaxy credentials must be owned by an Organization."})
    else:
        _check_change(world, values, old, given, credential_type)
    check_inputs(credential_type, values, old, given)


def _check_change(world, values, old, given, credential_type):
    if values["credential_type"] != old["credential_type"] and _used(world, old):
        raise Invalid({"credential_type": "The type of a credential that is in use cannot be changed."})
    if credential_type["kind"] == "galaxy" and values["organization"] is None:
        raise Invalid({"organization": "Galaxy credentials must be owned by an Organization."})
    sent = given.get("inputs")
    if credential_type["kind"] == "vault" and isinstance(sent, dict):
        kept = old["inputs"].get("vault_id")
        if sent.get("vault_id", kept) != kept:
            raise Invalid({"inputs": "Vault IDs cannot be changed once they have been created."})


def _used(world, credential):
    attached = any(
        target == "credentials" and credential["id"] in numbers for target, numbers in world.attached.values()
    )
    return attached or bool(world.where("projects", credential=credential["id"]))


def exclusive(world, credential):
    """(what only one credential of a template may have, how AWX calls it): the type, and of vaults the id as well."""
    credential_type = world.find("credential_types", credential["credential_type"])
    vault = credential["inputs"].get("vault_id") if credential_type["kind"] == "vault" else None
    if vault:
        return (credential_type["id"], vault), f"{credential_type['name']} (id={vault})"
    return (credential_type["id"], None), credential_type["name"]


def passwords_needed(world, credential):
    """What a launch has to ask for: inputs that are ASK."""
    kind = world.find("credential_types", credential["credential_type"])["kind"]
    inputs, needed = credential["inputs"], []
    if kind == "ssh":
        needed += ["ssh_password"] if inputs.get("password") == "ASK" else []
        needed += ["become_password"] if inputs.get("become_password") == "ASK" else []
    if kind == "vault" and inputs.get("vault_password") == "ASK":
        needed.append(f"vault_password.{inputs['vault_id']}" if inputs.get("vault_id") else "vault_password")
    return needed

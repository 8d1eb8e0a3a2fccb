# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What may be given to a template when it starts, or be stored for then: prompts, and the answers to surveys.

From _accept_or_ignore_job_kwargs of awx/main/models/{unified_jobs,jobs,workflow}.py, and of the serializers
JobLaunchSerializer, WorkflowJobLaunchSerializer, LaunchConfigurationBaseSerializer. The two launches differ: a job
template passes over what it does not ask for (``ignored_fields``), a workflow template refuses it.
"""

from dataclasses import dataclass, field

from standins import awx_surveys
from standins.awx_credentials import ENCRYPTED, exclusive, passwords_needed
from standins.awx_fields import Choice, Flag, Invalid, Link, Text, Whole, Wrong, validated
from standins.awx_kind import JOB_TYPES, VERBOSITY

_LISTS = {"credentials": "credentials", "labels": "labels", "instance_groups": "instance_groups"}
# The prompt of each field, where it is not named as the field.
_WORKFLOW = ("inventory", "limit", "scm_branch", "labels", "job_tags", "skip_tags")
_JOB = (
    *_WORKFLOW,
    *("diff_mode", "job_type", "verbosity", "credentials", "execution_environment", "forks", "job_slice_count"),
    *("timeout", "instance_groups"),
)
_ASKED_AS = {"job_tags": "tags", "credentials": "credential"}
_NOT_ASKED = "Field is not configured to prompt on launch."

_FIELDS = {
    "inventory": Link("inventories", null=False),
    "scm_branch": Text(),
    "diff_mode": Flag(),
    "job_tags": Text(),
    "job_type": Choice(JOB_TYPES),
    "skip_tags": Text(),
    "limit": Text(),
    "verbosity": Choice(VERBOSITY),
    "execution_environment": Link("execution_environments", null=False),
    "forks": Whole(0),
    "job_slice_count": Whole(0),
    "timeout": Whole(),
}


@dataclass
class Launch:
    """One start of a template, as its job would have been started. No job runs.

    ``extra_vars`` are those of the job record; those that AWX adds to the run itself (awx_job_id and so on) are not in
    it.
    """

    kind: str  # job or workflow_job
    template: int
    name: str
    job: int
    extra_vars: dict
    limit: str = ""
    job_type: str = "run"
    inventory: int = None
    scm_branch: str = ""
    job_tags: str = ""
    skip_tags: str = ""
    verbosity: int = 0
    diff_mode: bool = False
    forks: int = 0
    job_slice_count: int = 1
    timeout: int = 0
    execution_environment: int = None
    credentials: list = field(default_factory=list)
    labels: list = field(default_factory=list)
    instance_groups: list = field(default_factory=list)
    ignored: dict = field(default_factory=dict)


def prompts_of(kind):
    """The fields that a kind of template may ask for."""
    return {"job_templates": _JOB, "workflow_job_templates": _WORKFLOW}.get(kind, ())


def asks(template, name):
    return template.get(f"ask_{_ASKED_AS.get(name, name)}_on_launch", False)


def _current(world, kind, template, name):
    if name in _LISTS:
        return world.attachments(kind, template["id"], name)
    return template.get(name)


def sifted(world, kind, template, given, excused=()):
    """(accepted, rejected, errors) of what is given to a template."""
    if kind not in {"job_templates", "workflow_job_templates"}:
        variables = given.get("extra_vars")
        errors = {name: ["Field is not allowed on launch."] for name in given if name != "extra_vars"}
        if variables:
            errors["extra_vars"] = [f"Variables {', '.join(variables)} provided, but this template takes none."]
        return {}, dict(given), errors
    try:
        variables = world.variables(given.get("extra_vars", {}))
    except Wrong as wrong:
        return {}, dict(given), {"extra_vars": wrong.said}
    own = world.variables(template["extra_vars"])
    good, bad, errors = awx_surveys.sifted(template, own, variables, excused)
    accepted = {"extra_vars": good} if good else {}
    rejected = {"extra_vars": bad} if bad else {}
    for name in prompts_of(kind):
        if given.get(name) is None:
            continue
        value, current = given[name], _current(world, kind, template, name)
        if name == "credentials":
            value = [each for each in value if each not in current]
            if not value:
                continue
        if value == current or (name == "scm_branch" and value == (current or _branch(world, template))):
            continue
        problem = _problem(world, kind, template, name, value)
        if not asks(template, name):
            rejected[name] = value
            if "prompts" not in excused:
                errors[name] = _NOT_ASKED
        elif problem:
            rejected[name] = value
            errors[name] = problem
        else:
            accepted[name] = value
    if kind == "job_templates":
        _lacking(world, template, accepted, errors, excused)
    return accepted, rejected, errors


def _branch(world, template):
    project = world.find("projects", template.get("project"))
    return project["scm_branch"] if project else None


def _problem(world, kind, template, name, value):
    if kind != "job_templates":
        return None
    if name == "scm_branch":
        project = world.find("projects", template["project"])
        if not project or not project["allow_override"]:
            return "Project does not allow override of branch." if project else "Project is missing."
    if name == "job_slice_count" and value > 1:
        hosts = len(world.where("hosts", inventory=template["inventory"]))
        return "Job inventory does not have enough hosts for slicing" if min(value, hosts) <= 1 else None
    return None


def _lacking(world, template, accepted, errors, excused):
    credentials = [
        world.find("credentials", each) for each in world.attachments("job_templates", template["id"], "credentials")
    ]
    passwords = [name for credential in credentials for name in passwords_needed(world, credential)]
    if "prompts" not in excused and not template["ask_credential_on_launch"] and passwords:
        errors["passwords_needed_to_start"] = "What is stored for a launch cannot have the passwords that it needs."
    lacking = [name for name in ("project", "inventory") if not template[name] and name not in accepted]
    if lacking:
        errors["resources_needed_to_start"] = [f"Job Template {name} is missing or undefined." for name in lacking]


# -- what nodes and schedules store --------------------------------------------------------------------------------


def check_stored(world, values, given, old, template, excused=()):
    """Refuse prompts of a node or a schedule that its template does not take; keep passwords that are sent back."""
    kind = world.kind_of(template)
    data = values["extra_data"] if isinstance(values["extra_data"], dict) else world.variables(values["extra_data"])
    secret = awx_surveys.passwords(template) if kind in {"job_templates", "workflow_job_templates"} else []
    before = (old or {}).get("extra_data") or {}
    if "extra_data" in given:
        values["extra_data"] = data = dict(data)
        for name in [each for each in secret if data.get(each) == ENCRYPTED]:
            question = next(each for each in awx_surveys.questions(template) if each["variable"] == name)
            if name in before:
                data[name] = before[name]
            elif not question.get("default"):
                raise Invalid({"extra_data": f"Provided variable {name} has no database value to replace with."})
    wanted = set(_JOB) | {"extra_data"}
    if old is not None and not wanted & set(given):
        return
    prompts = {name: values[name] for name in _FIELDS if values.get(name) is not None}
    if data:
        prompts["extra_vars"] = data
    _accepted, _rejected, errors = sifted(world, kind, template, prompts, excused)
    for name, value in list(data.items()):
        if value == ENCRYPTED and name in secret:
            del data[name]
        elif value == ENCRYPTED:
            errors.setdefault("extra_vars", []).append(f"{ENCRYPTED} is a reserved keyword, not a value of {name}.")
    if "extra_vars" in errors:
        errors["extra_data"] = errors.pop("extra_vars")
    if errors:
        raise Invalid(errors)


# -- launches ------------------------------------------------------------------------------------------------------


def _given(world, kind, body):
    """What a launch was given, each in its type. Fields that no launch knows are passed over here, even when strict:
    AWX takes passwords of credentials at the top of the body."""
    names = prompts_of(kind)
    fields = {name: each for name, each in _FIELDS.items() if name in names}
    sent = {name: value for name, value in body.items() if name in fields}
    given = validated(fields, sent, world, old={}) if sent else {}
    for name in names:
        if name in _LISTS and name in body:
            numbers = body[name]
            if not isinstance(numbers, list):
                raise Invalid({name: f'Expected a list of items but got type "{type(numbers).__name__}".'})
            link = Link(_LISTS[name], null=False)
            try:
                given[name] = [link.take(number, world) for number in numbers]
            except Wrong as wrong:
                raise Invalid({name: wrong.said}) from wrong
    if "extra_vars" in body:
        try:
            given["extra_vars"] = world.variables(body["extra_vars"])
        except Wrong as wrong:
            raise Invalid({"extra_vars": wrong.said}) from wrong
    return given


def launch(world, kind, template, body):
    """Check a launch and record it: (Launch, accepted)."""
    given = _given(world, kind, body)
    job = kind == "job_templates"
    accepted, rejected, errors = sifted(world, kind, template, given, ("prompts",) if job else ())
    credentials = list(world.attachments(kind, template["id"], "credentials"))
    if job:
        _check_job(world, template, given, accepted, credentials, body, errors)
    if errors:
        raise Invalid(errors)
    prompted = {exclusive(world, world.find("credentials", each))[0]: each for each in accepted.get("credentials", [])}
    kept = {exclusive(world, world.find("credentials", each))[0]: each for each in credentials}
    simple = [name for name in prompts_of(kind) if name not in _LISTS]
    run = {name: template[name] for name in simple if template[name] is not None}
    run.update({name: value for name, value in accepted.items() if name not in {"extra_vars", "credentials"}})
    own = world.variables(template["extra_vars"])
    return Launch(
        kind="job" if job else "workflow_job",
        template=template["id"],
        name=template["name"],
        job=0,
        extra_vars=awx_surveys.run_variables(template, own, accepted.get("extra_vars", {})),
        credentials=list({**kept, **prompted}.values()),
        ignored=rejected,
        **run,
    )


def _check_job(world, template, given, accepted, credentials, body, errors):
    project = world.find("projects", template["project"])
    if project is None:
        errors["project"] = "A project is required to run a job."
    elif project["status"] in {"error", "failed"} and not project["scm_update_on_launch"]:
        errors["playbook"] = "Missing a revision to run due to failed project update."
    found, kinds = [world.find("credentials", each) for each in accepted.get("credentials", [])], set()
    for credential in found:
        only, called = exclusive(world, credential)
        if only in kinds:
            errors.setdefault("credentials", []).append(f"Cannot assign multiple {called} credentials.")
        kinds.add(only)
    if "credentials" in given:
        replaced = {exclusive(world, world.find("credentials", each))[0] for each in given["credentials"]}
        for each in set(credentials) - set(given["credentials"]):
            only, called = exclusive(world, world.find("credentials", each))
            if only not in replaced:
                said = f"Removing {called} credential at launch time without replacement is not supported."
                errors.setdefault("credentials", []).append(said)
    sent = body.get("credential_passwords", body)
    sent = sent if isinstance(sent, dict) else {}
    used = {exclusive(world, each)[0]: each for each in [*(world.find("credentials", n) for n in credentials), *found]}
    lacking = [name for each in used.values() for name in passwords_needed(world, each) if name not in sent]
    if lacking:
        errors["passwords_needed_to_start"] = lacking

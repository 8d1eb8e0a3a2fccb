# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kinds of AWX's templates, what belongs to them, and what they start."""

from standins.awx_fields import Choice, Flag, Link, Shown, ShownLink, Text, Variables, Whole
from standins.awx_kind import JOB_TYPES, VERBOSITY, Kind, asks, prompts, template

TEMPLATE_KINDS = {
    "job_templates": Kind(
        "job_template",
        "Job template",
        {
            "job_type": Choice(JOB_TYPES, default="run"),
            "inventory": Link("inventories"),
            "project": Link("projects"),
            "playbook": Text(1024),
            "scm_branch": Text(1024),
            "forks": Whole(0),
            "limit": Text(),
            "verbosity": Choice(VERBOSITY, default=0),
            "extra_vars": Variables(),
            "job_tags": Text(),
            "force_handlers": Flag(),
            "skip_tags": Text(1024),
            "start_at_task": Text(1024),
            "timeout": Whole(),
            "use_fact_cache": Flag(),
            "organization": ShownLink("organizations"),
            **template("never updated"),
            "host_config_key": Text(1024),
            **asks("scm_branch", "diff_mode", "variables", "limit", "tags", "skip_tags", "job_type", "verbosity"),
            **asks("inventory", "credential", "execution_environment", "labels", "forks", "job_slice_count"),
            **asks("timeout", "instance_groups"),
            "survey_enabled": Flag(),
            "become_enabled": Flag(),
            "diff_mode": Flag(),
            "allow_simultaneous": Flag(),
            "custom_virtualenv": Shown(),
            "job_slice_count": Whole(0, default=1),
            "webhook_service": Choice(("github", "gitlab", "bitbucket_dc"), blank=True, default=""),
            "webhook_credential": Link("credentials"),
            "prevent_instance_group_fallback": Flag(),
        },
        soft_unique=(("name", "organization"),),
        roles=("admin", "execute", "read"),
    ),
    "workflow_job_templates": Kind(
        "workflow_job_template",
        "Workflow job template",
        {
            **template("never updated", environment=False),
            "extra_vars": Variables(),
            "organization": Link("organizations"),
            "survey_enabled": Flag(),
            "allow_simultaneous": Flag(),
            "inventory": Link("inventories"),
            "limit": Text(default=None, null=True),
            "scm_branch": Text(default=None, null=True),
            "skip_tags": Text(default=None, null=True),
            "job_tags": Text(default=None, null=True),
            **asks("variables", "inventory", "scm_branch", "limit", "labels", "skip_tags", "tags"),
            "webhook_service": Choice(("github", "gitlab", "bitbucket_dc"), blank=True, default=""),
            "webhook_credential": Link("credentials"),
        },
        soft_unique=(("name", "organization"),),
        roles=("admin", "execute", "read", "approval"),
    ),
    "workflow_job_template_nodes": Kind(
        "workflow_job_template_node",
        "Workflow job template node",
        {
            **prompts(),
            "workflow_job_template": Link(
                "workflow_job_templates", cascade=True, null=False, required=True, fixed=True
            ),
            "unified_job_template": Link("unified_job_templates"),
            "all_parents_must_converge": Flag(),
            "identifier": Text(512, blank=False, default=None),
        },
        unique=(("identifier", "workflow_job_template"),),
        order=("id",),
        described=False,
        nameless=True,
    ),
    "workflow_approval_templates": Kind(
        "workflow_approval_template",
        "Workflow approval template",
        {**template("never updated"), "timeout": Whole()},
        list_methods=(),
    ),
    "schedules": Kind(
        "schedule",
        "Schedule",
        {
            "rrule": Text(blank=False, required=True),
            **prompts(),
            "unified_job_template": Link("unified_job_templates", cascade=True, null=False, required=True),
            "enabled": Flag(default=True),
            "dtstart": Shown(),
            "dtend": Shown(),
            "next_run": Shown(),
            "timezone": Shown(),
            "until": Shown(),
        },
        unique=(("unified_job_template", "name"),),
        order=("id",),
    ),
}


def _job(type_, label, **fields):
    """A run of something: AWX makes it, clients read it."""
    shown = {
        "unified_job_template": Link("unified_job_templates"),
        "launch_type": Shown(default="manual"),
        "status": Shown(default="pending"),
        "failed": Shown(default=False),
        "started": Shown(),
        "finished": Shown(),
        "canceled_on": Shown(),
        "elapsed": Shown(default=0.0),
        "job_explanation": Shown(default=""),
        "result_traceback": Shown(default=""),
        "event_processing_finished": Shown(default=False),
    }
    return Kind(
        type_, label, {**shown, **fields}, order=("id",), list_methods=("GET",), methods=("GET", "DELETE")
    )


TEMPLATE_KINDS["project_updates"] = _job(
    "project_update",
    "Project update",
    project=Link("projects", cascade=True),
    scm_type=Shown(),
    scm_url=Shown(),
    scm_branch=Shown(),
    scm_revision=Shown(default=""),
)
TEMPLATE_KINDS["inventory_updates"] = _job(
    "inventory_update",
    "Inventory update",
    inventory=Link("inventories", cascade=True),
    inventory_source=Link("inventory_sources", cascade=True),
    source=Shown(),
    source_path=Shown(),
    source_project=Link("projects"),
)
_RUN = {
    "inventory": Link("inventories"),
    "extra_vars": Shown(default="{}"),
    "limit": Shown(default=""),
    "scm_branch": Shown(default=""),
    "job_tags": Shown(default=""),
    "skip_tags": Shown(default=""),
}
TEMPLATE_KINDS["jobs"] = _job(
    "job",
    "Job",
    **_RUN,
    job_template=Link("job_templates"),
    project=Link("projects"),
    playbook=Shown(default=""),
    job_type=Shown(default="run"),
    verbosity=Shown(default=0),
    diff_mode=Shown(default=False),
    execution_environment=Link("execution_environments"),
)
TEMPLATE_KINDS["workflow_jobs"] = _job(
    "workflow_job", "Workflow job", **_RUN, workflow_job_template=Link("workflow_job_templates")
)

# All that a node has: what the module workflow_job_template sends to the approval of a node as well.
PROMPTS_OF_NODES = tuple(TEMPLATE_KINDS["workflow_job_template_nodes"].fields)

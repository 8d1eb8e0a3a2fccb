# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a kind of AWX's objects is, and what several kinds have in common."""

from standins.awx_fields import Choice, Flag, Json, Link, Shown, Text, Whole

VERBOSITY = (0, 1, 2, 3, 4, 5)
JOB_TYPES = ("run", "check")
SOURCES = (
    *("file", "constructed", "scm", "ec2", "gce", "azure_rm", "vmware", "satellite6", "openstack", "rhv"),
    *("controller", "insights", "terraform", "openshift_virtualization"),
)
NOTIFIERS = (
    *("awssns", "email", "grafana", "irc", "mattermost", "pagerduty", "rocketchat", "slack", "twilio", "webhook"),
)
CREDENTIAL_KINDS = (
    *("ssh", "vault", "net", "scm", "cloud", "registry", "token", "insights", "external", "kubernetes", "galaxy"),
    "cryptography",
)
TEMPLATES = ("projects", "inventory_sources", "job_templates", "workflow_job_templates", "workflow_approval_templates")
JOBS = ("jobs", "workflow_jobs", "project_updates", "inventory_updates", "workflow_approvals")
# What stands for several kinds with one sequence of ids. Approval nodes are in no list of templates.
UNITED = {"unified_job_templates": TEMPLATES, "unified_jobs": JOBS}


class Kind:
    """One kind of objects, found below /api/v2/ under its name."""

    def __init__(self, type_, label, fields, *, unique=(), soft_unique=(), roles=(), order=("name",), **more):
        self.type = type_
        self.label = label
        named = {} if more.get("nameless") else {"name": Text(512, blank=False, required=True)}
        if more.get("described", True):
            named["description"] = Text()
        self.fields = {**named, **fields}
        self.unique = unique
        self.soft_unique = soft_unique
        self.roles = tuple(f"{role}_role" for role in roles)
        self.order = order
        self.list_methods = more.get("list_methods", ("GET", "POST"))
        self.methods = more.get("methods", ("GET", "PUT", "PATCH", "DELETE"))

    @property
    def model(self):
        return "".join(word.capitalize() for word in self.type.split("_"))


def template(status, environment=True):
    """What every unified job template has besides its own."""
    shown = {
        "last_job_run": Shown(),
        "last_job_failed": Shown(default=False),
        "next_job_run": Shown(),
        "status": Shown(default=status),
    }
    if environment:
        shown["execution_environment"] = Link("execution_environments")
    return shown


def asks(*names):
    return {f"ask_{name}_on_launch": Flag() for name in names}


def prompts():
    """What a node or a schedule may answer in advance; null is no answer (LaunchConfigurationBaseSerializer)."""
    return {
        "extra_data": Json(default={}),
        "inventory": Link("inventories"),
        "scm_branch": Text(default=None, null=True),
        "job_type": Choice(JOB_TYPES, blank=True, null=True),
        "job_tags": Text(default=None, null=True),
        "skip_tags": Text(default=None, null=True),
        "limit": Text(default=None, null=True),
        "diff_mode": Flag(default=None, null=True),
        "verbosity": Choice(VERBOSITY, null=True),
        "execution_environment": Link("execution_environments"),
        "forks": Whole(0, default=None, null=True),
        "job_slice_count": Whole(0, default=None, null=True),
        "timeout": Whole(default=None, null=True),
    }

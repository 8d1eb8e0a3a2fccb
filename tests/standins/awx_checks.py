# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What AWX refuses of each kind of object beyond single fields, and what it changes in them when they are stored.

``values`` are all of the object as it would be stored, ``old`` is what is stored (nothing when it is new), ``given``
what the request had. From the ``validate`` methods of the serializers, and the ``clean`` and ``save`` methods of the
models.
"""

import re
import urllib.parse
import uuid

from standins import awx_credentials, awx_launch, awx_notifications, awx_projects, awx_schedules
from standins.awx_fields import Invalid, Refused
from standins.awx_kind import TEMPLATES

_IMAGE = re.compile(r"[A-Za-z0-9][\w.\-:/@\[\]]*$")
_CLOUD = {
    *("ec2", "gce", "azure_rm", "vmware", "satellite6", "openstack", "rhv", "controller", "insights", "terraform"),
    "openshift_virtualization",
}
_MANUAL_IS_FALSE = ("scm_update_on_launch", "scm_delete_on_update", "scm_track_submodules", "scm_clean")
_TRIGGERS = ("scm_url", "scm_branch", "scm_type", "scm_refspec")
_BRANCH = "Project does not allow overriding branch."


def _credential_kind(world, number):
    credential = world.find("credentials", number)
    return world.find("credential_types", credential["credential_type"]) if credential else None


def project(world, values, old, given):
    kind = values["scm_type"]
    if old and kind and "local_path" in given and given["local_path"] != old["local_path"]:
        raise Invalid({"local_path": f"Cannot change local_path for {kind}-based projects"})
    if kind:
        values["local_path"] = old["local_path"] if old else ""
    elif values["local_path"] and "local_path" in given:
        # A manual project needs a directory on the server that nobody else uses. The stand-in has none.
        raise Invalid({"local_path": "There is no such directory, or another project uses it."})
    if values["scm_branch"] and kind == "archive":
        raise Invalid({"scm_branch": "SCM branch cannot be used with archive projects."})
    for name in ("scm_refspec", "scm_track_submodules"):
        if given.get(name) and kind != "git":
            raise Invalid({name: f"{name} can only be used with git projects."})
    _override(world, values, old)
    for name in _MANUAL_IS_FALSE if not kind else ():
        if values[name]:
            raise Invalid({name: "Update options must be set to false for manual projects."})
    values["scm_url"] = _scm_url(kind, values["scm_url"])
    if not kind:
        values["credential"] = None
    elif values["credential"]:
        wanted = "insights" if kind == "insights" else "scm"
        if _credential_kind(world, values["credential"])["namespace"] != wanted:
            raise Invalid({"credential": f"Credential kind must be '{wanted}'."})
    elif kind == "insights":
        raise Invalid({"credential": "Insights Credential is required for an Insights Project."})
    if old and values["organization"] != old["organization"] and world.where("job_templates", project=old["id"]):
        raise Invalid({"organization": "Organization cannot be changed when in use by job templates."})


def _override(world, values, old):
    if not old or not old["allow_override"] or values["allow_override"]:
        return
    used = [
        str(each["id"])
        for each in world.where("job_templates", project=old["id"])
        if each["ask_scm_branch_on_launch"] or each["scm_branch"]
    ]
    if used:
        raise Invalid({"allow_override": f"Job templates depend on it (ids: {' '.join(used)})."})


def _scm_url(kind, url):
    if not kind:
        return ""
    if kind == "insights":
        return "https://example.org"
    if not any(urllib.parse.urlsplit(url)):
        raise Invalid({"scm_url": "SCM URL is required."})
    schemes = {
        "git": {"", "file", "git", "git+ssh", "http", "https", "ssh"},
        "svn": {"file", "http", "https", "svn", "svn+ssh"},
        "archive": {"http", "https"},
    }
    scheme = urllib.parse.urlsplit(url).scheme
    like_scp = kind == "git" and "://" not in url
    if scheme not in schemes[kind] and not like_scp:
        raise Invalid({"scm_url": f"Unsupported {kind} URL"})
    return url


def project_stored(world, stored, old, _given):
    """A project that is new, or gets its files from elsewhere, is updated at once."""
    if stored["scm_type"]:
        slug = re.sub(r"[\s_-]+", "_", re.sub(r"[^\w\s-]", "", stored["name"].lower())).strip("_")
        if not stored["local_path"].startswith("_"):
            stored["local_path"] = f"_{stored['id']}__{slug}"
        if old is None or any(stored[name] != old[name] for name in _TRIGGERS):
            awx_projects.start_project(world, stored)
    else:
        stored["status"] = "missing"


def execution_environment(world, values, old, given):
    if old and given.get("organization") and values["organization"] != old["organization"]:
        raise Invalid({"organization": "Cannot change the organization of an execution environment"})
    if values["credential"] and _credential_kind(world, values["credential"])["kind"] != "registry":
        raise Invalid({"credential": "Only Container Registry credentials go with an Execution Environment."})
    if not _IMAGE.match(values["image"]):
        raise Invalid({"image": f"{values['image']} is not a valid container image name."})


def inventory(world, values, old, given):
    if old and given.get("kind") is not None and given["kind"] != old["kind"]:
        raise Refused(405, {"error": 'You cannot turn a regular inventory into a "smart" or "constructed" inventory.'})
    if values["kind"] == "smart" and not values["host_filter"]:
        raise Invalid({"host_filter": "Smart inventories must specify host_filter"})


def inventory_source(world, values, old, given):
    parent = world.find("inventories", values["inventory"])
    if old is None and parent["kind"] in {"constructed", "smart"}:
        raise Invalid({"inventory": {"detail": ["Smart and constructed inventories have no sources of their own."]}})
    source = world.find("projects", values["source_project"])
    if source and source["scm_type"] == "":
        raise Invalid({"source_project": "Cannot use manual project for SCM-based inventory."})
    if values["source"] == "scm":
        if ("source" in given or "source_project" in given) and source is None:
            raise Invalid({"source_project": "Project required for scm type sources."})
    elif values["source"] == "constructed":
        raise Invalid({"error": "constructed not a valid source for inventory"})
    else:
        redundant = [name for name in ("source_project", "source_path", "scm_branch") if given.get(name)]
        if redundant:
            raise Invalid({"detail": f"Cannot set {' '.join(redundant)} if not SCM type."})
    if values["scm_branch"] and not (source and source["allow_override"]):
        raise Invalid({"scm_branch": _BRANCH})
    if "credential" in given or old is None:
        said = _source_credential(values["source"], _credential_kind(world, values["credential"]))
        if said:
            raise Invalid({"credential": said})
    values["organization"] = parent["organization"]


def _source_credential(source, credential_type):
    if credential_type and source not in {"scm", "openshift_virtualization"}:
        if source.replace("ec2", "aws") != credential_type["namespace"]:
            return f"Inventory sources such as {source} require credentials for the matching cloud service."
    elif source in _CLOUD and source not in {"ec2", "openshift_virtualization"}:
        return "Credential is required for a cloud source."
    elif source == "scm" and credential_type and credential_type["kind"] in {"insights", "vault"}:
        return "Credentials of type insights and vault are disallowed for scm inventory sources."
    elif source == "openshift_virtualization" and credential_type and credential_type["kind"] != "kubernetes":
        return "A credential of type kubernetes is required."
    return None


def inventory_source_stored(world, stored, old, given):
    """The credential of the old way is what is attached in the new way, and the other way round."""
    number = stored["credential"]
    world.attachments("inventory_sources", stored["id"], "credentials", "credentials")[:] = [number] if number else []


def _webhook(world, values):
    kind = _credential_kind(world, values["webhook_credential"])
    if kind is None:
        return
    if kind["kind"] != "token":
        raise Invalid({"webhook_credential": "Must be a Personal Access Token."})
    if kind["namespace"] != f"{values['webhook_service']}_token":
        raise Invalid({"webhook_credential": "Must match the selected webhook service."})


def job_template(world, values, old, given):
    if values["host_config_key"] and not values["inventory"]:
        raise Invalid({"host_config_key": "Cannot enable provisioning callback without an inventory set."})
    source = world.find("projects", values["project"])
    if source is None:
        raise Invalid({"project": "Job Templates must have a project assigned."})
    if values["inventory"] is None and not values["ask_inventory_on_launch"]:
        raise Invalid({"inventory": "You must either set a default value or ask to prompt on launch."})
    _webhook(world, values)
    # The list is empty until the first update has ended. With allow_override another branch may have the playbook.
    known = source.get("playbook_files", [])
    if values["playbook"] and values["playbook"] not in known and not (source["scm_type"] and source["allow_override"]):
        raise Invalid({"playbook": "Playbook not found for project."})
    if not values["playbook"]:
        raise Invalid({"playbook": "Must select playbook for project."})
    for name in ("scm_branch", "ask_scm_branch_on_launch"):
        if values[name] and not source["allow_override"]:
            raise Invalid({name: _BRANCH})
    if values["forks"] > 200:  # MAX_FORKS of the default settings
        raise Invalid({"forks": "Maximum number of forks (200) exceeded."})
    values["organization"] = source["organization"]


def workflow_job_template(world, values, old, given):
    _webhook(world, values)


def node(world, values, old, given):
    if old is None and values["identifier"] is None:
        values["identifier"] = str(uuid.uuid4())
    template = world.find("unified_job_templates", values["unified_job_template"])
    if template is None:
        kept = {"workflow_job_template", "identifier", "all_parents_must_converge"}
        if old is None:  # without a template AWX silently drops everything else
            values["extra_data"] = {}
            values.update({name: None for name in values if name not in kept and name != "extra_data"})
        else:  # and so a template cannot be taken away from a node either
            values.update({name: value for name, value in old.items() if name not in kept})
        return
    awx_launch.check_stored(world, values, given, old, template, ("required",))


def node_stored(world, stored, old, given):
    """An approval goes with the node that had it (signals.py: delete_approval_node_type_change)."""
    before = (old or {}).get("unified_job_template")
    approval = world.tables["workflow_approval_templates"].get(before)
    if approval and stored["unified_job_template"] != before:
        world.delete("workflow_approval_templates", approval)


def schedule(world, values, old, given):
    template = world.find("unified_job_templates", values["unified_job_template"])
    if template["type"] == "project" and template["scm_type"] == "":
        raise Invalid({"unified_job_template": "Manual Project cannot have a schedule set."})
    if template["type"] == "inventory_source" and template["source"] not in {*_CLOUD, "scm"}:
        raise Invalid({"unified_job_template": "Inventory Source must be a cloud resource."})
    if "rrule" in given or old is None:
        awx_schedules.check(values["rrule"])
        values["rrule"] = awx_schedules.written(values["rrule"])
    if set(given) != {"enabled"} or values["enabled"]:
        awx_launch.check_stored(world, values, given, old, template)
    values.update(awx_schedules.computed(values["rrule"], values["enabled"], world.now()))


def schedule_stored(world, stored, old, given):
    template = world.find("unified_job_templates", stored["unified_job_template"])
    runs = [each["next_run"] for each in world.where("schedules", unified_job_template=template["id"])]
    template["next_job_run"] = min((run for run in runs if run), default=None)


def host(world, values, old, given):
    if world.where("groups", name=values["name"], inventory=values["inventory"]):
        raise Invalid({"non_field_errors": "A Group with that name already exists."})


def group(world, values, old, given):
    if values["name"] in {"all", "_meta"}:
        raise Invalid({"name": "Invalid group name."})
    if world.where("hosts", name=values["name"], inventory=values["inventory"]):
        raise Invalid({"name": "A Host with that name already exists."})


def user(world, values, old, given):
    """An empty password, or the one that is shown, leaves what is there."""
    if values["password"] in {"", awx_credentials.ENCRYPTED}:
        values["password"] = old["password"] if old else ""


def notification_template(world, values, old, given):
    awx_notifications.check(values, old, given)


CHECKS = {
    "projects": project,
    "execution_environments": execution_environment,
    "credential_types": awx_credentials.check_type,
    "credentials": awx_credentials.check_credential,
    "inventories": inventory,
    "inventory_sources": inventory_source,
    "job_templates": job_template,
    "workflow_job_templates": workflow_job_template,
    "workflow_job_template_nodes": node,
    "schedules": schedule,
    "users": user,
    "hosts": host,
    "groups": group,
    "notification_templates": notification_template,
}
STORED = {
    "projects": project_stored,
    "inventory_sources": inventory_source_stored,
    "workflow_job_template_nodes": node_stored,
    "schedules": schedule_stored,
}


def deletion(world, kind, found):
    """Refuse to delete what AWX refuses to: what it brought along, types in use, and what runs or belongs to a run."""
    if found.get("managed"):
        raise Refused(403, {"detail": f"A {kind[:-1].replace('_', ' ')} that AWX brings along cannot be deleted."})
    if kind == "credential_types" and world.where("credentials", credential_type=found["id"]):
        raise Refused(403, {"detail": "Credential types that are in use cannot be deleted"})
    jobs = [job for job in awx_projects.running(world) if _touches(world, job, kind, found)]
    active = [{"id": job["id"], "type": job["type"]} for job in jobs]
    if active:
        raise Refused(409, {"error": "Resource is being used by running jobs.", "active_jobs": active})


def _touches(world, job, kind, found):
    number = found["id"]
    if kind in TEMPLATES and job["unified_job_template"] == number:
        return True
    if kind == "projects":
        return job["type"] in {"job", "project_update"} and job.get("project") == number
    if kind == "inventories":
        return job.get("inventory") == number
    if kind == "organizations":
        template = world.find("unified_job_templates", job["unified_job_template"])
        return bool(template) and template.get("organization") == number
    return False

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Projects: which playbooks AWX finds in a directory, and the updates of projects and of sources of inventories.

From awx/main/utils/ansible.py and awx/main/models/projects.py. An update ends when its time is over and somebody asks:
the answer to the request that started it shows it as pending, as the real one does.
"""

import hashlib
import os
import re

_PLAY = re.compile(r"\s*-?\s*(?:hosts|(?:ansible\.builtin\.)?include|(?:ansible\.builtin\.)?import_playbook):")
_SKIPPED = {"roles", "tasks", "group_vars", "host_vars"}


def _files(directory):
    for folder, _folders, names in os.walk(directory):
        inside = os.path.relpath(folder, directory)
        yield folder, [] if inside == "." else inside.split(os.sep), names


def playbooks(directory):
    """The files that AWX offers as playbooks. It skips by names of folders and looks at each line by itself.

    AWX looks at the whole path of a folder, the stand-in at what is below the project: a test's directory may have any
    name.
    """
    found = []
    for folder, parts, names in _files(directory):
        if any(part in _SKIPPED or part.startswith(".") for part in parts):
            continue
        for name in names:
            path = os.path.join(folder, name)
            if os.path.splitext(name)[1] in {".yml", ".yaml"} and _could_be_playbook(path):
                found.append(os.path.relpath(path, directory))
    return sorted(found, key=str.lower)


def _could_be_playbook(path):
    try:
        with open(path, encoding="utf-8", errors="ignore") as stream:
            for number, line in enumerate(stream):
                if _PLAY.match(line) or (number == 0 and line.startswith("$ANSIBLE_VAULT;")):
                    return True
    except OSError:
        return False
    return False


def revision(directory):
    """A number that changes with the content, in the place of a commit."""
    digest = hashlib.sha1(usedforsecurity=False)
    for folder, parts, names in sorted(_files(directory)):
        if ".git" in parts:
            continue
        for name in sorted(names):
            path = os.path.join(folder, name)
            if os.path.isfile(path):
                digest.update(os.path.relpath(path, directory).encode())
                with open(path, "rb") as stream:
                    digest.update(stream.read())
    return digest.hexdigest()


# -- updates -------------------------------------------------------------------------------------------------------


def start_project(world, project):
    """A new update of a project; it runs until its time is over."""
    update = world.add(
        "project_updates",
        {
            "name": project["name"],
            "unified_job_template": project["id"],
            "project": project["id"],
            "scm_type": project["scm_type"],
            "scm_url": project["scm_url"],
            "scm_branch": project["scm_branch"],
            "_due": world.now() + world.update_seconds,
        },
    )
    project["status"] = "pending"
    return update


def start_source(world, source):
    inventory = world.find("inventories", source["inventory"])
    update = world.add(
        "inventory_updates",
        {
            "name": f"{inventory['name']} - {source['name']}",
            "unified_job_template": source["id"],
            "inventory": inventory["id"],
            "inventory_source": source["id"],
            "source": source["source"],
            "source_path": source["source_path"],
            "source_project": source["source_project"],
            "_due": world.now() + world.update_seconds,
        },
    )
    source["status"] = "pending"
    return update


def running(world, kind="unified_jobs"):
    return [job for job in world.every(kind) if job["finished"] is None]


def settle(world):
    """End what is over. Each request begins with it."""
    for job in running(world):
        if job.get("_due", 0) > world.now():
            continue
        kind = world.kind_of(job)
        good = True
        if kind == "project_updates":
            good = _end_project(world, job)
        elif kind == "inventory_updates":
            good = _source_found(world, job)
        _end(world, job, good)


def _end_project(world, update):
    """A directory stands for the address of the project, or the update fails as if nobody answered there."""
    project = world.find("projects", update["project"])
    directory = world.directories.get(update["scm_url"])
    if directory is None or not os.path.isdir(directory):
        update["job_explanation"] = f"the stand-in has no directory for {update['scm_url']!r}"
        return False
    project["scm_revision"] = update["scm_revision"] = revision(directory)
    project["playbook_files"] = playbooks(directory)
    return True


def _source_found(world, update):
    """Whether the file of a source is in its project. No inventory is read: hosts and groups do not come of it."""
    if update["source"] != "scm":
        return True
    project = world.find("projects", update["source_project"])
    directory = world.directories.get(project["scm_url"]) if project else None
    if directory is None or not os.path.exists(os.path.join(directory, update["source_path"])):
        update["job_explanation"] = f"there is no {update['source_path']!r} in the project"
        return False
    return True


def _end(world, job, good):
    stamp = world.stamp()
    job.update(
        status="successful" if good else "failed",
        failed=not good,
        started=job["created"],
        finished=stamp,
        event_processing_finished=True,
    )
    template = world.find("unified_job_templates", job["unified_job_template"])
    if template is None:
        return
    template.update(status=job["status"], last_job_failed=not good, last_job_run=stamp)
    if "last_updated" in template:
        template.update(last_update_failed=not good, last_updated=stamp)


def of_template(world, template):
    """(the run that is under way, the last one that ended) of a template, each perhaps None."""
    runs = [job for job in world.every("unified_jobs") if job["unified_job_template"] == template["id"]]
    under_way = [job for job in runs if job["finished"] is None]
    ended = [job for job in runs if job["finished"] is not None]
    return (under_way[-1] if under_way else None), (ended[-1] if ended else None)

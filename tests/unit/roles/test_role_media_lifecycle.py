# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What only tasks can show of role media_lifecycle: hosts are asked before a page is written, and RWS is written to
only where a person asked for it.
"""

from standins import rws
from support.component_runs import SECRETS, Roles
from support.lifecycle_forms import NESTED

# This folder is on every machine, and never a mount of its own.
LOCAL = "/usr/share"
RULE = {
    "name": "nightly",
    "enabled": True,
    "at": "01:00:00",
    "tasks": [{"media": "voice", "min_age_days": 1, "max_age_days": 2, "backup_folder": f"file://{LOCAL}"}],
}


def site(directory, **extra):
    return Roles(directory, gir_media_lifecycle={"/US/NY": [RULE]}, **extra)


def test_a_folder_that_is_local_to_a_node_is_refused_with_its_id(tmp_path):
    """Both nodes of the location are named, and no page is written that somebody could enter."""
    roles = site(tmp_path, gir_root="")
    run = roles.run("media_lifecycle", hosts="localhost")
    run.refused("The backup folders of media lifecycle are not as they have to be.")
    for host in ("rws1-dc1", "rws2-dc1"):
        assert f"dc1: {host}: {LOCAL} is local to this host: it lies on " in run.output
    assert "(GIR837)" in run.output and "rws1-dc2" not in run.output
    assert not roles.configuration.exists()


def test_the_page_is_written_where_nobody_can_look(tmp_path):
    """Below a staged root nothing is mounted."""
    roles = site(tmp_path)
    pages = tmp_path / "configuration" / "media-lifecycle"
    run = roles.run("media_lifecycle", hosts="localhost", gir_configuration_dir=str(pages.parent)).succeeded()
    assert len(run.changed) == 1 and [path.name for path in pages.iterdir()] == ["dc1.txt"]
    line = "nightly,Enabled, Every day at 01:00:00: backup, range: 1 to 2 days old, voice"
    assert line in (pages / "dc1.txt").read_text("utf-8")


def test_rules_are_written_only_where_a_person_asked_for_it(tmp_path):
    """Predicted, written as it was approved, then unchanged; never without the variable."""
    with rws.cluster(nodes=1, data_centers=("dc1",), dialect={"lifecycle_form": "nested"}) as system:
        accounts = {"ops": rws.OPS, "admin": rws.ADMIN}
        given = {f"gir_rws_{one}_{what}": accounts[one][number]
                 for one in accounts for number, what in enumerate(("username", "password"))}  # fmt: skip
        roles = site(tmp_path, **given, contact_center_rws_urls=system.urls, gir_media_lifecycle_api=NESTED)
        wanted = {"gir_media_lifecycle_apply": True, "gir_media_lifecycle_approved_by": "Jane Doe"}

        def run(*arguments, **extra):
            # A host that stands for the controller, as in playbook site.
            return roles.run("media_lifecycle", *arguments, hosts="rws1-dc1", **extra)

        run().succeeded()
        assert not system.writes()
        check = run("--check", "--diff", **wanted).succeeded()
        assert not system.writes() and len(check.changed) == 1
        plan = check.output.partition("gir_media_lifecycle_approved_plan: ")[2].split('"')[0].strip()
        done = run(**wanted, gir_media_lifecycle_approved_plan=plan).succeeded()
        assert len(done.changed) == 1 and [one["method"] for one in system.writes()] == ["PUT"]
        assert run(**wanted).succeeded().changed == set()
        done.says_nothing_of([*SECRETS.values(), rws.OPS[1], rws.ADMIN[1]])

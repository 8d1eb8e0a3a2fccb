# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From an AWX without anything of ours to one that has all, unchanged by a second run."""

from ansible_collections.gir.multidc.plugins.plugin_utils._awx.templates import TEMPLATES
from ansible_collections.gir.multidc.plugins.plugin_utils._awx.workflows import WORKFLOWS

from awx.running_awx import READING, changes, injected


def written(run):
    """The requests that change something, but for tokens, which each module gets and gives back."""
    return [one for one in run.requests if one.method not in READING and "/tokens/" not in one.path]


def test_check_predicts_everything(first):
    check, real = first
    check.succeeded()
    assert check.changed_hosts == {"localhost"}
    assert changes(check) == changes(real.succeeded())
    assert {one.method for one in check.requests} == {"GET"}


def test_from_nothing_to_everything(ready):
    names = {one["name"] for one in ready.awx.objects("job_templates")}
    assert names - {"Their job"} == {f"GIR {one.name}" for one in TEMPLATES}
    assert {one["name"] for one in ready.awx.objects("workflow_job_templates")} == {f"GIR {one}" for one in WORKFLOWS}
    for one in ready.awx.objects("job_templates"):
        if one["name"].startswith("GIR "):
            assert not one["use_fact_cache"] and not one["allow_simultaneous"] and one["job_slice_count"] == 1
            assert not one["ask_variables_on_launch"]
    assert ready.find("inventories", "GIR inventory")["total_hosts"] >= 0


def test_second_run_changes_nothing(ready):
    run = ready.run("--diff").succeeded()
    assert run.changed == set()
    assert written(run) == []


def test_credential_gives_a_job_every_secret(ready, tmp_path):
    """What is rendered with it and without the secrets of the inventory is the same."""
    given = injected(ready.awx, "GIR secrets")
    trees = []
    for name, variables, extra in (("own", ready.variables, {}), ("credential", ready.without_secrets(), given)):
        where = tmp_path / name
        with ready.inventory_of(variables):
            words = {"gir_render_dir": str(where), "gir_render_secrets": True, **extra}
            ready.playbook("render", **words).succeeded()
        trees.append({str(path.relative_to(where)): path.read_bytes() for path in where.rglob("*") if path.is_file()})
    assert trees[0] == trees[1]
    assert any(b"dav-Secret-5" in content for content in trees[0].values())

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of gates. Each of them can be run alone: tools/gates.py <name>."""

import re
import shutil

from gatekit import artifact
from gatekit.awx import awx
from gatekit.house import house
from gatekit.images import execution_environment
from gatekit.mypy import mypy
from gatekit.sanity import sanity
from gatekit.testing import (
    COVERED_PERCENT,
    chromium,
    coverage,
    installed,
    laboratory,
    molecule,
    pytest,
    simulated,
)
from gatekit.workshop import ROOT, Gate, GateFailed

# ansible-core -> its environment (requirements/<name>.txt), and the Python that it needs when not that of the gates.
CORES = {
    "2.16": ("core-2.16", None),
    "2.18": ("core-2.18", None),
    "2.19": ("test", None),
    "2.20": ("core-2.20", "3.12"),
    "2.21": ("core-2.21", "3.13"),
}
# Of the whole matrix each run of CI has what the other gates do not try yet, with the oldest: a run has 20 minutes.
SANITY_EACH_RUN = ("2.19",)
DEMO_EACH_RUN = ("2.16",)
# Parts of tests/unit that no version of ansible-core makes a difference to.
WITHOUT_ANSIBLE = ("lab", "simulation", "standins", "tools")
# Parts of tests/unit with a gate of their own, so that they run beside the others, and the budgets of these.
UNIT_PARTS = {"roles": 195, "standins": 55}
# Unit tests that take long and rarely fail: what Java makes of damaged and of merged keystores, of new certificates and
# of every remedy, how long hostile keystores may take, what is left of programs that end in the middle, what modules of
# RWS print at -vvvv and make of other dialects, how the cost of hiding secrets grows, which changes of options a
# service takes up, the site guard as a role writes it, and actions whose playbooks are run anyway: those of the ledger,
# of keystores, of locks and of the model. Others try the same in part.
UNITS_MORE = (
    "tests/unit/plugins/action/test_ledger_action.py",
    "tests/unit/plugins/action/test_lock_action_more.py",
    "tests/unit/plugins/action/test_rcs_keystore_sync_action.py",
    "tests/unit/plugins/action/test_topology_action.py",
    "tests/unit/plugins/module_utils/test_secret_places.py",
    "tests/unit/plugins/modules/test_keystore_bounds.py",
    "tests/unit/plugins/modules/test_keystore_damage.py",
    "tests/unit/plugins/modules/test_keystore_jdk.py",
    "tests/unit/plugins/modules/test_keystore_judged.py",
    "tests/unit/plugins/modules/test_keystore_remedies.py",
    "tests/unit/plugins/modules/test_recording_certificate.py",
    "tests/unit/plugins/modules/test_rws_module_dialects.py",
    "tests/unit/plugins/modules/test_rws_playbooks.py",
    "tests/unit/plugins/modules/test_stopped_modules.py",
    "tests/unit/roles/test_options_taken_up.py",
    "tests/unit/roles/test_role_site_guard.py",
)
# Tests of playbooks that need no server: with each ansible-core, and beside the other tests of playbooks.
PLAYBOOKS = tuple(
    f"tests/integration/test_{name}.py"
    for name in ("judged_variables", "keystore_playbooks", "ledger_playbook", "topology_playbook",
                 "topology_published", "upgrade_playbook", "verify_playbook")
)  # fmt: skip
# Further ones for each ansible-core, of which a run of CI has these alone: the others say the same of other moments.
REFUSALS, LOCKS = "tests/integration/test_site_refusals.py", "tests/integration/test_lock_playbook.py"
COPIES = "tests/integration/test_kept_copies_playbook.py"
MARKERS, HOLDS = "tests/integration/test_maintenance_playbook.py", "tests/integration/test_hold_playbook.py"
KITS = "tests/integration/test_failover_kit_playbook.py"
PLAYBOOKS_MORE = (REFUSALS, LOCKS, COPIES, MARKERS, HOLDS, KITS, "tests/integration/test_muxer_order.py",
                  "tests/integration/test_upgrade_index.py", "tests/integration/test_drift_merge_playbook.py",
                  "tests/integration/test_options_taken_up_more.py")  # fmt: skip
OF_REFUSALS = (
    f"{REFUSALS}::test_a_limit_keeps_the_part_of_the_controller",
    f"{COPIES}::test_a_lock_of_somebody_else",
    f"{HOLDS}::test_a_run_that_writes_is_held_back",
    f"{KITS}::test_predicted_made_and_kept",
)
# Tests of playbooks that take long and rarely fail: what they say in whole, the others say in part.
INTEGRATION_MORE = tuple(
    f"tests/integration/test_{name}.py"
    for name in ("adopt_more", "awx_jobs", "awx_jobs_more", "awx_surveys_more", "break_glass_more", "demo_alone",
                 "drift_planted_more", "eservices_switch", "failover_kit_more", "failover_more",
                 "failover_rehearsal_more", "index_update_verified", "long_playbooks", "rejoin_more", "remediate_more",
                 "runbooks_more", "screen_recording_client", "site_compares_more", "site_tags_more",
                 "status_connections", "status_more", "storage_large")
)  # fmt: skip
# What a user does first with what he has installed.
INSTALLED = "tests/integration/test_installed.py"
# Every playbook with a canary in every secret variable; other tests look for the secrets of theirs in each run of CI.
CANARIES = "tests/integration/test_canary_playbooks.py"
# Of the tests in the laboratory one is for each ansible-core, and one is in each run of CI. All others are in the
# matrix: they take long and rarely fail, and the gate molecule tries the same hosts.
LAB_CORE = "tests/lab/test_core.py"
LAB_FIRST = ("tests/lab/test_laboratory.py",)
LAB_MORE = ("tests/lab/test_dns_names.py", "tests/lab/test_keystores.py")
# Failovers on hosts that record all the while, each scenario a minute.
LAB_FAILOVER, LAB_SCHEDULES = "tests/lab/test_failover.py", "tests/lab/test_failover_schedules.py"
# What was planted on such hosts, repaired in combinations of which the matrix has a sample and a record all.
LAB_REMEDIATION = "tests/lab/test_remediate.py"


def may_hold_tasks(relative):
    """Python outside of plugins holds nothing of Ansible, and ansible-lint takes its time to find that out."""
    return not relative.endswith(".py") or relative.startswith("plugins/")


def tool(*words, wanted=lambda _relative: True):
    """A gate that runs one tool of the test environment on a copy of the tree, or of these files of it."""

    def check(shop, name):
        venv = shop.venv(name, "test")
        tree = shop.repository_copy(name, wanted)
        shop.run(name, [venv / "bin" / words[0], *words[1:]], cwd=tree, env=shop.environment(venv, tree.parents[2]))

    return check


# Directories with files that tools/*_doc.py write, in whole or in part.
GENERATED = ("docs", "playbooks", "roles")


def changelog(shop, name):
    """The fragments are well-formed, and CHANGELOG.rst says what the release of them would say.

    The release is made in a copy, so that CHANGELOG.rst can be read before it while the fragments stay open for more.
    """
    venv = shop.venv(name, "test")
    tree = shop.repository_copy(name)
    env = shop.environment(venv, tree.parents[2])
    command = venv / "bin" / "antsibull-changelog"
    shop.run(name, [command, "lint"], cwd=tree, env=env)
    version = re.search(r"^version: *(\S+)", (tree / "galaxy.yml").read_text(encoding="utf-8"), re.MULTILINE).group(1)
    released = f"\n  {version}:" in (tree / "changelogs" / "changelog.yaml").read_text(encoding="utf-8")
    shop.run(name, [command, "generate"] if released else [command, "release", "--version", version], cwd=tree, env=env)
    if shop.write:
        shutil.copyfile(tree / "CHANGELOG.rst", ROOT / "CHANGELOG.rst")
    shop.run(name, ["git", "diff", "--no-index", ROOT / "CHANGELOG.rst", tree / "CHANGELOG.rst"],
             failure="CHANGELOG.rst is out of date: run make docs and commit what it writes")


def generated(shop, name):
    """What tools/*_doc.py write is what the repository holds; with --write they write it."""
    venv = shop.venv(name, "test")
    tree = ROOT if shop.write else shop.copy(name)
    collections = shop.linked_collection() if shop.write else tree.parents[2]
    env = shop.environment(venv, collections, PYTHONPATH=collections, PYTHONDONTWRITEBYTECODE=1)
    before = contents(tree)
    for script in sorted((tree / "tools").glob("*_doc.py")):
        shop.run(name, [venv / "bin" / "python", script], cwd=tree, env=env)
    after = contents(tree)
    stale = sorted(str(path.relative_to(tree)) for path in after if before.get(path) != after[path])
    shop.say(name, "\n".join(f"changed: {path}" for path in stale))
    if stale and not shop.write:
        raise GateFailed(f"{', '.join(stale)} is out of date: run make docs and commit what it writes")


def contents(tree):
    """The files that are generated, or hold a generated part, are among these."""
    files = [tree / "README.md", *(path for part in GENERATED for path in files_below(tree / part))]
    return {path: path.read_bytes() for path in files}


def files_below(directory):
    """All regular files below a directory."""
    return [path for path in directory.rglob("*") if path.is_file()]


def compiled(name, venv_name, python, seconds):
    """Modules compile and import on one Python of managed hosts."""

    def check(shop, gate):
        sanity(shop, gate, venv_name, python=python, tests=("compile", "import"))

    return Gate(name, f"modules compile and import on managed hosts with Python {python}", check, seconds)


def demo_on(core):
    """The example and the main job as a user has them, on one ansible-core."""
    test = "test_two_data_centers_are_configured_proven_and_left_unchanged_by_a_second_run"
    paths = (f"tests/integration/test_demo.py::{test}", INSTALLED)
    check = installed(*paths, controller=f"controller-{core}", python=CORES[core][1])
    about = f"the example and the demo from the built artifact, with what README.md names and ansible-core {core}"
    return Gate(f"demo-{core}", about, check, 110, core not in DEMO_EACH_RUN)


def sanity_on(core):
    """ansible-test of one ansible-core."""
    venv_name, python = CORES[core]

    def check(shop, name):
        sanity(shop, name, venv_name, controller=python)

    about = f"ansible-test sanity on ansible-core {core}"
    return Gate(f"sanity-{core}", about, check, 215, core not in SANITY_EACH_RUN)


def units_on(core):
    """Unit tests on one more ansible-core, where it makes a difference. Those of the roles take longest."""
    venv_name, python = CORES[core]
    ignore = [f"tests/unit/{part}" for part in (*WITHOUT_ANSIBLE, "roles")]
    plugins = pytest("tests/unit", ignore=ignore, venv_name=venv_name, python=python)
    roles = pytest("tests/unit/roles", *PLAYBOOKS, *PLAYBOOKS_MORE, venv_name=venv_name, python=python)
    about = "unit tests of {} on ansible-core " + core
    return (
        Gate(f"units-{core}", about.format("plugins"), plugins, 300, True),
        Gate(f"units-roles-{core}", about.format("roles and playbooks"), roles, 600, True),
    )


def lab_on(core):
    """Two data centers of real hosts, configured and proven by one ansible-core."""
    venv_name, python = CORES[core]
    check = laboratory(LAB_CORE, venv_name=venv_name, python=python)
    about = f"two data centers of real hosts, configured and proven on ansible-core {core}"
    return Gate(f"lab-{core}", about, check, 300, True)


GATES = [
    Gate("integration", "the playbooks against the demo's servers, the guide's commands, render without a network",
         pytest("tests/integration", ignore=(*PLAYBOOKS, *PLAYBOOKS_MORE, *INTEGRATION_MORE, CANARIES, INSTALLED)),
         370),
    Gate("integration-more", "what takes long and rarely fails of the playbooks against the demo's servers",
         pytest(*INTEGRATION_MORE, *PLAYBOOKS_MORE), 1900, True),
    Gate("canaries", "a canary in every secret variable: no playbook shows one, as it succeeds and as it fails",
         pytest(CANARIES), 1200, True),
    Gate("playbooks", "the playbooks on hosts that are directories of this machine",
         pytest(*PLAYBOOKS, *OF_REFUSALS), 180),
    *(demo_on(core) for core in CORES),
    Gate("installed", "the example from the built artifact, with what README.md names and ansible-core 2.19",
         installed(INSTALLED, controller="controller-2.19"), 15),
    *(sanity_on(core) for core in CORES),
    compiled("sanity-py3.6", "core-2.16", "3.6", 20),
    compiled("sanity-py3.13", "test", "3.13", 80),
    Gate("units", "unit tests on ansible-core 2.19",
         pytest("tests/unit", ignore=[*(f"tests/unit/{part}" for part in UNIT_PARTS), *UNITS_MORE]), 410),
    Gate("units-more", "unit tests that take long and rarely fail, on ansible-core 2.19",
         pytest(*UNITS_MORE), 420, True),
    *(Gate(f"units-{part}", f"unit tests of {part} on ansible-core 2.19",
           pytest(f"tests/unit/{part}", ignore=UNITS_MORE), budget)
      for part, budget in UNIT_PARTS.items()),
    *(gate for core in CORES if core != "2.19" for gate in units_on(core)),
    Gate("simulation", "20,000 histories of a failover, its decisions in every combination, and some mutants of them",
         simulated("--histories 20000", "--totality", "--mutants sample --histories 2000"), 86),
    Gate("simulation-whole", "1,000,000 histories of a failover, every mutant of its decisions, a small world in whole",
         simulated("--histories 100000 --seed 100000", "--mutants all", "--exhaustive",
                   whole=("--histories 1000000 --seed 100000", "--totality --whole", "--mutants all", "--exhaustive")),
         900, True),
    Gate("page", "the page of a report in Chromium: axe, keyboard, times, hostile values, no network",
         chromium("tests/page"), 150, True),
    Gate("coverage", f"unit tests run {COVERED_PERCENT} % of the lines of plugin_utils", coverage, 170, True),
    Gate("lab", "the laboratory itself: hosts, networks, cuts, and that nothing is left of it",
         laboratory(*LAB_FIRST), 90),
    Gate("lab-more", "keystores and names of DNS on real hosts that are struck, on ansible-core 2.19",
         laboratory(*LAB_MORE), 160, True),
    Gate("lab-rest", "what else is proven of the collection on real hosts, on ansible-core 2.19",
         laboratory("tests/lab", ignore=(*LAB_FIRST, *LAB_MORE, LAB_CORE, LAB_FAILOVER, LAB_SCHEDULES,
                                         LAB_REMEDIATION)), 950, True),
    Gate("lab-failover", "every scenario of a failover on real hosts that record all the while",
         laboratory(LAB_FAILOVER), 3600, True),
    Gate("lab-schedules", "random schedules of faults around a failover: no acknowledged recording is lost",
         laboratory(LAB_SCHEDULES), 1200, True),
    Gate("lab-remediation", "what was planted on hosts that record is repaired, and who asks RWS notices nothing",
         laboratory(LAB_REMEDIATION), 900, True),
    Gate("awx", "from an AWX without anything of ours to one that has all, and no change by a second run",
         awx("tests/awx"), 400, True),
    Gate("execution-environment", "both are built, and playbooks do in them what they do outside",
         execution_environment, 600, True),
    Gate("molecule", "two data centers of real hosts, configured, unchanged by a second run, and their keystores",
         molecule("two_dc"), 325),
    Gate("molecule-more", "the other scenarios of extensions/molecule: losses, a third data center, upgrades",
         molecule("lost_dc", "recording_dc", "upgrade"), 950, True),
    *(lab_on(core) for core in CORES),
    Gate("ansible-lint", "ansible-lint, profile production, nothing skipped",
         tool("ansible-lint", "--offline", "--strict", "--profile", "production", "--nocolor", wanted=may_hold_tasks),
         50),
    Gate("docs", "antsibull-docs: documentation of plugins, modules and roles",
         tool("antsibull-docs", "lint-collection-docs", "--plugin-docs", "--check-extra-docs-refs",
              "--validate-collection-refs", "all", "--disallow-unknown-collection-refs", "--skip-rstcheck", "."), 10),
    Gate("yamllint", "yamllint --strict", tool("yamllint", "--strict", "."), 10),
    Gate("mypy", "mypy --strict: typed packages are clean, nothing else gets worse", mypy, 35),
    Gate("ruff", "ruff check", tool("ruff", "check", "--no-cache", "."), 10),
    Gate("artifact", "the built artifact holds what a user needs and nothing else", artifact.contents, 10),
    Gate("importer", "galaxy-importer accepts the built artifact without a warning", artifact.importer, 80),
    Gate("changelog", "changelog fragments are well-formed, CHANGELOG.rst is up to date", changelog, 20),
    Gate("generated", "generated documentation is up to date", generated, 10),
    Gate("house", "house rules: sizes, headers, action groups, Python 3.6, links, no paths, keys or switched-off gates",
         house, 10),
]

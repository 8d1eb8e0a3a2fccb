# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""config_bundle, render_bundle and silent_install as tasks of real playbooks on this machine."""

import json

import pytest
import support.playbook
import yaml
from ansible.parsing.vault import VaultLib, VaultSecret
from standins.packages import make_package
from support.inventory import Inventory

SECRET = "Zz9!the-value"
VAULT_SECRET = "Vv8!the-vaulted"


class Playbook:
    """One play on one host in a directory of its own."""

    def __init__(self, directory):
        self.directory = directory
        self.root = directory / "root"
        self.temporary = directory / "remote"
        (directory / "templates").mkdir()

    def template(self, name, text):
        (self.directory / "templates" / name).write_text(text, encoding="utf-8")

    def run(self, *tasks, variables=None, arguments=()):
        play = {"hosts": "all", "gather_facts": False, "vars": variables or {}, "tasks": list(tasks)}
        inventory = Inventory({"hosts": ["host1"]}, top="all")
        return support.playbook.run(
            [play], *arguments, directory=self.directory, inventory=inventory, ANSIBLE_REMOTE_TEMP=self.temporary
        )


@pytest.fixture
def playbook(tmp_path):
    return Playbook(tmp_path)


def bundle(playbook, *files, **options):
    return {"gir.multidc.config_bundle": dict({"root": str(playbook.root), "files": list(files)}, **options)}


def results(done):
    """What the collection's own tasks returned."""
    return [found.data for found in done.results if found.action.startswith("gir.multidc.")]


def absent(path):
    """A task that fails once there is such a file."""
    return {"ansible.builtin.assert": {"that": f"'{path}' is not exists"}}


APPLICATION = {
    "path": "/opt/genesys/rws/application.yaml",
    "format": "yaml",
    "mode": "0640",
    "data": {
        "jetty": {"port": "{{ web_port }}", "host": None, "nodes": ["{{ inventory_hostname }}", "é"]},
        "serverSettings": {"opsPassword": "{{ ops_password }}", "nodePath": "/US/NY", "raw": "{{ '{{' }} x }}"},
    },
}
UNIT = {"path": "/etc/systemd/system/rws.service", "template": "rws.service.j2", "mode": "0644"}
INI = {"path": "/etc/gir/o.ini", "format": "ini", "data": {"s": {"flag": True, "token": "{{ ops_password }}"}}}
USERS = {"path": "/etc/gir/users", "content": "ops:{{ ops_password }}\n", "secret": True, "mode": "0600"}
VARIABLES = {"web_port": 8080, "ops_password": SECRET}
TEMPLATE = """\
# {{ ansible_managed }}
[Service]
{% for option in ['a', 'b'] %}
ExecStart{{ option }}=/opt/x --seed {{ ops_password }}
{% endfor %}
{% include 'part.j2' %}
"""


def test_first_run_check_and_second_run(playbook):
    playbook.template("rws.service.j2", TEMPLATE)
    playbook.template("part.j2", "port={{ web_port }}\n")
    task = bundle(playbook, APPLICATION, UNIT, INI, USERS)
    check = dict(task, check_mode=True)
    # Once done, neither a run nor a check finds anything to change.
    tasks = [check, absent(playbook.root), task, task, check]
    done = playbook.run(*tasks, variables=VARIABLES, arguments=["-v"])
    assert results(done)[0] == results(done)[1]
    assert [results(done)[number]["changed"] for number in range(4)] == [True, True, False, False]
    assert done.succeeded().counts() == {"host1": 2}
    written = yaml.safe_load((playbook.root / "opt/genesys/rws/application.yaml").read_text(encoding="utf-8"))
    assert written == {
        "jetty": {"port": 8080, "nodes": ["host1", "é"]},
        "serverSettings": {"opsPassword": SECRET, "nodePath": "/US/NY", "raw": "{{ x }}"},
    }
    unit = (playbook.root / "etc/systemd/system/rws.service").read_text(encoding="utf-8")
    assert unit.splitlines()[1:] == [
        "[Service]",
        "ExecStarta=/opt/x --seed " + SECRET,
        "ExecStartb=/opt/x --seed " + SECRET,
        "port=8080",
    ]


def test_no_secret_in_the_most_verbose_output(playbook):
    playbook.template("rws.service.j2", TEMPLATE)
    playbook.template("part.j2", "")
    package = make_package(playbook.directory / "package")
    response = {"ConfigServer": {"Password": SECRET}, "License": {"LicenseAgreement": "Accepted"}}
    tasks = [
        bundle(playbook, APPLICATION, UNIT, INI, USERS),
        {
            "gir.multidc.silent_install": {
                "package": str(package),
                "version": "9.0.046.06",
                "install_path": str(playbook.directory / "mcp"),
                "response": response,
            }
        },
        {
            "gir.multidc.render_bundle": {
                "directory": "{{ playbook_dir }}/rendered",
                "objects_directory": "{{ playbook_dir }}/rendered",
                "files": [APPLICATION, UNIT, INI, USERS],
                "objects": [
                    {"type": "CfgApplication", "name": "x", "options": {"s": {"password": "{{ ops_password }}"}}}
                ],
            }
        },
        bundle(
            playbook,
            dict(UNIT, validate="sh -c 'cat $0; exit 1' %s", mode="0600"),
            INI | {"data": {"s": {"token": "y" + SECRET}}},
        ),
    ]
    # The secret comes from a file, as in an inventory: newer versions quote the playbook where a task fails.
    (playbook.directory / "secrets.yml").write_text(yaml.safe_dump(VARIABLES), encoding="utf-8")
    tasks[1]["gir.multidc.silent_install"]["response"]["ConfigServer"]["Password"] = "{{ ops_password }}"
    (playbook.root / "etc/systemd/system").mkdir(parents=True)
    (playbook.root / "etc/systemd/system/rws.service").write_text("password=old" + SECRET, encoding="utf-8")
    done = playbook.run(*tasks, arguments=["-vvvv", "--diff", "-e", "@secrets.yml"])
    # The last task has nothing to validate in the unit, but it changes the secret of the ini file.
    assert done.succeeded().counts() == {"host1": 4}
    assert "<secret " in done.output
    done.says_nothing_of([SECRET])
    rendered = "".join(
        p.read_text(encoding="utf-8") for p in (playbook.directory / "rendered").rglob("*") if p.is_file()
    )
    assert "********" in rendered
    assert SECRET not in rendered
    assert not list(playbook.directory.rglob("genesys_silent.ini"))


def test_one_refused_file_keeps_all_from_being_written(playbook):
    task = bundle(playbook, APPLICATION, dict(INI, validate="false %s"))
    done = playbook.run(dict(task, check_mode=True, ignore_errors=True), task, variables=VARIABLES)
    done.refused()
    assert ["was refused by its validate command false" in found.message for found in done.results] == [True, True]
    assert not playbook.root.exists()


def test_all_problems_of_all_files_in_one_message(playbook):
    playbook.template("undefined.j2", "{{ nobody_defined_this }}")
    playbook.template("broken.j2", "{% if %}")
    playbook.template("not.yaml.j2", "a: [")
    files = [
        {"path": "/a", "template": "undefined.j2"},
        {"path": "/b", "template": "missing.j2"},
        {"path": "/c", "template": "broken.j2"},
        {"path": "/d", "template": "not.yaml.j2", "format": "yaml"},
        {"path": "/e", "content": "x", "mode": 416},
        {"path": "relative", "content": "x"},
        {"path": "/f", "format": "ini", "data": {"s": {"list": [1]}}},
        {"path": "/g", "format": "json", "content": "{"},
    ]
    done = playbook.run(bundle(playbook, *files, colour="red"), arguments=["-v"])
    done.refused()
    problems = results(done)[0]["problems"]
    text = "\n".join(problems)
    assert len(problems) == 9
    for words in (
        "template undefined.j2 cannot be rendered for host1: 'nobody_defined_this' is undefined",
        "template missing.j2 is not in the templates directory",
        "template broken.j2 cannot be rendered",
        "the template is not YAML",
        "the number 416",
        "the path is relative",
        "s/list is a list",
        "the content is not JSON",
        "option colour is unknown",
    ):
        assert words in text
    assert not playbook.root.exists()


def test_vaulted_values(playbook):
    (playbook.directory / "password").write_text("vault-password\n", encoding="utf-8")
    sealed = VaultLib([("default", VaultSecret(b"vault-password"))]).encrypt(VAULT_SECRET).decode()
    encrypted = "ops_password: !vault |\n" + "".join(f"  {line}\n" for line in sealed.splitlines())
    nested = "settings:\n  inner:\n    " + encrypted.replace("\n", "\n    ")
    (playbook.directory / "vaulted.yml").write_text("web_port: 8080\n" + encrypted + nested + "\n", encoding="utf-8")
    files = [APPLICATION, {"path": "/s.json", "format": "json", "data": "{{ settings }}"}]
    arguments = ["-vvvv", "--diff", "-e", "@vaulted.yml", "--vault-password-file", "password"]
    done = playbook.run(bundle(playbook, *files), bundle(playbook, *files), arguments=arguments)
    assert done.succeeded().counts() == {"host1": 1}
    done.says_nothing_of([VAULT_SECRET])
    written = yaml.safe_load((playbook.root / "opt/genesys/rws/application.yaml").read_text(encoding="utf-8"))
    assert written["serverSettings"]["opsPassword"] == VAULT_SECRET
    assert json.loads((playbook.root / "s.json").read_text(encoding="utf-8")) == {
        "inner": {"ops_password": VAULT_SECRET}
    }


def test_render_bundle_predicts_writes_and_then_changes_nothing(playbook):
    task = {
        "gir.multidc.render_bundle": {
            "directory": "rendered/dc1/host1",
            "objects_directory": "rendered/configuration-server",
            "files": [APPLICATION],
            "objects": [
                {
                    "type": "CfgApplication",
                    "name": "MCP",
                    "options": {"log": {"verbose": "all"}},
                    "annex": {"sml": {"autostart": True}},
                }
            ],
            "mask_secrets": False,
        }
    }
    rendered = playbook.directory / "rendered"
    tasks = [dict(task, check_mode=True), absent(rendered), task, task]
    done = playbook.run(*tasks, variables=VARIABLES, arguments=["-v", "--diff"])
    assert [results(done)[number]["changed"] for number in range(3)] == [True, True, False], done.output
    assert done.succeeded().counts() == {"host1": 2}
    assert results(done)[0]["files"] == results(done)[1]["files"]
    done.says_nothing_of([SECRET])
    files = sorted(p.relative_to(rendered) for p in rendered.rglob("*") if p.is_file())
    assert [str(f) for f in files] == [
        "configuration-server/CfgApplication/MCP.cfg",
        "configuration-server/CfgApplication/MCP.csv",
        "configuration-server/CfgApplication/MCP.json",
        "configuration-server/CfgApplication/MCP_annex.cfg",
        "configuration-server/CfgApplication/MCP_annex.csv",
        "dc1/host1/opt/genesys/rws/application.yaml",
    ]
    assert SECRET in (rendered / files[-1]).read_text(encoding="utf-8")
    assert {oct((rendered / f).stat().st_mode & 0o777) for f in files} == {"0o600"}


def test_render_bundle_refuses_before_it_writes(playbook):
    (playbook.directory / "rendered").write_text("in the way", encoding="utf-8")
    same = [{"type": "CfgApplication", "name": name, "options": {"s": {"k": "v"}}} for name in ("a/b", "a:b")]
    task = {"gir.multidc.render_bundle": {"directory": "rendered", "files": [INI], "objects": same}}
    done = playbook.run(task, variables=VARIABLES, arguments=["-v"])
    text = "\n".join(results(done)[0]["problems"])
    for words in ("objects_directory is missing", "would be the same file", "is not a directory on the controller"):
        assert words in text


def test_silent_install_once_for_each_version(playbook):
    package = make_package(playbook.directory / "package")
    task = {
        "gir.multidc.silent_install": {
            "package": str(package),
            "version": "9.0.046.06",
            "install_path": str(playbook.directory / "mcp"),
            "response": {"License": {"LicenseAgreement": "Accepted"}, "IPCommon": {"DataModel": "04"}},
        }
    }
    info = {"gir.multidc.silent_install_info": {"install_path": str(playbook.directory / "mcp")}}
    check = [dict(step, check_mode=True) for step in (task, info)]
    done = playbook.run(*check, task, info, task, arguments=["-v", "--diff"])
    assert done.succeeded().counts() == {"host1": 2}
    assert results(done)[0]["version"] == "9.0.046.06"
    assert "+version = 9.0.046.06" in done.output.split("TASK [")[1]
    assert results(done)[1]["installed"] is False
    assert (results(done)[2]["changed"], results(done)[2]["previous_version"]) == (True, None)
    assert results(done)[3]["version"] == "9.0.046.06"
    assert results(done)[4]["changed"] is False

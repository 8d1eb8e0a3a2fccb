# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What of an inventory goes into a failover kit, and which secrets keep it out."""

import os

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._components.report import Report
from ansible_collections.gir.multidc.plugins.plugin_utils._kit import clear_text, options, sources
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.values import Unusable

VAULTED = b"$ANSIBLE_VAULT;1.1;AES256\n6162\n"
PEM = "-----BEGIN {}PRIVATE KEY-----\nMIIB\n-----END {}PRIVATE KEY-----\n"


def names(path, text):
    """(line, name) of every secret."""
    return [(one.line, one.name) for one in clear_text.places(path, text.encode())]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("gir_rws_ops_password: letmein\n", [(1, "gir_rws_ops_password")]),
        ("# a comment: x\n\nmy_password: 12345\n", [(3, "my_password")]),
        ("gir_rws_ops_password: '{{ vault_ops }}'\n", []),
        ("gir_rws_ops_password: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  6162\n", []),
        ("gir_rws_ops_password: !unsafe 'abc'\n", [(1, "gir_rws_ops_password")]),
        ("gir_rws_ops_password: ''\nother_password:\nthird_password: ~\n", []),
        ("gir_storage_credentials: {dc1: {username: u, password: p}}\n", [(1, "password")]),
        ("gir_configuration_server: {host: h, backup_host: b, port: 1, password: p}\n", [(1, "password")]),
        ("rws_environment: {LANG: C, API_TOKEN: t}\n", [(1, "API_TOKEN")]),
        ("voice_processor_setting_names: {rws_password: rws/password}\n", []),
        ("ansible_ssh_private_key_file: /etc/ssh/id\ngir_cassandra_jmx_password_file: /etc/jmx\n", []),
        ("gir_gax_password_form: clear\ngir_secret_keys: [mine]\nrws_cors_allow_credentials: false\n", []),
        ("options: [{name: db.password, value: p}]\n", [(1, "value")]),
        ("url: postgres://me:topsecret@db/x\n", [(1, "url")]),
        ("url: postgres://me:{{ vault_db }}@db/x\n", []),
        ("my_tokens: [one, '{{ two }}', three]\n", [(1, "my_tokens"), (1, "my_tokens")]),
        ("text: |\n" + "".join(f"  {line}\n" for line in PEM.format("", "").splitlines()), [(2, "a private key")]),
        (PEM.format("ENCRYPTED ", "ENCRYPTED "), []),
    ],
)
def test_a_secret_in_clear_text_is_named(text, expected):
    assert names("inventory/1/group_vars/gir.yml", text) == expected


@pytest.mark.parametrize("path", ["inventory/1/hosts", "inventory/1/hosts.ini"])
def test_lines_of_an_inventory(path):
    text = "# password=of-nobody\n[gir]\nrws1 ansible_host=10.0.0.1 ansible_password=letmein\n"
    text += "[gir:vars]\nx_token = 't'\n"
    assert names(path, text) == [(3, "ansible_password"), (5, "x_token")]
    assert names(path, "[gir]\nrws1 ansible_password='{{ vaulted }}' url=http://a:b1@c/\n") == [
        (2, "an address with a password")
    ]


def test_yaml_without_an_ending_is_read_as_such():
    assert names("inventory/1/hosts", "---\nall:\n  vars:\n    my_secret: x\n") == [(4, "my_secret")]
    assert names("inventory/1/group_vars/gir", "my_secret: x\n") == [(1, "my_secret")]
    assert names("inventory/1/group_vars/gir", "my_secret: [\n") == []


@pytest.mark.parametrize("data", [VAULTED, b"#!/bin/sh\npassword=$1\n", b"\0password=x"])
def test_what_holds_no_clear_text(data):
    assert clear_text.places("inventory/1/hosts", data) == []


def test_all_secrets_are_said_at_once_and_never_shown():
    place = clear_text.Place
    found = [place("inventory/1/a.yml", 3, "x_password"), place("inventory/1/b.yml", 1, "y_token")]
    told = options.in_clear_text(found, {"inventory/1/a.yml": "/srv/a.yml", "inventory/1/b.yml": "/srv/b.yml"}.get)
    assert [(one.id, one.sentence) for one in told] == [
        ("GIR691", "/srv/a.yml, line 3: x_password lies there in clear text."),
        ("GIR691", "/srv/b.yml, line 1: y_token lies there in clear text."),
    ]


@pytest.fixture
def place(tmp_path):
    (tmp_path / "prod" / "group_vars" / "gir").mkdir(parents=True)
    (tmp_path / "prod" / ".git").mkdir()
    for name in ("hosts.yml", "group_vars/gir/a.yml", "group_vars/gir/a.yml~", ".git/config", "notes.txt"):
        (tmp_path / "prod" / name).write_text(name, encoding="utf-8")
    return tmp_path / "prod"


def test_a_directory_goes_as_a_whole(place):
    found = sources.collected([str(place)])
    assert found.arguments == ["inventory/1"]
    assert sorted(found.files) == ["inventory/1/group_vars/gir/a.yml", "inventory/1/hosts.yml", "inventory/1/notes.txt"]


def test_a_file_goes_with_what_stands_beside_it(place):
    more = place.parent / "more.ini"
    more.write_text("[x]\n", encoding="utf-8")
    found = sources.collected([str(place / "hosts.yml"), str(more), "a,b"])
    assert found.arguments == ["inventory/1/hosts.yml", "inventory/2/more.ini", "a,b"]
    assert sorted(found.files) == [
        "inventory/1/group_vars/gir/a.yml", "inventory/1/hosts.yml", "inventory/2/more.ini",
    ]  # fmt: skip
    assert not found.problems


def test_links_are_followed_once(place, tmp_path):
    shared = tmp_path / "shared"
    shared.mkdir()
    (shared / "b.yml").write_text("b", encoding="utf-8")
    (place / "group_vars" / "all").symlink_to(shared)
    (place / "group_vars" / "gir" / "again").symlink_to(place)
    os.mkfifo(place / "pipe")
    found = sources.collected([str(place)])
    assert "inventory/1/group_vars/all/b.yml" in found.files
    assert not any("again" in name or "pipe" in name for name in found.files)


def test_what_is_missing_is_a_problem_and_what_is_large_a_notice(place, monkeypatch):
    monkeypatch.setattr(sources, "LARGEST", 8)
    found = sources.collected([str(place), str(place / "nowhere")])
    assert found.problems == [f"The inventory source {place / 'nowhere'} is neither a file nor a directory."]
    assert len(found.notices) == 3
    assert sources.collected([]).problems == ["This run has no inventory source."]


def test_the_digest_follows_content_and_order_and_not_the_place(place, tmp_path):
    def digest(*paths):
        found = sources.collected([str(path) for path in paths])
        return sources.digest(found, sources.contents(found))

    before = digest(place)
    other = tmp_path / "elsewhere"
    place.rename(other)
    assert digest(other) == before
    (other / "hosts.yml").write_text("other", encoding="utf-8")
    assert digest(other) != before
    assert digest(other / "hosts.yml", other / "notes.txt") != digest(other / "notes.txt", other / "hosts.yml")


def test_variables_are_judged_all_at_once(tmp_path):
    given = {"gir_kit_days": "0", "gir_kit_python": 3.1, "gir_kit_host_dir": "kits", "gir_kit_dir": ["x"]}
    _found, wrong = options.read(given.get)
    assert [one.subject for one in wrong] == ["gir_kit_dir", "gir_kit_days", "gir_kit_python", "gir_kit_host_dir"]
    assert {one.id for one in wrong} == {"GIR690"}
    good = {"gir_kit_days": "30", "gir_kit_python": "3.11, 3.12", "gir_kit_host_dir": "/var/lib/k", "gir_kit_dir": " "}
    assert options.read(good.get) == (options.Options("", "/var/lib/k", "", 30, ("3.11", "3.12")), [])
    assert options.read({"gir_kit_python": ["3.10"]}.get)[0].pythons == ("3.10",)


@pytest.mark.parametrize("url", ["https://files.test/gir", ["x"], Unusable("it is undefined")])
def test_a_kit_is_not_sent_with_the_reports(url):
    """It belongs to a place that survives a data center, and a server of reports need not."""
    report = Report("")
    options.asked_for(options.Options(), report, url)
    (violation,) = report.violations
    assert violation.sentence == "gir_kit_dir is not given, and kits are not sent to gir_report_url."
    assert violation.remedy == (
        "A kit belongs to a place that survives the loss of a data center: give a directory of the controller that is "
        "mounted from there."
    )


@pytest.mark.parametrize("url", [None, "", " "])
def test_a_kit_without_a_directory(url):
    report = Report("")
    options.asked_for(options.Options(), report, url)
    assert [one.sentence for one in report.violations] == ["gir_kit_dir is not given."]
    options.asked_for(options.Options("kits"), report, "https://files.test/gir")
    assert len(report.violations) == 1

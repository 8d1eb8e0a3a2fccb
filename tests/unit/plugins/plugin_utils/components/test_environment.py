# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets of a command stand in a file that only root reads, never in the unit."""

import re

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._components import environment
from ansible_collections.gir.multidc.plugins.plugin_utils._components.registry import COMPONENTS
from ansible_collections.gir.multidc.plugins.plugin_utils._components.report import errors
from ansible_collections.gir.multidc.plugins.plugin_utils._components.shared import Installed
from ansible_collections.gir.multidc.plugins.plugin_utils._components.unit_secrets import UnitSecrets
from rule_cases import Case, desired

INSTALLED = sorted(name for name, kind in COMPONENTS.items() if issubclass(kind.table, Installed))
AWKWARD = "a b\"c'd\\e`f$g${HOME}%h#i;j=k\\n"
SECRETS = UnitSecrets(["^x-tuning$"], ["the-known-Value-1", "short"])


def of(component, **given):
    base = {f"{component}_service": "gir-x", f"{component}_start_command": "/opt/x/run"}
    own = {f"{component}_{name}": value for name, value in given.items()}
    return desired(Case(component, {**base, **own}, ""))


def systemd_reads(text):
    """As src/basic/env-file.c does with a value in double quotes, in old releases and in new ones."""
    found = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            name, value = re.fullmatch(r'(\w+)="(.*)"', line).groups()
            old = re.sub(r"\\(.)", r"\1", value)
            new = re.sub(r'\\(["\\`$])', r"\1", value)
            assert old == new and not re.search(r'(?<!\\)(?:\\\\)*"', value)
            found[name] = new
    return found


@pytest.mark.parametrize("component", INSTALLED)
def test_environment_of_every_component_is_closed(component):
    found = of(component, environment={"PASSWORD": "hidden-1", "PORT": 5, "UNUSED": None})
    assert errors(found.violations) == []
    path = "/etc/systemd/system/gir-x.gir_multidc.env"
    (file,) = [file for file in found.files if file.path == path]
    (unit,) = [file for file in found.files if file.path.endswith("/gir-x.service")]
    assert (file.mode, file.owner, file.group, file.secret) == ("0600", "root", "root", True)
    assert systemd_reads(file.content) == {"PASSWORD": "hidden-1", "PORT": "5"}
    assert unit.data["Service"]["EnvironmentFile"] == path and "hidden-1" not in str(unit)
    assert found.absent_files == [] and found.files.index(unit) < found.files.index(file)


@pytest.mark.parametrize("component", INSTALLED)
def test_what_was_written_goes_when_nothing_is_given(component):
    found = of(component)
    assert found.absent_files == ["/etc/systemd/system/gir-x.gir_multidc.env"]
    assert not any("EnvironmentFile" in str(file.data) for file in found.files)


def test_without_a_unit_of_the_role_nothing_is_touched():
    assert of("rws", start_command=None).absent_files == []


def test_below_a_root_it_belongs_to_whoever_writes_it():
    case = Case("rws", {"rws_service": "gir-x", "rws_start_command": "/x", "rws_environment": {"A": "b"},
                        "gir_root": "/srv/rehearsal"}, "")  # fmt: skip
    assert [file.owner for file in desired(case).files if file.secret] == [None]


@pytest.mark.parametrize("value", [AWKWARD, "\\", '"', "", "$", "\u00e4\u20ac", "#", ";"])
def test_systemd_and_adoption_read_what_was_meant(value):
    text = environment.written({"A": value, "B": "b"})
    assert systemd_reads(text) == environment.read(text) == {"A": value, "B": "b"}


@pytest.mark.parametrize("text", ["A=b\n", 'A="b" c\n', "=\n", 'A-B="c"\n'])
def test_a_file_of_other_hands_is_not_read(text):
    assert environment.read(text) is None


@pytest.mark.parametrize(
    ("given", "rule", "says"),
    [
        ({"A B": "hidden-1"}, "GIR899", "rws_environment has a name that no shell takes."),
        ({"1A": "hidden-1", "": "hidden-2"}, "GIR899", "rws_environment has 2 names that no shell takes."),
        (
            {"A": True, "B": ["hidden-1"]},
            "GIR899",
            "rws_environment has 2 values that are neither text nor a whole number.",
        ),
        ({"A": "hidden-1\nB=c"}, "GIR806", "rws_environment."),
    ],
)
def test_what_no_file_can_hold_is_refused_without_showing_it(given, rule, says):
    (violation,) = of("rws", environment=given).violations
    assert violation.id == rule and "hidden" not in str(violation)
    assert violation.sentence.startswith(says)


def test_a_second_environment_file_is_refused():
    given = {"environment": {"A": "b"}, "unit_extra_options": {"Service": {"EnvironmentFile": "/etc/x"}}}
    (violation,) = of("rws", **given).violations
    assert violation.id == "GIR899" and "are both given" in violation.sentence


@pytest.mark.parametrize(
    "command",
    [
        "/opt/x/run --password hunter2x",
        "/opt/x/run --token=abc",
        "/opt/x/run -Dcassandra.password=abc -jar x",
        "/usr/bin/java -Djavax.net.ssl.keyStorePassword=changeit",
        "/usr/bin/env PASSWORD=abc /opt/x/run",
        "/usr/bin/podman run -e DB_PASSWORD=abc image",
        "/opt/x/run https://user:abc@host/path",
        "/opt/x/run jdbc:postgresql://u:p%40x@db/x",
        "/opt/x/run '-----BEGIN %s-----abc'" % "PRIVATE KEY",
        "/opt/x/run the-known-Value-1",
        "/opt/x/run --x-tuning=abc",
        "/opt/x/run --password=${PASSWORD} --token=abc",
        "/opt/x/run --secret abc",
        "/opt/x/run --password /Ab3+xyz/",
    ],
)
def test_a_secret_in_a_command_is_found(command):
    assert SECRETS.in_text(command)


@pytest.mark.parametrize(
    "command",
    [
        "/opt/x/run --port 80",
        "/usr/bin/java -Xmx2g -jar /opt/genesys/rws/gws.jar",
        "/opt/x/run --password ${PASSWORD}",
        "/opt/x/run --password $PASSWORD --token=$TOKEN",
        '/opt/x/run --password="${PASSWORD}"',
        "/bin/sh -c 'exec /opt/x/run --password \"$$(cat /run/x)\"'",
        "/opt/x/run --password-file /etc/x/password",
        "/opt/x/run --token-file=/etc/x/token",
        "/usr/bin/java -Djavax.net.ssl.trustStorePasswordFile=/etc/x",
        "/usr/bin/podman run --env PASSWORD --secret gir-key,type=env image",
        "/usr/bin/podman login --password-stdin registry.test",
        "/opt/x/run --no-password --verbose",
        "/opt/x/run --keystore-password /var/lib/genesys/keystore.password",
        "/opt/x/run --password=",
        "/opt/x/run https://user@host/path",
        "/opt/x/run short",
    ],
)
def test_what_only_says_where_a_secret_is_is_none(command):
    assert not SECRETS.in_text(command)


SECRET_OPTIONS = """
Environment=A=b DB_PASSWORD=abc
Environment="A=b" "DB_PASSWORD=abc d"
SetCredential=db:abc
ExecStartPre=/opt/x/login --password abc
"""
PLAIN_OPTIONS = """
Environment=JAVA_HOME=/opt/java
Environment=DB_PASSWORD_FILE=/run/x
LoadCredential=db:/etc/x
PassEnvironment=DB_PASSWORD
EnvironmentFile=/etc/x
LimitNOFILE=65536
Restart=
"""


@pytest.mark.parametrize("option", SECRET_OPTIONS.strip().splitlines() + PLAIN_OPTIONS.strip().splitlines())
def test_options_of_a_unit(option):
    name, _sign, value = option.partition("=")
    assert SECRETS.in_option(name, value) is (option in SECRET_OPTIONS)
    assert not SECRETS.in_option(name, None)


@pytest.mark.parametrize(
    ("component", "variable", "value", "place"),
    [
        ("rws", "rws_start_command", "/opt/rws/run crypto-Key-of-this-1", "rws_start_command"),
        ("rws", "rws_unit_extra_options", {"Service": {"Environment": "P=crypto-Key-of-this-1"}},
         "rws_unit_extra_options.Service.Environment"),
        ("index_update", "index_update_unit_extra_options", {"Service": {"Environment": "PASSWORD=abc"}},
         "index_update_unit_extra_options.Service.Environment"),
    ],
)  # fmt: skip
def test_the_refusal_names_the_place_and_the_remedy(component, variable, value, place):
    given = {variable: value, "rws_crypto_security_key": "crypto-Key-of-this-1", "rws_service": "gir-rws"}
    (violation,) = desired(Case(component, given, "")).violations
    assert violation.id == "GIR898" and violation.subject == variable
    assert violation.sentence == f"{place} holds a secret, and everybody may read a unit."
    assert "file that only its account reads" in violation.remedy and "abc" not in str(violation)
    assert "crypto-Key" not in str(violation)


def test_values_of_free_dictionaries_are_no_secrets():
    """A path in the response file of the installation stands in the command too."""
    response = {"Common": {"InstallPath": "/opt/genesys/rws"}, "Server": {"Password": "hidden-response-1"}}
    given = {"package_response": response, "start_command": "/opt/genesys/rws/run"}
    assert errors(of("rws", **given).violations) == []
    given["start_command"] += " hidden-response-1"
    assert [one.id for one in of("rws", **given).violations] == ["GIR898"]

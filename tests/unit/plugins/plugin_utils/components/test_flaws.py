# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values of the right type that would break something later."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._components.addresses import (
    base_url,
    check_gir_address,
    is_name_or_address,
)
from ansible_collections.gir.multidc.plugins.plugin_utils._components.options import (
    Key,
    Options,
    Path,
    option,
    rows,
)
from ansible_collections.gir.multidc.plugins.plugin_utils._components.reading import read
from ansible_collections.gir.multidc.plugins.plugin_utils._components.registry import COMPONENTS
from ansible_collections.gir.multidc.plugins.plugin_utils._components.report import Report
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.values import Unusable
from recorded import computed, scenarios
from rule_cases import Case, desired
from samples import read_sample


@dataclass(frozen=True)
class Table(Options):
    COMPONENT = "sample"

    name: str | None = option()
    password: str | None = option("a/password", secret=True)
    shown: str | None = option("a/shown")
    path: Path | None = option()
    words: list[str] = option(default=["a"])
    table: dict[str, object] = option(default={})
    lines: dict[str, object] = option(default={}, verbatim=True)
    user: dict[str, object] = option(
        default={},
        shape={
            "name": Key("str", "Name."),
            "word": Key("str", "Word.", secret=True),
            "port": Key("int", "Port."),
            "times": Key("int", "Times.", minimum=1),
            "url": Key("str", "URL."),
        },
    )
    port: int | None = option()
    delay: int = option(default=5, minimum=1)
    retries: int = option(default=3)
    status: int = option(default=200, minimum=100, maximum=599)
    package_version: str | None = option()
    file_version: str | None = option("a/version")
    rws_url: str | None = option("a/url")
    urls: list[str] | None = option()
    kind: str = option(default="red", choices=("red", "blue"))


INVISIBLE = "has a control character or another one that cannot be seen."


def reading(**given):
    return read_sample(Table, given)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        *(({"name": text}, "sample_name ends with a blank.") for text in ("x ", "x\u00a0")),
        *(({"name": text}, f"sample_name {INVISIBLE}") for text in ("x\x07y", "x\u200b")),
        ({"name": "x\n"}, "sample_name ends with a line break."),
        ({"name": "\tx"}, "sample_name begins with a blank."),
        ({"name": "x\ny"}, "sample_name has a line break."),
        ({"password": "hush-5512\n"}, "sample_password ends with a line break."),
        ({"shown": "x "}, "sample_shown ends with a blank."),
        ({"path": "/a\n"}, "sample_path ends with a line break."),
        ({"words": ["a", "b "]}, "sample_words[1] ends with a blank."),
        ({"table": {"dc1": "A\n"}}, "sample_table.dc1 ends with a line break."),
        ({"table": {"dc1": ["A", " B"]}}, "sample_table.dc1[1] begins with a blank."),
        ({"user": {"name": "x "}}, "sample_user.name ends with a blank."),
        ({"user": {"word": "hush-5512\n"}}, "sample_user.word ends with a line break."),
        ({"kind": "blue\n"}, "sample_kind ends with a line break."),
    ],
)
def test_text_with_what_nobody_sees(given, says):
    """Where it is stands in the sentence, and no part of the value."""
    _options, found = reading(**given)
    assert found == [("GIR806", says)]
    assert "5512" not in says


@pytest.mark.parametrize("text", ["a b", "Grüße", "日本", "a\u00a0b", "-", "a;b#c"])
def test_good_text(text):
    assert reading(name=text, words=[text], table={"a": text}, user={"word": text})[1] == []


def test_several_lines_where_they_have_a_meaning():
    pem = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
    assert reading(lines={"certificate-1": pem, "x": [" a\n"]})[1] == []


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("ivr_profile_certificates", {"c": "a\nb\n"}),
        ("ivr_profile_extra_options", {"s": {"o": "a\nb"}}),
        ("geo_location_overflow_separator", ", "),
        ("webdav_extra_options", ["<Location /x>\n  Require all denied\n</Location>\n"]),
        ("rws_saml_identity_provider_metadata", "<a>\n</a>\n"),
    ],
)
def test_variables_with_several_lines(variable, value):
    table = next(one.table for one in COMPONENTS.values() if variable in one.variables)
    report = Report("host1")
    read(table, {variable: value}, report)
    assert [one for one in report.violations if one.id == "GIR806"] == []


@pytest.mark.parametrize(
    ("given", "rule", "says"),
    [
        ({"port": 0}, "GIR808", "sample_port is 0, which is no port: ports are 1 to 65535."),
        ({"port": "80800"}, "GIR808", "sample_port is 80800, which is no port: ports are 1 to 65535."),
        ({"port": -1}, "GIR808", "sample_port is -1, which is no port: ports are 1 to 65535."),
        ({"user": {"port": 65536}}, "GIR808", "sample_user.port is 65536, which is no port: ports are 1 to 65535."),
        ({"delay": 0}, "GIR807", "sample_delay is 0, which is less than 1."),
        ({"delay": "-5"}, "GIR807", "sample_delay is -5, which is less than 1."),
        ({"retries": -1}, "GIR807", "sample_retries is -1, which is less than 0."),
        ({"status": 600}, "GIR807", "sample_status is 600, which is more than 599."),
        ({"user": {"times": 0}}, "GIR807", "sample_user.times is 0, which is less than 1."),
    ],
)
def test_numbers_beyond_their_limits(given, rule, says):
    assert reading(**given)[1] == [(rule, says)]


def test_default_stays_in_the_place_of_a_wrong_number():
    """Without a default the number stays: it is not one that was not given."""
    options, _found = reading(delay=0, port=0)
    assert (options.delay, options.port) == (5, 0)


@pytest.mark.parametrize("given", [{"port": 1}, {"port": 65535}, {"delay": 1}, {"retries": 0}, {"status": 100}])
def test_good_numbers(given):
    assert reading(**given)[1] == []


def test_every_port_has_the_limits_of_one():
    ports = {row.variable: row for one in COMPONENTS.values() for row in rows(one.table) if row.type == "int"}
    assert all((row.limits.least, row.limits.largest) == (1, 65535) for name, row in ports.items() if "_port" in name)
    assert ports["rws_dr_monitoring_delay"].limits.least == 1
    assert ports["rws_jetty_so_linger_time"].limits.least == -1


@pytest.mark.parametrize("name", ["name", "package_version", "file_version", "path"])
def test_number_in_the_place_of_text(name):
    """1.10 and 1.1 are one number. An integer is text that nobody would write otherwise."""
    options, ((rule, sentence),) = reading(**{name: 1.1})
    assert (rule, getattr(options, name)) == ("GIR800", 1.1 if name == "file_version" else "1.1")
    assert sentence.startswith(f"sample_{name} is the number 1.1, where text belongs: YAML makes one number of 1.10")
    assert str(getattr(reading(**{name: 8})[0], name)) == "8"


def test_number_in_the_place_of_a_password_is_not_shown():
    _options, ((rule, sentence),) = reading(password=5512.5)
    assert rule == "GIR800" and "5512" not in sentence
    _options, ((rule, sentence),) = reading(user={"word": 5512.5})
    assert rule == "GIR800" and "5512" not in sentence


def test_number_in_a_file_is_one():
    options, found = reading(shown=1.5)
    assert (options.shown, found) == (1.5, [])


def test_boolean_in_the_place_of_text():
    report = Report("host1")
    read(Table, {"sample_name": False}, report)
    (found,) = report.violations
    assert found.sentence == (
        "sample_name is false, which is true or false, not text: YAML makes that of yes, on, no and off."
    )
    assert found.remedy == "Put it in quotes."


@pytest.mark.parametrize(
    "url",
    [
        "rws.test:8080",
        "ftp://rws.test",
        "http://",
        "http://rws.test:0",
        "http://rws.test:80800",
        "http://2001:db8::5",
        "http://2001:db8::5:8080",
        "http://[rws.test]",
        "http://[2001:db8::5%eth0]",
        "http://rws test",
        "http://rws.test/a b",
        "http://rws.test\\x",
        "http://10.0.0.256",
        "http://rws.test:",
        "http://rws.test:-1",
        5,
    ],
)
def test_no_addresses(url):
    assert [rule for rule, _sentence in reading(rws_url=url)[1]] == ["GIR809"]
    assert [rule for rule, _sentence in reading(urls=["http://a", url])[1]] == ["GIR809"]


@pytest.mark.parametrize(
    "url",
    [
        "http://rws",
        "HTTPS://rws.test:8443/a/b?c#d",
        "http://[2001:db8::5]:8080",
        "http://[::1]",
        "http://10.0.0.1/",
        "http://rws_1.test.",
    ],
)
def test_addresses(url):
    assert reading(rws_url=url, urls=[url], user={"url": url})[1] == []


def test_account_in_an_address_is_not_shown():
    _options, ((_rule, sentence),) = reading(rws_url="http://me:hush-5512@rws:x")
    assert "hush" not in sentence


def test_choices_and_keys_say_what_may_be():
    assert reading(kind="green")[1] == [("GIR804", 'sample_kind is "green", which is none of red and blue.')]
    _options, ((rule, sentence),) = reading(user={"nmae": "x"})
    assert rule == "GIR805"
    assert sentence == (
        "sample_user.<not shown> is given, but sample_user has only the keys name, word, port, times and url."
    )


@pytest.mark.parametrize("text", ["rws1", "rws1.test", "rws1.test.", "10.0.0.1", "2001:db8::5", "a_b", "1a"])
def test_names_and_addresses(text):
    assert is_name_or_address(text)


@pytest.mark.parametrize(
    "text", ["", "a b", "a:80", "[::1]", "http://a", "a/b", "10.0.0", "fe80::1%eth0", "-a", "a."[::-1]]
)
def test_no_names_and_addresses(text):
    assert not is_name_or_address(text)


def test_ipv6_in_an_address():
    assert base_url("2001:db8::5", 22082, False) == "http://[2001:db8::5]:22082"
    assert base_url("rws1", 443, True) == "https://rws1:443"


def test_gir_address():
    for given, count in ((None, 0), ("", 0), ("rws1", 0), ("2001:db8::5", 0), ("[2001:db8::5]", 1), (5, 1)):
        report = Report("host1")
        check_gir_address(given, report, "rws2")
        assert len(report.violations) == count, given


@pytest.mark.parametrize("component", ["rws", "index_update"])
def test_node_with_an_ipv6_address(component):
    found = desired(Case(component, {"gir_address": "2001:db8::5", "rws_port": 22082}, ""))
    assert found.violations == []
    assert "http://[2001:db8::5]:22082" in str(asdict(found))


@pytest.mark.parametrize(
    ("url", "given", "refused"),
    [
        ("http://rws1-dc1:8080", {"rws_port": 8090}, True),
        ("http://rws1-dc1:8080", {"rws_port": 8080}, False),
        ("http://rws1-dc1", {"rws_port": 80}, False),
        ("https://rws1-dc1", {"rws_port": 80}, True),
        ("https://rws1-dc1", {}, False),
        ("http://RWS1-dc1.:8080", {"rws_port": 8090}, True),
        ("http://10.0.0.1:8080", {"rws_port": 8090, "gir_address": "10.0.0.1"}, True),
        ("http://10.0.0.2:8080", {"rws_port": 8090, "gir_address": "10.0.0.1"}, False),
        # Several nodes of one machine share it.
        ("http://127.0.0.1:8080", {"rws_port": 8090, "gir_address": "127.0.0.1"}, False),
        ("http://rws2-dc1:8080", {"rws_port": 8090}, False),
        ("http://rws.dc1.test:8080", {"rws_port": 8090}, False),
    ],
)
def test_address_of_the_data_center_is_this_node(url, given, refused):
    found = desired(Case("rws", given, "", centers={"dc1": {"rws_url": url}}))
    assert [one.id for one in found.violations] == (["GIR828"] if refused else [])


def test_load_balancer_on_the_node_itself():
    """Then the address is the load balancer's."""
    scenario = scenarios("rws")["minimal"]
    balancers = scenario["groups"]["gir_load_balancer"]
    groups = {**scenario["groups"], "gir_load_balancer": [*balancers, "rws1-dc1"]}
    centers = {**scenario["variables"]["gir_datacenters"]}
    centers["dc1"] = {**centers["dc1"], "rws_url": "http://rws1-dc1:8080"}
    variables = {**scenario["variables"], "gir_datacenters": centers, "rws_port": 8090}
    found = computed("rws", {**scenario, "groups": groups, "variables": variables}, "rws1-dc1")
    assert "GIR828" not in [one.id for one in found.violations]


@pytest.mark.parametrize(
    ("factor", "nodes", "refused"),
    [
        (2, {"dc1": ["a", "b"], "dc2": ["c"]}, True),
        (1, {"dc1": ["a", "b"], "dc2": ["c"]}, False),
        (3, {}, False),
        (None, {"dc1": ["a"]}, False),
    ],
)
def test_copies_need_nodes(factor, nodes, refused):
    """It is shown, and the node is written."""
    given = {"rws_cassandra_replication_factor": factor, "rws_cassandra_nodes": nodes}
    found = desired(Case("rws", given, ""))
    assert [(one.id, one.severity) for one in found.violations] == ([("GIR829", "warning")] if refused else [])
    assert found.files


@pytest.mark.parametrize(
    ("component", "given", "host", "expected"),
    [
        ("muxer", {"muxer_service": None}, "", ["GIR856"]),
        ("rps", {"rps_service": None}, "", ["GIR841"]),
        ("voice_processor", {"voice_processor_service": None}, "", []),
    ],
)
def test_nothing_restarts_it(component, given, host, expected):
    found = desired(Case(component, given, "", host=host))
    assert [one.id for one in found.violations] == expected
    assert found.files


def test_processor_of_a_recording_data_center_never_changes_its_mode():
    base = scenarios("rps")["minimal, three data centers"]
    assert computed("rps", base, "rps1-dc3").violations == []


@pytest.mark.parametrize("key", ["processing_mode", "post_uri", "interaction_receiver_url"])
def test_settings_that_follow_the_active_data_center(key):
    given = {"voice_processor_service": None, "voice_processor_setting_names": {key: "name"}}
    assert [one.id for one in desired(Case("voice_processor", given, "")).violations] == ["GIR853"]


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        ({"tls_pem": "/etc/my certs/a.pem"}, "GIR896"), ({"back_end_ca_file": "/etc/ca#1.pem"}, "GIR896"),
        ({"bind_addresses": ["10.0.0.1", "a b"]}, "GIR896"), ({"rws_session_cookie": 'J"S'}, "GIR896"),
        ({"rws_balance": "source # all"}, "GIR896"), ({"rcs_health_path": "/it's"}, "GIR877"),
        *(({option: time}, "GIR897") for option, time in (
            ("timeout_server", "0"), ("timeout_server", "-5s"), ("health_interval", "5 s")
        )),
    ],
)  # fmt: skip
def test_what_haproxy_would_read_otherwise(given, rule):
    found = desired(Case("load_balancer", {f"load_balancer_{name}": value for name, value in given.items()}, ""))
    assert [one.id for one in found.violations] == [rule]


def test_what_haproxy_reads_as_it_stands():
    given = {"rws_balance": "uri depth 2", "timeout_server": "90", "health_interval": "500ms", "tls_ciphers": "A:!B"}
    found = desired(Case("load_balancer", {f"load_balancer_{name}": value for name, value in given.items()}, ""))
    assert found.violations == []


def test_address_of_a_host_behind_the_load_balancer():
    (found,) = desired(Case("load_balancer", {}, "", hosts={"rws2-dc1": {"gir_address": "rws2:80"}})).violations
    assert (found.id, found.sentence.partition(",")[0]) == ("GIR819", 'gir_address of rws2-dc1 is "rws2:80"')


def test_names_point_to_addresses_only():
    hosts = {"lb1-dc2": {"gir_address": "lb.test:443"}}
    assert [one.id for one in desired(Case("load_balancer_names", {}, "", hosts=hosts)).violations] == ["GIR881"]


def test_unusable_value_is_reported_once():
    assert [rule for rule, _s in reading(name=Unusable("x is undefined"))[1]] == ["GIR801"]

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Components that the system's packages bring: the desired state equals what was recorded from their roles."""

import re

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._components.registry import COMPONENTS
from ansible_collections.gir.multidc.plugins.plugin_utils._components.report import errors
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import calls
from jinja2.nativetypes import NativeEnvironment
from recorded import CONTROLLER, computed, file_of, given, given_of, groups_of, names, scenarios, with_defaults
from template_texts import text_of, without_hashes

NAMES = "load_balancer_names"
# Several lines as one text were taken letter by letter; a text with commas is a list.
LETTERS = {
    ("webdav", "numbers and booleans of another type, lists as text"): [
        (
            "        Options F o l l o w S y m L i n k s , I n d e x e s\n",
            "        Options FollowSymLinks Indexes\n",
        ),
        ("".join(f"    {letter}\n" for letter in "LogLevel warn"), "    LogLevel warn\n"),
    ],
    ("load_balancer", "numbers, booleans and lists of another type"): [
        ("".join(f"    {letter}\n" for letter in "maxconn 1000"), "    maxconn 1000\n"),
    ],
}
# A number that is given as text is a number.
NUMBERS = {"dns: addresses of RWS hosts, numbers as text": {"port": 5353, "ttl": 61}}
# The hash of a number could not be computed; a number in the place of text is text.
ACCEPTED = {("webdav", "wrong: a password that is a number")}
# The users were looked at only where the storage had an account.
ADDED = {("webdav", "wrong: addresses", "dav1-dc1"): ["GIR866"]}
UNCUT = """\
    # A recording may take as long as it needs; a client that sends nothing is bounded by Timeout.
    <IfModule reqtimeout_module>
        RequestReadTimeout body=0
    </IfModule>
"""
BOUNDED = """\
        # Written out because its default is 1 GiB from httpd 2.4.54 on, and here, where no other file overrides it.
"""
# A directory of the accounts that was chosen by hand keeps its owner and mode.
CHOSEN = "/srv/webdav"
RULES = {
    "webdav_storage is": "GIR861",
    "webdav_os_family is": "GIR860",
    "load_balancer_os_family is": "GIR860",
    "webdav_voice_root and webdav_screen_root are both": "GIR862",
    "differ in scheme or port": "GIR863",
    "have the same path": "GIR864",
    "webdav_terminate_tls=false.": "GIR865",
    "gir_storage_credentials has no entry": "GIR816",
    "has a colon or a blank": "GIR866",
    "is given twice": "GIR867",
    "is a name of this balancer": "GIR870",
    "is no port of a service": "GIR871",
    "its port is not known": "GIR872",
    "one with https and one without": "GIR873",
    "have the same name and port": "GIR874",
    "give load_balancer_tls_pem": "GIR875",
    "give load_balancer_back_end_ca_file": "GIR876",
    "_health_path is no path": "GIR877",
    "load_balancer_backup_pool is true": "GIR878",
    "not given, but load_balancer_dns_names has": "GIR879",
    "load_balancer_dns_targets has": "GIR880",
    "is not given or no IP address": "GIR881",
    "; give addresses, or one name.": "GIR882",
    "has to reach RWS there": "GIR883",
    "which is active, stores in": "GIR884",
}


def cases(wrong):
    found = [(component, name) for component in ("webdav", "load_balancer") for name in names(component, wrong)]
    return pytest.mark.parametrize(("component", "name"), found)


def evaluated(scenario):
    """The scenario with evaluated variables of all hosts; recorded are those of the hosts in question alone."""
    environment, found = NativeEnvironment(), {}
    for host in groups_of(scenario)["all"]:
        known = {**scenario["variables"], **scenario["host_variables"].get(host, {})}
        texts = {name: value for name, value in known.items() if isinstance(value, str) and "{{" in value}
        values = {name: environment.from_string(text).render(inventory_hostname=host) for name, text in texts.items()}
        found[host] = {**values, **scenario.get("evaluated", {}).get(host, {})}
    return {**scenario, "evaluated": {**scenario.get("evaluated", {}), **found}}


def state_of(component, scenario, host):
    return computed(NAMES if host == CONTROLLER else component, evaluated(scenario), host)


def rule_of(sentence):
    (rule,) = {rule for part, rule in RULES.items() if part in sentence}
    return rule


def expected_text(component, name, text):
    for old, new in LETTERS.get((component, name), []):
        text = text.replace(old, new)
    return of_any_size(text) if component == "webdav" else text


def of_any_size(text):
    """The limit of recordings is always written, for each address; and a slow one is not cut."""
    found = re.search(r"^    LimitRequestBody ([0-9]+)\n", text, re.MULTILINE)
    limit = found.group(1) if found else "0"
    text = text.replace(found.group(0), "") if found else text
    text = re.sub(r"(    DavLockDB .*\n)", rf"\1{UNCUT}", text)
    return text.replace("        Dav On\n", f"        Dav On\n{BOUNDED}        LimitRequestBody {limit}\n")


@cases(wrong=False)
def test_desired_state_is_as_recorded(component, name):
    scenario = scenarios(component)[name]
    for host, old in scenario["hosts"].items():
        new = state_of(component, scenario, host)
        assert errors(new.violations) == []
        if host == CONTROLLER:
            names_are_as_recorded(new, old, scenario)
        else:
            host_is_as_recorded(component, name, new, old)


def host_is_as_recorded(component, name, new, old):
    assert new.data_center == old["data_center"]
    directories = [{"path": CHOSEN} if item["path"] == CHOSEN else item for item in old["directories"]]
    assert [given(directory) for directory in new.directories] == directories
    files = [{key: value for key, value in file.items() if key != "text"} for file in old["files"]]
    # httpd's lines may hold a secret, so the file is closed to others now.
    closed = [{**file, "mode": "0640"} if file["mode"] == "0644" else file for file in files]
    assert [file_of(file) for file in new.files] == closed
    texts = [expected_text(component, name, file["text"]) for file in old["files"] if "text" in file]
    rendered = [text_of(component, file, new.host) for file in new.files if file.template]
    assert list(map(without_hashes, rendered)) == list(map(without_hashes, texts))
    service = given(new.service)
    del service["leads"]
    assert service == old["service"]
    assert new.system_packages == (old["packages"] if old["installs"] else [])
    link = [(old["link"], old["link_target"])] if old.get("link") else []
    assert [(one.path, one.target) for one in new.links] == link
    assert (set(new.secret_keys), new.notices) == (set(old["secret_keys"]), old["notices"])


def names_are_as_recorded(new, old, scenario):
    """What the module is given, and what render shows."""
    known = with_defaults(NAMES, given_of(scenario, CONTROLLER), CONTROLLER)
    found = calls.of_verb("dns", COMPONENTS[NAMES], new, known, {}, check=False)
    if not old["records"]:
        assert (found, new.documents) == ([], [])
        return
    numbers = NUMBERS.get(scenario["name"], {})
    records = [{**record, **{key: numbers[key] for key in ("ttl",) if numbers}} for record in old["records"]]
    expected = {key: value for key, value in old.items() if key not in ("zone_lines", "notices")}
    expected.update(records=records, **{key: numbers[key] for key in ("port",) if numbers})
    (call,) = found
    assert (call.name, call.args) == ("gir.multidc.dns_record", expected)
    (document,) = new.documents
    assert (document.path, document.content) == (f"/dns/{old['zone']}.txt", "\n".join(old["zone_lines"]) + "\n")


@cases(wrong=True)
def test_what_was_refused_is_refused(component, name):
    scenario = scenarios(component)[name]
    for host, old in scenario["hosts"].items():
        found = [violation.id for violation in state_of(component, scenario, host).violations]
        assert ("problems" in old) is ((component, name) not in ACCEPTED)
        expected = [rule_of(sentence) for sentence in old.get("problems", [])]
        assert sorted(found) == sorted(expected + ADDED.get((component, name, host), []))

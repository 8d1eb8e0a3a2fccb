# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Components with a service: the desired state equals what was recorded before components were Python."""

import copy
import json

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._components.report import errors
from recorded import computed, file_of, given, names, scenarios
from template_texts import text_of

SERVICES = ("rcs", "rws", "rps", "voice_processor", "muxer", "mcp")
# What was refused while the role ran, or written wrongly, is refused now before anything is written.
REFUSED = {
    ("muxer", "a service and an empty command, and a package"): "GIR815",
    ("muxer", "numbers and booleans of another type"): "GIR803",
    # Text that is `true` was written as a boolean, or as "True" in a list.
    ("rws", "numbers and booleans of another type"): "GIR803",
    ("rws", "lists of other types"): "GIR803",
    # Its keys were written as if they were host names.
    ("rws", "a dictionary of Cassandra nodes, which passes for a list"): "GIR821",
}
_VERSION = ("package", "version", 8.5, "8.5")
_ELASTICSEARCH_PORT = ("files", 0, "data", "serverSettings", "elasticSearchSettings", "transportClient", "nodes", 1,
                       "port", "9301", 9301)  # fmt: skip
_CORS = ("files", 0, "data", "serverSettings", "crossOriginSettings")
_OWN = {"owner": "genesys", "group": "genesysgroup", "mode": "0750"}
_RWS_DIRECTORIES = [{"path": "/opt/genesys"}, {"path": "/opt/genesys/rws", **_OWN},
                    {"path": "/opt/genesys/rws/config", **_OWN}]  # fmt: skip
# What is intended to differ, on all hosts or on one: the path of a recorded value, that value, and the one of now.
CHANGED = {
    # A number that is given as text is a number, and a version is text.
    ("rcs", "numbers and booleans of another type"): [
        ("objects", 0, "options", "http", "port", "8008", 8008),
    ],
    ("rps", "numbers and booleans of another type"): [
        ("files", 0, "data", "rp_server", "port", "8889", 8889),
    ],
    ("voice_processor", "numbers and booleans of another type"): [
        ("files", 0, "data", "port", "8889", 8889),
        ("files", 0, "data", "pgPort", "5432", 5432),
    ],
    ("mcp", "numbers and booleans of another type"): [
        ("objects", 0, "options", "mpc", "numdispatchthreads", "4", 4),
        ("objects", 0, "options", "mpc", "alarminterval", "120", 120),
        ("objects", 0, "options", "mpc", "recordpostretrycount", "3", 3),
    ],
    ("rcs", "a package and no service"): [_VERSION],
    ("rws", "a port is a sign of health, three addresses"): [_VERSION],
    ("rps", "a package and no service, and options of the Application"): [_VERSION],
    ("voice_processor", "env, extra options alone, a path and a package"): [_VERSION],
    ("mcp", "a package and no service"): [_VERSION],
    ("rws", "every option, rehearsal"): [_ELASTICSEARCH_PORT],
    ("rws", "every option, with a service and other names"): [_ELASTICSEARCH_PORT],
    # A directory without a path was refused while the role ran.
    ("rws", "empty text and empty lists"): [
        ("directories", [*_RWS_DIRECTORIES, {"path": "", **_OWN}], _RWS_DIRECTORIES),
    ],
    # Text was taken for a list of letters; it is a list separated by commas, as ansible-core reads it.
    ("rws", "lists as text with commas"): [
        (*_CORS, "allowedOrigins", ",".join("https://one.test,https://two.test"), "https://one.test,https://two.test"),
        (*_CORS, "allowedMethods", "G,E,T", "GET"),
    ],
    ("mcp", "lists as text with commas"): [
        ("objects", 0, "options", "mpc", "codec", "p c m u , p c m a", "pcmu pcma"),
        ("objects", 0, "options", "mpc", "transcoders", "G 7 2 9", "G729"),
    ],
    # HTTPS:// is https, too.
    ("voice_processor", "ports of RWS", "vp1-dc2"): [("files", 0, "data", "port", 80, 443)],
}
CASES = [(component, name) for component in SERVICES for name in names(component) if (component, name) not in REFUSED]


WRONG = [(component, name) for component in SERVICES for name in names(component, wrong=True)]


@pytest.mark.parametrize(("component", "name"), REFUSED)
def test_what_failed_later_is_refused_now(component, name):
    scenario = scenarios(component)[name]
    for host in scenario["hosts"]:
        rules = {violation.id for violation in errors(computed(component, scenario, host).violations)}
        assert rules <= {REFUSED[component, name]}
    assert rules


def comparable(found):
    """A recorded file without what is the default."""
    result = {key: value for key, value in found.items() if value is not None and key != "text"}
    if result.get("format") == "text":
        del result["format"]
    if result.get("secret") is False:
        del result["secret"]
    return result


def changed(component, name, host, old):
    """What was recorded of a host, with the changes that are intended."""
    found = copy.deepcopy(old)
    changes = CHANGED.get((component, name), []) + CHANGED.get((component, name, host), [])
    for *path, last, before, now in changes:
        place = found
        for step in path:
            place = place[step]
        assert place[last] == before, (host, path, last)
        place[last] = now
    return found


def in_order(trees):
    """Dictionaries as text, because their order is that of the file."""
    return [json.dumps(tree) for tree in trees]


@pytest.mark.parametrize(("component", "name"), CASES)
def test_desired_state_is_as_recorded(component, name):
    scenario = scenarios(component)[name]
    for host, recorded in scenario["hosts"].items():
        old = changed(component, name, host, recorded)
        new = computed(component, scenario, host)
        assert errors(new.violations) == []
        assert new.data_center == old["data_center"]
        assert [given(directory) for directory in new.directories] == old.get("directories", [])
        assert [file_of(file) for file in new.files] == [comparable(file) for file in old["files"]]
        assert in_order(file.data for file in new.files) == in_order(file.get("data") for file in old["files"])
        for file, before in zip(new.files, old["files"], strict=True):
            assert file.template is None or text_of(component, file, host) == before["text"]
        assert [given(thing) for thing in new.objects] == old["objects"]
        assert in_order(thing.options for thing in new.objects) == in_order(
            thing["options"] for thing in old["objects"]
        )
        # Only two of them restarted when this was recorded.
        assert new.restart_on_objects is True
        assert set(new.secret_keys) == set(old["secret_keys"])
        assert new.notices == old.get("notices", [])
        service = old["service"]
        if not service["name"]:
            assert new.service is None
        else:
            found = given(new.service)
            assert found.pop("leads") is old.get("sync_node", False)
            assert found == service
        package = old["package"]
        if not package["package"]:
            assert new.package is None
        else:
            expected = {key: package[key] for key in ("remote_src", "version", "install_path")}
            assert given(new.package) == {"archive": package["package"], **expected}


def recorded_problems(old):
    """How many mistakes were named of a host, by the role or, had it not, by a filter."""
    if "problems" in old:
        return len(old["problems"])
    texts = [old.get("files", []), old.get("objects", [])]
    texts += [file["text"] for file in texts[0] if isinstance(file, dict) and "text" in file]
    errors = [text["error"] for text in texts if isinstance(text, dict)]
    return sum(len(error.split("; ")) for error in errors)


@pytest.mark.parametrize(("component", "name"), WRONG)
def test_every_mistake_is_a_violation(component, name):
    """As many violations as mistakes were named before, on the same hosts, each with a sentence and a remedy."""
    scenario = scenarios(component)[name]
    for host, old in scenario["hosts"].items():
        violations = errors(computed(component, scenario, host).violations)
        assert len(violations) == recorded_problems(old), [violation.sentence for violation in violations]
        for violation in violations:
            assert violation.sentence.endswith((".", "?")) and violation.remedy.endswith(".")
            assert host not in violation.sentence

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Components with a service: the desired state equals what was recorded before components were Python."""

import pytest
from recorded import computed, file_of, given, names, scenarios

SERVICES = ("muxer",)
# What was refused while the role ran, or written wrongly, is refused now before anything is written.
REFUSED = {
    ("muxer", "a service and an empty command, and a package"): "GIR815",
    ("muxer", "numbers and booleans of another type"): "GIR803",
}
CASES = [(component, name) for component in SERVICES for name in names(component) if (component, name) not in REFUSED]


@pytest.mark.parametrize(("component", "name"), REFUSED)
def test_what_failed_later_is_refused_now(component, name):
    scenario = scenarios(component)[name]
    for host in scenario["hosts"]:
        rules = {violation.id for violation in computed(component, scenario, host).violations}
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


@pytest.mark.parametrize(("component", "name"), CASES)
def test_desired_state_is_as_recorded(component, name):
    scenario = scenarios(component)[name]
    for host, old in scenario["hosts"].items():
        new = computed(component, scenario, host)
        assert new.violations == []
        assert new.data_center == old["data_center"]
        assert [given(directory) for directory in new.directories] == old["directories"]
        assert [file_of(file) for file in new.files] == [comparable(file) for file in old["files"]]
        assert [given(thing) for thing in new.objects] == old["objects"]
        assert set(new.secret_keys) == set(old["secret_keys"])
        assert new.notices == old.get("notices", [])
        service = old["service"]
        if not service["name"]:
            assert new.service is None
        else:
            found = given(new.service)
            found.pop("leads")
            assert found == service
        package = old["package"]
        if not package["package"]:
            assert new.package is None
        else:
            expected = {key: package[key] for key in ("remote_src", "version", "install_path")}
            assert given(new.package) == {"archive": package["package"], **expected}

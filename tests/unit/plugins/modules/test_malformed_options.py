# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A secret option of any wrong shape: neither ansible-core nor the module quotes a key or a value of it."""

import importlib

import module_runs
import pytest
from ansible.module_utils import basic
from module_cases import ACTIONS, CASES
from rws_systems import place

CANARY = "hush-5512"
SHAPES = (
    CANARY,
    f"{CANARY}\n{CANARY}",
    f"a={CANARY} {CANARY}=b",
    f'{{"{CANARY}": "{CANARY}"}}',
    [CANARY, [CANARY]],
    {CANARY: CANARY},
    {"password": {CANARY: [CANARY]}, CANARY: 1},
    [{CANARY: CANARY}, {"password": [CANARY], "username": {CANARY: CANARY}}],
    [[{CANARY: CANARY}]],
)


class Captured(Exception):
    """The argument specification of a module."""


def spec_of(name):
    def capture(_module, argument_spec, **_rules):
        raise Captured(argument_spec)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(basic.AnsibleModule, "__init__", capture)
        with pytest.raises(Captured) as captured:
            importlib.import_module(module_runs.MODULES + name).main()
    return captured.value.args[0]


def holds_secret(option):
    return bool(option.get("no_log")) or any(map(holds_secret, (option.get("options") or {}).values()))


def secret_options():
    for name in sorted({*CASES} - {*ACTIONS}):
        spec = spec_of(name)
        yield from (
            (name, option) for option, about in spec.items() if holds_secret(about) and not option.startswith("_")
        )


@pytest.mark.parametrize(("name", "option"), list(secret_options()))
def test_no_part_of_it_is_quoted(name, option, tmp_path):
    """Alone, where others are missing, and beside another one that is wrong, too."""
    addresses = {"url": ["http://127.0.0.1:9"], "server": ["127.0.0.1"], "path": str(tmp_path / "x")}
    known = {key: value for key, value in addresses.items() if key in spec_of(name)}
    for value in SHAPES:
        for more in ({}, known, {**known, "timeout": "soon", "no_such_option": CANARY}):
            assert CANARY not in module_runs.run(name, {option: value, **more})["text"]


def test_a_misspelt_key_is_named():
    """And one that is no key at all is not, though the rest of the sentence is."""
    arguments = {"url": ["http://127.0.0.1:9"], "url_username": "u", "url_password": "p"}
    for key, shown in (("pasword", "locations.pasword"), ("x9!Q", "locations.(not shown)")):
        result = module_runs.fail("rws_storage", dict(arguments, locations=[place("/US", "voice", **{key: "hush"})]))
        assert f" module: {shown}. Supported parameters include: active, kind" in result["msg"]
        assert "hush" not in result["text"]

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a host tells of a file in which a secret stands in the place of a name: nothing of the secret."""

import pytest
from ansible_collections.gir.multidc.plugins.module_utils._common.redact import Redactor
from compared_host import ComparedHost

# Texts that must never be shown have "hush" in them; hush itself is too short to be searched for in texts.
WANTED = {
    "ini": "[db]\nhost = a\npassword = Hush2-hush2\n",
    "json": '{"db": {"host": "a", "password": "hush"}}',
    "yaml": "db:\n  host: a\n  password: hush\n",
}
MASKED = "db.password ********"
CASES = {
    "INI without its =": ("ini", "[db]\nhost = a\npassword Hush2-hush2\n", ["db.password", MASKED]),
    "another one": ("ini", "[db]\nhost = a\npassword  hush-9\n", ["db.password", "db.password  ********"]),
    "token": ("ini", WANTED["ini"] + "my token is hush-9\n", ["db.my token ********"]),
    "section": ("ini", WANTED["ini"] + "[Hush2-hush2]\na = 1\n", ["********.a"]),
    "JSON key": ("json", '{"db": {"host": "a", "password": "hush", "hush": 1}}', ["db.********"]),
    "JSON keys": ("json", '{"db": {"host": "a", "password": {"hush": 1}}}', ["db.password", "db.password.********"]),
    "YAML key": ("yaml", WANTED["yaml"] + "hush: {x: 1}\n", ["********.x"]),
    "YAML line": ("yaml", "db:\n  host: a\n  password hush-9: 1\n", ["db.password", MASKED]),
    "long": ("json", '{"db": {"host": "a", "password": "hush", "%s hush": 1}}' % ("x" * 2000), ["db.********"]),
    "JSON key twice": ("json", '{"password": "hush", "hush": 1, "hush": 2}', [""]),
    "INI option twice": ("ini", "[db]\npassword hush-9\npassword hush-9\n", [""]),
    "INI section twice": ("ini", "[hush-9]\n[hush-9]\n", [""]),
    "YAML tag": ("yaml", "db: !hush's\n  host: a\n", [""]),
}


@pytest.fixture
def host(tmp_path):
    def make(form, content):
        file = {"path": "/etc/one", "format": form, "content": WANTED[form], "mode": "0640"}
        found = ComparedHost(tmp_path, files=[file])
        found.write("/etc/one", content)
        return found

    return make


@pytest.mark.parametrize("name", CASES)
def test_secret_in_the_place_of_a_name(host, name):
    form, content, keys = CASES[name]
    made = host(form, content)
    hidden = ["Hush2", "hush"]
    found = made.ask(secrets=hidden)["differences"]
    assert [one["key"] for one in found] == keys
    assert all(one["secret"] for one in found if "*" in one["key"])
    result = made.apply(check_mode=True)
    # What cannot be read is shown as lines.
    shown = [result["warnings"], result["diff"] if keys != [""] else ""]
    assert not [secret for secret in hidden if secret in str(shown)]


def test_password_of_half_a_pair_of_surrogates(host):
    made = host("json", '{"db": {"host": "\\ud800", "password": "\\ud800hush-hush"}}')
    assert [one["key"] for one in made.ask(secrets=["hush"])["differences"]] == ["db.host", "db.password"]
    assert "hush" not in str(made.apply(check_mode=True)["diff"])


def test_names_that_hold_no_secret_are_shown():
    names = ["password", "passwordTimeout", "keystore password", "Host name", "a:b", "x y z", ""]
    assert [Redactor().name(name) for name in names] == names

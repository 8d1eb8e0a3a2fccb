# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The search for canaries finds each form of one, and what is there for a moment. Playbooks: test_canary_playbooks."""

import json
import subprocess
import sys
import time
from base64 import b64encode
from urllib.parse import quote

import pytest
from canaries import Canaries
from canary_places import Search, Watch

NAME = "some_password"
FORMS = {
    "raw": str,
    "json": json.dumps,
    "url": quote,
    "lower": str.lower,
    "base64": lambda value: b64encode(value.encode()).decode(),
    "basic": lambda value: b64encode(f"user:{value}".encode()).decode(),
    "shifted": lambda value: b64encode(f"a:{value}".encode()).decode(),
    "wrapped": lambda value: "\n".join(
        b64encode(f"{'x' * 50}{value}".encode()).decode()[at : at + 64] for at in (0, 64)
    ),
    "hexadecimal": lambda value: value.encode().hex(),
    "upper": lambda value: value.encode().hex().upper(),
    "utf16": lambda value: value.encode("utf-16-be").decode("latin-1"),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_canary_is_found_in_every_form(form):
    canaries = Canaries()
    canaries.value("another")
    text = f"said: {FORMS[form](canaries.value(NAME))}, and more"
    assert {seen.name for seen in canaries.find(text.encode("latin-1"))} == {NAME}
    assert Canaries().find(text.encode("latin-1")) == set()


def test_what_others_can_read_is_told_apart_by_modes(tmp_path):
    canaries = Canaries()
    for name, mode, folder in (
        ("open", 0o644, 0o755),
        ("group", 0o640, 0o755),
        ("own", 0o600, 0o755),
        ("shut", 0o644, 0o700),
    ):
        path = tmp_path / name / "file"
        path.parent.mkdir()
        path.write_text(canaries.value(name), encoding="utf-8")
        path.chmod(mode)
        path.parent.chmod(folder)
    search = Search(canaries)
    search.readable("files", tmp_path)
    assert {(place, name) for place, name, _form in search.found} == {("files: open/file", "open")}


def test_what_is_there_for_a_moment_is_seen(tmp_path):
    canaries = Canaries()
    search = Search(canaries)
    with Watch(search, [tmp_path]):
        subprocess.run([sys.executable, "-c", "import time; time.sleep(0.5)", canaries.value("argument")], check=True)
        (tmp_path / "file").write_text(canaries.value("file"), encoding="utf-8")
        time.sleep(1)
        (tmp_path / "file").unlink()
    assert {name for _place, name, _form in search.found} == {"argument", "file"}

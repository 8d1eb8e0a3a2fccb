# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""render where the controller keeps no files, as in AWX: the tree goes to gir_report_url as one archive."""

import tarfile

import pytest
from support import playbook
from support.file_servers import PASSWORD, USERNAME, obedient, webdav
from test_render import EXAMPLE, NO_NETWORK, secrets


class Controller:
    """One whose directory is empty, as a job of AWX finds it, with its home and temporary directory."""

    def __init__(self, directory, url):
        self.home, self.work, self.directory = directory / "home", directory / "work", directory / "out"
        self.home.mkdir()
        self.work.mkdir()
        self.given = {"gir_report_url": url, "gir_report_username": USERNAME, "gir_report_password": PASSWORD}

    def render(self, *arguments, **variables):
        settings = {"HOME": self.home, "ANSIBLE_HOME": self.home, "ANSIBLE_REMOTE_TEMP": None, **NO_NETWORK}
        how = {"directory": self.work, "inventory": EXAMPLE, "variables": {**self.given, **variables}, **settings}
        run = playbook.run("gir.multidc.render", *arguments, **how)
        run.says_nothing_of([PASSWORD])
        assert list(self.work.iterdir()) == []
        left = [path for path in self.home.rglob("*") if path.is_file() and "galaxy" not in str(path)]
        assert left == [], "no temporary file stays"
        return run


@pytest.fixture
def storage(tmp_path):
    with webdav(tmp_path) as server:
        yield server


@pytest.fixture
def controller(tmp_path, storage):
    return Controller(tmp_path, f"{storage.url}/files/gir")


def members(path):
    with tarfile.open(path, mode="r:gz") as archive:
        return {one.name: archive.extractfile(one).read() for one in archive}


def files(directory):
    return {str(path.relative_to(directory)): path.read_bytes() for path in directory.rglob("*") if path.is_file()}


def test_the_tree_is_one_archive(controller, storage):
    """A job predicts it, sends it, and a second one finds it there. With directories, these are as ever."""
    there, url = storage.root / "gir" / "rendered.tar.gz", f"{storage.url}/files/gir/rendered.tar.gz"
    predicted = controller.render("--check", "--diff").succeeded()
    assert predicted.changed and list(storage.root.iterdir()) == []
    run = controller.render("-vvvv", "--diff").succeeded()
    assert run.changed and url in run.flat
    found = members(there)
    run.says_nothing_of(secrets())
    assert [secret for secret in secrets() for content in found.values() if secret.encode() in content] == []
    places = {
        "newyork", "dallas", "toronto", "configuration-server", "contact-center", "break-glass", "media-lifecycle",
    }  # fmt: skip
    assert {name.split("/")[0] for name in found} == places and len(found) > 80
    assert any(name.startswith("break-glass/") and name.endswith(".html") for name in found)

    before, content = there.stat().st_mtime_ns, there.read_bytes()
    sheets = controller.directory.parent / "sheets"
    given = {"gir_render_dir": str(controller.directory), "gir_break_glass_dir": str(sheets)}
    assert controller.render(**given).succeeded().changed
    below = {f"break-glass/{name}": text for name, text in files(sheets).items()}
    assert {**files(controller.directory), **below} == found
    assert (there.stat().st_mtime_ns, there.read_bytes()) == (before, content), "what is the same is not sent again"
    assert not controller.render(**given).succeeded().changed


def test_secrets_and_parts_are_not_sent(controller, storage):
    """Nothing is written anywhere; a part has a directory, or is refused."""
    directory = str(controller.directory)
    for more in ({}, {"gir_render_dir": directory}):
        refused = controller.render(gir_render_secrets=True, **more)
        refused.refused("GIR678: gir_render_secrets is true, and secrets are not sent to gir_report_url.")
        refused.says_nothing_of(secrets())
    controller.render("--limit", "dallas").refused("GIR679: This run leaves out ")
    assert not controller.directory.exists() and list(storage.root.iterdir()) == []
    part = controller.render("--limit", "dallas", gir_render_dir=directory).succeeded()
    assert "rendered.tar.gz at gir_report_url is left as it is: this run leaves out " in part.flat
    assert (controller.directory / "dallas").is_dir() and list(storage.root.iterdir()) == []


def test_one_that_cannot_be_sent_fails_the_run(controller, tmp_path):
    """The directory has it all the same."""
    with obedient(PUT=507) as full:
        run = controller.render(gir_report_url=full.url, gir_render_dir=str(controller.directory))
    run.refused(f"Not sent to {full.url}: rendered.tar.gz: the server answers HTTP 507: there is no room; make room")
    assert (controller.directory / "break-glass").is_dir() and (controller.directory / "newyork").is_dir()
    away = controller.render("--check", gir_report_url="http://127.0.0.1:1/gir")
    away.refused("Not sent to http://127.0.0.1:1/gir: rendered.tar.gz: connection refused")

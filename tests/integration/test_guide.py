# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands of the vendor's guide "Multiple data center locations", as printed, against the demo's RWS nodes."""

import json
import shlex
import shutil
import subprocess
import time

import pytest
from standin_client import call, eventually

# The guide's file has a comment; JSON has none.
SWITCH = '{\n  "eServicesSite": "DC2"\n}\n'
SWITCH_OF_THE_GUIDE = '{\n  "eServicesSite": "DC2" // set to site name as per application parameter siteName\n}\n'
UPDATE_INDEX = (
    '{\n  "operationName": "forceIndex",\n  "from": "1369272257713",\n  "to": "1369275857713",\n  "purgeOld":false\n}\n'
)


class Guide:
    """A directory with the guide's files, and the guide's commands."""

    def __init__(self, demo, directory):
        self.demo = demo
        self.directory = directory
        self.node = demo.url(0)

    def file(self, name, text):
        (self.directory / name).write_text(text, encoding="utf-8")

    def curl(self, words, account="ops:ops"):
        """`words` as the guide prints them after `curl -u ops:ops`; the JSON answer and the HTTP status."""
        if shutil.which("curl"):
            done = subprocess.run(
                ["curl", "-sS", "-u", account, "-w", "\n%{http_code}", *shlex.split(words)],
                cwd=self.directory,
                text=True,
                check=True,
                timeout=60,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
            )
            body, _newline, status = done.stdout.rpartition("\n")
            return json.loads(body), int(status)
        return self._without_curl(words, account)

    def _without_curl(self, words, account):
        parts, body = shlex.split(words.partition(" --header")[0]), None
        if "-d" in parts:
            text = (self.directory / parts[parts.index("-d") + 1][1:]).read_text(encoding="utf-8")
            body = text.replace("\n", "").replace("\r", "")  # as curl sends a file
        answer = call(parts[-1], "POST" if "POST" in parts else "GET", tuple(account.split(":")), body)
        return answer.json, answer.status

    def environment(self):
        answer, _status = self.curl(f"{self.node}/api/v2/ops/genesys-environments")
        return answer["uris"][0].rsplit("/", 1)[1]

    def contact_center(self):
        answer, _status = self.curl(f"{self.node}/api/v2/ops/contact-centers")
        return answer["uris"][0].rsplit("/", 1)[1]

    def switch(self, environment, account="ops:ops"):
        return self.curl(
            f"-X POST -d @multimedia_switch {self.node}/api/v2/ops/genesys-environments/{environment}/multimedia-switch"
            ' --header "Content-Type: application/json"',
            account,
        )

    def index(self, recordings):
        return self.curl(
            f"-X POST -d @update_index {self.node}/api/v2/ops/contact-centers/{self.contact_center()}/{recordings}"
            ' --header "Content-Type: application/json"'
        )


@pytest.fixture
def guide(demo, tmp_path):
    guide = Guide(demo, tmp_path)
    yield guide
    guide.file("multimedia_switch", SWITCH.replace("DC2", "DC1"))
    guide.switch(guide.environment())
    assert eventually(lambda: set(demo.sites().values()) == {"DC1"})


def test_step_1_prints_the_documented_shape(guide):
    answer, status = guide.curl(f"{guide.node}/api/v2/ops/genesys-environments")
    environment = guide.environment()
    assert status == 200
    assert answer == {
        "statusCode": 0,
        "paths": [f"/genesys-environments/{environment}"],
        "uris": [f"{guide.node}/api/v2/ops/genesys-environments/{environment}"],
    }


def test_steps_2_and_3_move_every_node_within_the_monitoring_delay(guide):
    delay = guide.demo.application("rws1-dc1")["serverSettings"]["drMonitoringDelay"]
    assert set(guide.demo.sites().values()) == {"DC1"}
    guide.file("multimedia_switch", SWITCH)
    posted = time.monotonic()
    assert guide.switch(guide.environment()) == ({"statusCode": 0}, 200)
    replication = 1  # the stand-in's own delay between data centers, and the machine's
    assert eventually(lambda: set(guide.demo.sites().values()) == {"DC2"}, delay + replication)
    assert time.monotonic() - posted < delay + replication


def test_the_guides_own_file_with_its_comment_is_refused_in_words(guide):
    guide.file("multimedia_switch", SWITCH_OF_THE_GUIDE)
    answer, status = guide.switch(guide.environment())
    assert (status, answer["statusCode"]) == (400, 10)
    assert "JSON has no comments: remove the text after '//'" in answer["statusMessage"]
    assert set(guide.demo.sites().values()) == {"DC1"}


def test_a_wrong_password_and_an_unknown_environment_are_refused(guide):
    guide.file("multimedia_switch", SWITCH)
    answer, status = guide.switch(guide.environment(), "ops:wrong")
    assert (status, answer["statusCode"]) == (401, 20)
    answer, status = guide.switch("00000000-0000-4000-8000-000000000000")
    assert (status, answer["statusCode"]) == (404, 6)
    assert set(guide.demo.sites().values()) == {"DC1"}


@pytest.mark.parametrize("recordings", ["recordings", "screen-recordings"])
def test_the_index_is_updated_on_both_paths(guide, recordings):
    guide.file("update_index", UPDATE_INDEX)
    before = len(guide.demo.ask("/index-runs")["runs"])
    assert guide.index(recordings) == ({"statusCode": 0}, 200)
    (run,) = guide.demo.ask("/index-runs")["runs"][before:]
    assert (run["index"], run["from"], run["to"]) == (recordings, 1369270800000, 1369274400000)


def test_an_index_update_without_a_start_is_refused(guide):
    guide.file("update_index", '{"operationName": "forceIndex"}')
    before = guide.demo.ask("/index-runs")
    answer, status = guide.index("recordings")
    assert (status, answer["statusCode"]) == (400, 1)
    assert "'from' is missing" in answer["statusMessage"]
    assert guide.demo.ask("/index-runs") == before

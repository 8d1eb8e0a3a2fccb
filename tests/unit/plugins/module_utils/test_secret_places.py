# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What it costs to hide secrets: it grows with the length of the text, whatever the text is."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
from ansible_collections.gir.multidc.plugins.module_utils._common import secret_places
from ansible_collections.gir.multidc.plugins.module_utils._common.redact import MASK, Redactor

TEN_MEGABYTES = 10_000_000
# Seconds of this process; one second is the goal, and CI is slower than a desk.
LIMIT = 6

REPEATED = {
    "assignments": "a=", "words": "password ", "addresses": "://:::@", "addresses apart": "://:::@ ", "quotes": '"',
    "keys without end": "-----BEGIN %s-----\n" % "PRIVATE KEY", "beginnings": "-----BEGIN ", "less": "<",
    "greater": ">", "tags": "<password>x</password>", "letters": "a", "one long name": "pass",
    "JSON": '{"a":', "lists": "[",
    "lines": "\n", "returns": "\r", "separators": "\u2028", "backslashes": "\\", "escapes": '\\"', "blanks": " ",
    "secret lines": "pwd=x\n", "members": '"password": "x", ', "quoted": 'password="a" ', "unclosed": 'password="\\"',
    "comments": "# password is\n", "options": "--password x ", "dashes": "-a", "nearly pairs": "a:    &",
    "accounts": "http://u:p@h/", "ports": "http://h:80/@", "no accounts": "://a/", "quoted addresses": '://a"',
    "blocks": "password:\n  a\n", "empty blocks": "password:\n\n", "keys": "access-", "dotted": "\u0130",
}  # fmt: skip
BEGUN = {
    "a block of empty lines": ("password:", "\n"),
    "a quote of backslashes": ('password="', "\\"),
    "a quote of escapes": ('password="', '\\"'),
    "a name and blanks": ("password", " "),
    "a name and quotes": ("password", '"'),
    "a long password": ("://u:", "a"),
    "many addresses": ("http://x", "://a/"),
}
SHAPES = {**{name: ("", part) for name, part in REPEATED.items()}, **BEGUN}


def text_of(shape, length):
    begin, part = SHAPES[shape]
    return (begin + part * (length // len(part) + 1))[:length]


def seconds(function, *args):
    started = time.process_time()
    function(*args)
    return time.process_time() - started


def cost(shape, length):
    """Of every way to hide a text of the shape."""
    text, redactor = text_of(shape, length), Redactor(fingerprints=True)
    return (
        seconds(redactor.text, text)
        + seconds(redactor.data, {"x": text})
        + seconds(lambda: [len(secret) for secret in redactor.secrets({"x": text})])
    )


@pytest.mark.parametrize("shape", SHAPES)
def test_ten_megabytes(shape):
    assert seconds(Redactor(fingerprints=True).text, text_of(shape, TEN_MEGABYTES)) < LIMIT


@pytest.mark.parametrize("shape", SHAPES)
def test_three_times_the_text_costs_about_three_times(shape):
    """Where what is quadratic costs nine times as much."""
    assert cost(shape, 1_200_000) < 6 * max(cost(shape, 400_000), 0.1)


def test_a_value_of_64_kilobytes_of_one_word():
    """It took minutes."""
    redactor = Redactor()
    assert seconds(redactor.data, {"x": "a" * 65536}) < 1
    assert redactor.data({"x": "a" * 65536 + " --password hush-71"}) == {"x": "a" * 65536 + " --password " + MASK}


def test_patterns_of_an_installation_cost_no_more():
    text = "ab=cd " * 500_000
    for pattern in ("^my-option$", "own.+thing", "(x|y)+z$"):
        assert seconds(Redactor([pattern]).text, text) < LIMIT
    assert seconds(Redactor(["^a+b$"]).text, "a" * 1_000_000 + "=x") < 1


def test_many_secrets_cost_little_more_than_one():
    redactor = Redactor()
    redactor.know(["hush-%06d-end" % number for number in range(2000)])
    text = "hush-000 and hush-001999-end " * 100_000
    assert seconds(redactor.scrub, text) < LIMIT
    assert redactor.scrub("hush-001999-end hush-002000-end") == MASK + " hush-002000-end"


def test_more_places_than_anybody_reads_are_hidden_as_one(monkeypatch):
    monkeypatch.setattr(secret_places, "MOST_PLACES", 3)
    text = "".join("pwd=hush-%d\n" % number for number in range(9))
    assert "hush" not in Redactor().text(text) and Redactor().text(text).endswith(MASK)
    assert Redactor().text("a=1\nb=2\nc=3\nd=4\ne=5\n") == "a=1\nb=2\nc=3\nd=4\ne=5\n"


PROGRAM = """
import sys, time
sys.path.insert(0, sys.argv[1])
from ansible_collections.gir.multidc.plugins.module_utils._common.redact import Redactor
from ansible_collections.gir.multidc.plugins.module_utils._common.secret_options import secret_texts, shown
redactor = Redactor(["own.+"])
assert redactor.text("password = a\\nown-x=b\\n") == "password = ********\\nown-x=********\\n"
spec = {"password": {"no_log": True}, "port": {}}
assert shown(spec, {"password": "x", "port": 1})["port"] == 1
assert [text for _option, text in secret_texts(spec, {"password": "x"}, redactor)] == ["x"]
for part in ("a=", "password ", "\\n", '"', "pwd=x\\n"):
    started = time.process_time()
    redactor.text(part * (2000000 // len(part)))
    assert time.process_time() - started < 6, part
print("good")
"""


def test_oldest_python(oldest_python):
    collections = next(path for path in sys.path if (Path(path) / "ansible_collections" / "gir" / "multidc").exists())
    for python in oldest_python:
        done = subprocess.run([python, "-c", PROGRAM, collections], capture_output=True, text=True, check=False)
        assert (done.stdout, done.stderr) == ("good\n", "")

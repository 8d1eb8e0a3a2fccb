# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers in other forms than plain UTF-8: read where there is no doubt, named where there is."""

import codecs
import gzip

import pytest
from ansible_collections.gir.multidc.plugins.module_utils._http.answer import Response

TEXT = '{"name": "Köln"}'
DOCUMENT = {"name": "Köln"}
UTF8 = TEXT.encode("utf-8")
LATIN = TEXT.encode("latin-1")


def response(body, content_type=None, encoding=None, most=1000):
    headers = [("Content-Type", content_type), ("Content-Encoding", encoding)]
    return Response("http://x/", 200, [header for header in headers if header[1]], body, most)


@pytest.mark.parametrize(
    "answer",
    [
        response(UTF8),
        response(UTF8, "application/json; charset=ISO-8859-1"),  # what Java names unless told
        response(codecs.BOM_UTF8 + UTF8),
        response(TEXT.encode("utf-16")),
        response(TEXT.encode("utf-16-be")),
        response(TEXT.encode("utf-32-le")),
        response(LATIN, 'application/json;Charset="iso-8859-1"'),
        response(gzip.compress(UTF8), encoding="gzip"),
        response(gzip.compress(LATIN), "application/json; charset=latin-1", "X-GZIP"),
        response(UTF8, encoding="identity"),
    ],
)
def test_what_is_without_doubt_is_read(answer):
    assert answer.document() == (DOCUMENT, None)
    assert answer.first_line() == TEXT


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (response(LATIN), "the answer is not UTF-8 from byte 12 on, and its Content-Type names no charset"),
        (
            response(codecs.BOM_UTF8 + LATIN, "application/json"),
            "the answer is not UTF-8 from byte 15 on, and its Content-Type names no charset",
        ),
        (
            response(LATIN, "application/json; charset=utf-8"),
            "the answer is not UTF-8 from byte 12 on, nor utf-8, which its Content-Type names",
        ),
        (
            response(LATIN, "text/plain; charset=hex\x1b"),
            "the answer is not UTF-8 from byte 12 on, nor hex?, which its Content-Type names",
        ),
        (response(TEXT.encode("utf-16")[:-1]), "the answer is UTF-16, but broken from byte 33 on"),
        (response(gzip.compress(UTF8)), "the answer is compressed (gzip), but no Content-Encoding says so"),
        (response(b"\x0b\x02", encoding="br"), "the answer is compressed (br), which was not asked for"),
        (
            response(UTF8, encoding="gzip"),
            "the answer is not compressed with gzip, although its Content-Encoding says so",
        ),
        (response(gzip.compress(UTF8)[:-9], encoding="gzip"), "the answer is compressed (gzip) and not complete"),
        (
            response(gzip.compress(b" " * 1001), encoding="gzip"),
            "the answer is compressed (gzip) and larger than 1000 bytes, so it was not read",
        ),
        (response(b" "), "the answer is empty"),
        (response(codecs.BOM_UTF8 + b"<p>\xc3\xb6</p>"), "the answer is HTML; it begins: <p>ö</p>"),
        (response(b'{"a": '), 'the answer is not complete JSON; it begins: {"a":'),
    ],
)
def test_what_is_not_read_is_named(answer, fault):
    assert answer.document() == (None, fault)


def test_what_is_no_text_is_told_in_the_place_of_its_first_line():
    packed = response(b"\x0b\x02", encoding="br")
    assert packed.first_line() == "(the answer is compressed (br), which was not asked for)"
    assert response(LATIN).first_line() == '{"name": "K\ufffdln"}'
    assert not response(LATIN).is_html

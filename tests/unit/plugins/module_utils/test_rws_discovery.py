# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which contact center or environment is meant, and what a result code means."""

import pytest
from ansible_collections.gir.multidc.plugins.module_utils._rws import discovery, status
from ansible_collections.gir.multidc.plugins.module_utils._rws.client import RwsError

TWO = [("aa-1", "http://h/aa-1"), ("BB-2", "http://h/BB-2")]


def choose(found, wanted):
    return discovery.choose(found, wanted, "environment_id", "Genesys environment", "Start the sync node.")


def test_the_only_one_or_the_named_one_is_meant():
    assert choose(TWO[:1], None) == "aa-1"
    assert choose(TWO, "bb-2") == choose(TWO, "bb2") == "BB-2"


@pytest.mark.parametrize(
    ("found", "wanted", "words"),
    [
        (TWO, None, "several Genesys environments: BB-2, aa-1. Choose one with environment_id"),
        (TWO, "cc-3", "'cc-3' is not known to RWS, which lists: BB-2, aa-1"),
        ([], None, "lists no Genesys environment. Start the sync node."),
        ([], "cc-3", "which lists: none"),
    ],
)
def test_anything_else_lists_the_choices(found, wanted, words):
    with pytest.raises(RwsError, match=words):
        choose(found, wanted)


@pytest.mark.parametrize(
    "answer",
    [
        {"uris": ["http://h:1/api/v2/ops/contact-centers/id-1"]},
        {"paths": ["/contact-centers/id-1/"]},
        {"contactCenters": [{"id": "id-1", "uri": "http://h/other"}]},
        {"uris": [{"path": "/contact-centers/id-1"}]},
    ],
)
def test_every_form_of_a_collection_is_read(answer):
    assert [identifier for identifier, _uri in discovery.listed(answer, "contactCenters")] == ["id-1"]


@pytest.mark.parametrize("answer", [{}, {"uris": None}, {"uris": []}, {"uris": [None, "", {}, 5]}])
def test_a_collection_without_entries_is_empty(answer):
    assert discovery.listed(answer, "contactCenters") == []


@pytest.mark.parametrize("uris", [5, "x", {"a": 1}, True])
def test_a_collection_of_an_unknown_form_is_not_taken_for_empty(uris):
    with pytest.raises(RwsError, match="form that is not known"):
        discovery.listed({"uris": uris})


@pytest.mark.parametrize("code", range(21))
def test_every_result_code_has_a_meaning_and_every_error_a_remedy(code):
    assert code in status.STATUS_CODES
    assert not code or status.remedy(200, code, status.OPS).endswith(".")


@pytest.mark.parametrize("http_status", [400, 401, 403, 404, 405, 406, 409, 415, 418, 429, 500, 501])
def test_every_http_error_has_a_remedy(http_status):
    assert status.remedy(http_status, None, status.ADMIN).endswith((".", ")."))

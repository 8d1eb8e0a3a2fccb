# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter over the judgement, which has its own tests (plugin_utils/components/test_index_update_status.py)."""

import json
import time

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.gir.multidc.plugins.filter.index_update_verdict import FilterModule

index_update_verdict = FilterModule().filters()["index_update_verdict"]


def status_of(age):
    moment = (time.time() - age) * 1000
    entry = {"covered_until": "then", "covered_until_ms": moment}
    return json.dumps(
        {
            "host": "rws1",
            "state": "ok",
            "last_success": "then",
            "last_success_ms": moment,
            "indexes": {"recordings": entry},
        }
    )


@pytest.mark.parametrize(("age", "answer"), [(60, "confirmed"), (3 * 3600, "failed")])
def test_age_counts_from_now(age, answer):
    """What is younger than the limit is well; numbers and lists may be text, as the command line gives them."""
    found = {"installed": 0, "status": status_of(age)}
    assert index_update_verdict(found, "rws1", "recordings", "2")["answer"] == answer


def test_no_status_is_an_error():
    """What is no status of the program is an error of the filter, which shows nothing of it."""
    with pytest.raises(AnsibleFilterError, match="no status of the index update") as caught:
        index_update_verdict({"installed": 0, "status": "a-secret"}, "rws1", ["recordings"], 26)
    assert "a-secret" not in str(caught.value)

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The status in every situation that was thought of, with data stores and SpeechMiner beside the demo."""

from planted.situations import situations
from planted.status_trial import mistakes, said, tried


def test_each_situation_is_named_and_nothing_is_invented(planted):
    every = situations(planted.groups)
    assert len(every) >= 20 and len({one.name for one in every}) == len(every)
    alone = [one.name for one in every if not one.beside]
    results = tried(planted, alone)
    assert mistakes(results, planted, alone) == []


def test_data_stores_speechminer_and_configuration_layer(planted):
    names = [one.name for one in situations(planted.groups) if one.beside]
    results = tried(planted, names, beside=True)
    assert mistakes(results, planted, names) == []
    assert said(results["well again"]) == said(results["well"])
    confirmed = {one["name"] for one in results["well"]["points"] if one["area"] == "datastores"
                 and one["answer"] == "confirmed"}  # fmt: skip
    assert confirmed >= {"nodes", "schema", "replication", "hint window"}

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the vendor documents no way to see, and a site may have its own way to ask: `gir_probe_commands`."""

from __future__ import annotations

from dataclasses import dataclass

VARIABLE = "gir_probe_commands"


@dataclass(frozen=True)
class Question:
    """Something that this collection cannot see. `why` is a sentence without its full stop.

    `group`: nobody has to answer it where the group has no host.
    """

    name: str
    title: str
    why: str
    group: str = ""

    @property
    def unanswered(self) -> str:
        """Why the answer is not observable, and who could give it."""
        return f"{self.why}; a probe of your own for the question {self.name} in {VARIABLE} can answer it"


ESERVICES_SITE = Question(
    "eservices_site",
    "eServices site of RWS",
    "no node shows it, and no documented request reads it",
)
PROCESSING_QUEUE = Question(
    "processing_queue",
    "length of the processing queues",
    "no documented request reads how many recordings wait for a processor",
)
RECEIVER_METADATA = Question(
    "interaction_receiver_metadata",
    "metadata at the Interaction Receiver",
    "no documented request reads what has arrived there",
)
SIP_SERVER_LINK = Question(
    "sip_server_link",
    "link of RWS to SIP Server",
    "no documented answer of RWS shows whether it is connected to SIP Server",
)
SPEECHMINER_DATABASE = Question(
    "speechminer_database",
    "database of SpeechMiner",
    "this collection has no client of SQL Server, and an open port is no answer of the database",
    "gir_speechminer",
)
_ALL = (ESERVICES_SITE, PROCESSING_QUEUE, RECEIVER_METADATA, SIP_SERVER_LINK, SPEECHMINER_DATABASE)
QUESTIONS = {question.name: question for question in _ALL}


def title_of(name: str) -> str:
    """What a question is called in a report; a site may have questions of its own."""
    known = QUESTIONS.get(name)
    return f"question {name}" if known is None else known.title

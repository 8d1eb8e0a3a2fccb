# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Elasticsearch of a data center, whose index has the recordings that the Interaction Receiver beside it has taken."""

from datetime import datetime, timezone

from standins import json_lines
from standins.elasticsearch import Elasticsearch
from standins.elasticsearch_index import Index

PORT = 9200
INDEX, TIME, LOCATION = "recordings", "start", "region"


class RecordingIndex(Elasticsearch):
    """`kept`: the file of the Interaction Receiver; `locations`: data center to the location of its recordings."""

    def __init__(self, name, kept, locations, **options):
        super().__init__(name, **options)
        self._kept, self._locations = kept, locations

    def handle(self, request):
        self.indexes = {INDEX: Index(self.documents())}
        return super().handle(request)

    def documents(self):
        """One for each recording, however often its metadata came."""
        every = {one["id"]: one for one in json_lines.read(self._kept)}
        return [
            {TIME: datetime.fromtimestamp(one["startTime"], timezone.utc),
             LOCATION: self._locations[one["id"].partition("-")[0]]}
            for one in every.values()
        ]  # fmt: skip

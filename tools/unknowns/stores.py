# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is not known of the data stores under RWS."""

from unknowns.row import Topic, ask

DATA_STORES = Topic(
    "Data stores",
    "The status only looks at them: [data stores](data-stores.md).",
    (
        ask(
            "gir_elasticsearch_index",
            "The name of the index that holds the recordings.",
            "No recordings are counted, so that an index that is behind is not seen.",
            "`GET /_cat/indices?v` of Elasticsearch, and `elasticsearch/templates/call_recording*_template.json`",
        ),
        ask(
            "gir_elasticsearch_time_field gir_elasticsearch_location_field",
            "The fields of a recording with its time and its location.",
            "No recordings are counted; without the location, days are counted and no locations.",
            "`GET /<index>/_mapping` of Elasticsearch: a field of type `date`, and one that is not analyzed",
        ),
        ask(
            "gir_elasticsearch_watermarks",
            "The disk watermarks of an Elasticsearch before 5, which does not tell what its own file says.",
            "A disk is shown and not judged.",
            "`cluster.routing.allocation.disk.watermark.*` in `elasticsearch.yml` of its nodes",
        ),
        ask(
            "gir_outage_since",
            "Since when a data center is away: no command of Cassandra tells.",
            "Whether it has to be repaired before a failback is not observable, while a node of it is down.",
            "the alarm, or the log of a node that stayed up: `system.log` says when a node went down",
        ),
    ),
)

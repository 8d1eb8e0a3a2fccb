# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every point of the RWS stand-in that the reference marks INFERRED or UNKNOWN, as a choice."""

from standins.dialects import Dialect, Dialects

_REFUSED = {"refused_404": "", "refused_405": ""}
_ANSWERS = {"body": '200 and `{"statusCode": 0}`', "no_content": "204", "empty_object": "200 and `{}`"}

_TABLE = {
    "environment_site": Dialect(
        {"adopted": "", "stored": "", "hidden": "", "absent_404": "", "absent_405": "no such GET at all"},
        "no documented GET shows the current eServices site; if there is one, it may show the node's or the stored one",
    ),
    "undocumented_reads": Dialect(
        {
            "offered": "as the dialect of each says",
            "html_404": "a page of the servlet container",
            "spring_404": "JSON of Spring Boot",
            "empty_404": "no body",
        },
        "no page of the vendor shows GET of an environment, of a contact center's features, recording tables and voice "
        "store, nor of the version; what is not there is answered below RWS",
    ),
    "switch_status": Dialect(dict(_ANSWERS), "the answer to `multimedia-switch` is not shown"),
    "switch_unknown_site": Dialect(
        {"refuse": "400/10", "accept": ""},
        "the site must be the `siteName` of a node, but nothing says that RWS looks",
    ),
    "password_on_read": Dialect({"masked": "", "absent": "", "clear": ""}, "unknown"),
    "error_style": Dialect(
        {"http": "", "body": "HTTP 200 with a `statusCode`", "http_only": "no `statusCode`"},
        "HTTP statuses are known for a few calls only; a refused login, a CSRF refusal always have one",
    ),
    "status_code_type": Dialect(
        {"number": "", "text": '`"0"`'}, "examples show a number; clients of other versions are not known"
    ),
    "content_type_status": Dialect({"415": "", "400": ""}, "not documented"),
    "created_status": Dialect({"200": "", "201": ""}, "vendor pages have both"),
    "csrf": Dialect(
        {"configured": "`enableCsrfProtection`", "on": "", "off": ""}, "to try both without another file"
    ),
    "version_read": Dialect(
        {"present": "", "absent": "404", "without_cookie": "no session, no CSRF headers"},
        "read in a client of 2014; whether today's RWS has it is inferred",
    ),
    "gws_resources": Dialect(
        {"present": "", "absent": "404"},
        "`/features`, `/system/features` and `/services` were read on pages of GWS, not of RWS",
    ),
    "features_read": Dialect(
        {"uris": "", "objects": "below `features`", **_REFUSED},
        "only the POST is documented, a GET of a contact center's features is inferred",
    ),
    "feature_uris": Dialect({"given": "", "absolute": ""}, "how assigned features are listed is not documented"),
    "assign_assigned": Dialect(
        {"accept": "", "conflict": "409/19"}, "assigning a feature again is not mentioned"
    ),
    "assign_unknown": Dialect(
        {"accept": "", "refuse": "400/16"},
        "the URIs of screen recording are unknown, and so is what becomes of an unknown one",
    ),
    "required_features": Dialect(
        {"ignored": "", "enforced": "404/6 without them"},
        "the Insertion API needs `api-supervisor-recording`, labels need the schema V2; which of them newer versions "
        "have from the start is not known",
    ),
    "insert_again": Dialect(
        {"add": "media files join those of other `mediaId`", "replace": "", "conflict": "409/18"},
        "Muxer posts what it made to the collection; what becomes of a recording that is there already is not told",
    ),
    "media_uri": Dialect(
        {"rws": "", "rcs": "the decrypt URI prefix of the recording's location, in the place of RWS's own address"},
        "RWS returns that prefix in `mediaUri`, so that a player goes to RCS; how the rest of the address looks, and "
        "whether it holds for calls, is inferred",
    ),
    "media_range": Dialect(
        {"ignored": "", "honoured": "206 and `Content-Range`"}, "whether RWS knows ranges of media is not told"
    ),
    "recordings_pages": Dialect(
        {"first": "the first 100 and no more", "next_uri": "`nextUri`, `previousUri`", "nested": "below `paging`"},
        "the page of GWS has the first 100, that of GIR has links to further pages, whose names are not told",
    ),
    "recordings_form": Dialect(
        {"fields": "objects with `fields=*`, else addresses", "uris": "addresses always"},
        "the page of GWS lists addresses; objects with `fields=*` are the convention of its API",
    ),
    "recordings_window": Dialect(
        {"both": "`startTime` and `endTime`", "start_only": "`endTime` is ignored"},
        "`startTime` is named, the name of an end is not",
    ),
    "recordings_in_window": Dialect(
        {"started": "", "active": "any part of the recording"}, "what `startTime` selects was cut off"
    ),
    "recordings_time": Dialect(
        {"any": "", "milliseconds": "else 400/10", "iso": "as RWS writes times, else 400/10"},
        "the form of a time in a query is not told",
    ),
    "hold_shown": Dialect(
        {"none": "", "field": "`inventedNonDelete`, an invented name"},
        "whether RWS shows that a recording is protected is not told",
    ),
    "hold_prerequisites": Dialect(
        {"enforced": "400/2 without schema V2 or `interaction-receiver`", "silent": "200/0, and nothing is protected"},
        "both are required; what RWS answers without them is not told",
    ),
    "recording_tables_read": Dialect(
        {"list": "`tables`, empty when missing", "status": "200/0 or 404/6, no list", "boolean": "`exists`"},
        "the GET checks that the tables exist; its answer is not shown",
    ),
    "create_tables_existing": Dialect(
        {"accept": "", "conflict": "409/18"}, "`createCRCF` creates them if missing; otherwise not told"
    ),
    "operation_status": Dialect(dict(_ANSWERS), "the answer to `forceIndex`, `createCRCF` is not shown"),
    "index_short_window": Dialect(
        {"one_hour": "", "refuse": "400/2"},
        "an interval is an hour at least; what becomes of one that rounds to nothing is inferred",
    ),
    "settings_groups_read": Dialect(
        {"uris": "", "objects": "below `settings`"},
        "`GET /settings` without `subresources` gives addresses by convention; pages of GWS show objects",
    ),
    "location_slash": Dialect(
        {"as_given": "", "added": "", "stripped": ""}, "the vendor's pages show `/US/CA` and `/US/CA/`"
    ),
    "location_wildcard": Dialect(
        {
            "star": "`*` or none means all",
            "refused": "`*` is 400/10, none means those without a location",
            "none_means_own": "`*` means all, none those of the node's `nodePath` and those without a location",
        },
        "the value that means all locations was cut off in the excerpt",
    ),
    "storages_per_location": Dialect(
        {"many": "", "one": "more are 400/10"},
        "several storages in one location's array are inferred",
    ),
    "post_existing": Dialect(
        {"conflict": "409/18", "replace": ""},
        "POST creates, PUT replaces; an existing one is not mentioned",
    ),
    "put_missing": Dialect({"refuse": "404/6", "create": ""}, "as above"),
    "voice_store_read": Dialect(
        {"store": "", "settings": "one setting `store`", **_REFUSED},
        "only the PUT of the voice store was seen",
    ),
    "voice_store_form": Dialect(
        {"webdav": "`webDAV`", "credential": "as screen recording"},
        "the form of a WebDAV store is a recollection",
    ),
    "voice_store_location": Dialect(
        {"accepted": "", "refused": "400/10"}, "a `location` in a voice store is inferred"
    ),
    "ops_settings_write": Dialect(
        {"replace": "", "refused_405": ""},
        "only the GET of `screen-recording-encryption` was seen; the PUT of the whole list is inferred",
    ),
    "label_rules": Dialect(
        {
            "draft": "case-sensitive, for agents and supervisors",
            "current": "case-insensitive, no space, unique `displayName`, for administrators too",
        },
        "two revisions of the page differ",
    ),
    "label_permission": Dialect(
        {"granted": "", "refused": "403/3"},
        "what holds when nobody has set `RECORDING_PERMISSION_...` is not told, neither for labels nor for holds",
    ),
    "lifecycle_form": Dialect(
        {
            "absent": "404",
            "nested": "one document for each location, times as cron, ages in milliseconds",
            "flat": "one list for all locations, ages in days",
        },
        "no page shows the REST form of media lifecycle rules; both forms are invented, and say so in every answer",
    ),
}
DIALECTS = Dialects(_TABLE)

# A resource with one of these values of its dialect is not there.
WITHDRAWN = {"absent": 404, "absent_404": 404, "refused_404": 404, "absent_405": 405, "refused_405": 405}

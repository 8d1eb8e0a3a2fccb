# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How RWS and GAX answer, where no source says it: the dialects of the stand-ins, and how to see the real one.

No variable settles them: the modules work with every answer. `OF_RWS`, `OF_GAX`: (dialects, what is not known, how to
see it on an installation).
"""

_OPS = "with the ops account"
_ADMIN = "with a Contact Center Admin"
_TRY = "in a system without recordings of anybody"

OF_RWS = (
    (
        "environment_site undocumented_reads",
        "Whether any request reads the eServices site",
        f"`GET /api/v2/ops/genesys-environments/<id>` {_OPS}",
    ),
    ("switch_status operation_status", "The answer to `multimedia-switch`, `forceIndex` and `createCRCF`",
     "`curl -i` the next time that you do one of them by hand"),
    ("switch_unknown_site", "Whether RWS refuses a site that no node has", f"a switch to `nowhere`, {_TRY}"),
    ("password_on_read", "Whether a stored password is shown, masked or left out",
     f"`GET /api/v2/settings/screen-recording?subresources=*` {_ADMIN}"),
    ("error_style content_type_status", "HTTP status and `statusCode` of what is refused",
     f"`curl -i` with `{{}}` as the body of a POST, with and without its `Content-Type`, {_TRY}"),
    ("status_code_type", "Whether `statusCode` is a number or text", "the same answers"),
    ("created_status", "Whether an object that was created is answered with 200 or 201",
     "`curl -i` the next time that you create a setting by hand"),
    ("csrf", "Whether your nodes ask for a CSRF token", "`enableCsrfProtection` in `application.yaml`"),
    ("version_read", "Whether RWS tells its version", "`curl -i https://<node>/api/v2/diagnostics/version`"),
    ("gws_resources", "Whether RWS has `/features`, `/system/features` and `/services`",
     f"`GET /api/v2/features` {_ADMIN}"),
    ("features_read feature_uris", "Whether and how the features of a contact center can be read",
     f"`GET /api/v2/ops/contact-centers/<id>/features` {_OPS}"),
    ("assign_assigned assign_unknown required_features", "What becomes of a feature that is assigned or unknown, and "
     "which features other requests need", f"`POST` the features that are assigned once more, {_TRY}"),
    ("insert_again", "What becomes of a recording that is posted twice", f"post one of a Muxer's log again, {_TRY}"),
    ("media_uri", "How the address of a media file at RCS looks in `mediaUri`, and whether calls have it",
     f"`GET /api/v2/ops/contact-centers/<id>/recordings/<recording>` of an encrypted one, {_OPS}"),
    ("media_range", "Whether a part of a media file can be asked for",
     "`curl -i -H 'Range: bytes=0-99'` of a recording that you may play"),
    ("recordings_pages recordings_form recordings_window recordings_in_window recordings_time",
     "How recordings are searched for: the end of a period, the form of a time, and how an answer names more of them "
     "(`recording_names` of `rws_recordings_info` and `rws_recording_hold`)",
     f"`GET /api/v2/recordings?startTime=<milliseconds>&fields=*` {_ADMIN}, and the API guide of your release"),
    ("hold_shown hold_prerequisites", "Whether a recording shows that it is protected (`recording_names.held`), and "
     "what a hold is answered without schema V2 or an Interaction Receiver",
     f"`GET /api/v2/recordings/<id>` before and after `applyNonDelete`, {_TRY}"),
    ("recording_tables_read create_tables_existing", "How the recording tables are shown, and whether they are created "
     "again", f"`GET /api/v2/ops/contact-centers/<id>/recording-tables` {_OPS}"),
    ("index_short_window", "What becomes of a window of `forceIndex` below an hour",
     f"a window of ten minutes, {_TRY}"),
    ("settings_groups_read", "How `GET /settings` lists the groups", f"`GET /api/v2/settings` {_ADMIN}"),
    ("location_slash location_wildcard storages_per_location", "How locations are spelt, which value means all of "
     "them, and whether one has several storages", f"`GET /api/v2/settings/screen-recording?location=*` {_ADMIN}"),
    ("post_existing put_missing", "Whether POST replaces a setting, and PUT creates one", f"one of your own, {_TRY}"),
    ("voice_store_read voice_store_form voice_store_location", "Whether the voice storage can be read, its form, and "
     "whether it takes a location", f"`GET /api/v2/ops/contact-centers/<id>/settings/recordings` {_OPS}"),
    ("ops_settings_write", "Whether the list of `screen-recording-encryption` can be written as a whole",
     f"`PUT` what `GET /api/v2/ops/contact-centers/<id>/settings/screen-recording-encryption` shows, {_TRY}"),
    ("label_rules label_permission", "Which rules hold for labels, and who may define them or protect recordings",
     f"`POST /api/v2/recording-label-definitions` of a label with a blank in its name, {_TRY}"),
    ("lifecycle_form", "Which REST form the rules of media lifecycle management have",
     "the network tools of a browser in GAX, *Recording Lifecycle Scheduler*; "
     "[then give it](media-lifecycle-api.md)"),
)

OF_GAX = (
    ("password_form", "In which form a password is taken", "see `gir_gax_password_form` above"),
    ("session_lost", "What a session that has ended gets", "`curl -i` with the cookie of yesterday"),
    ("create_answer update_answer", "What creating and changing an object is answered",
     "the network tools of a browser, while you create and change an object in GAX"),
    ("agent_group_annex empty_annex", "How the annex of an agent group, and an empty one, are shown",
     "`gir.multidc.gax_info` of an agent group that has an annex, and of one that has none"),
    ("typed_values", "Whether a number is taken where GAX shows text", "no need: GAX is sent text"),
    ("by_name number_query", "Whether a search by name or number is exact",
     "`gir.multidc.gax_info` of a name in other capitals"),
)

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands in Configuration Server or in RWS: MCP, IVR Profiles, geo-locations, desktops, contact center, GAX."""

from unknowns.row import INFERRED, UNVERIFIED, Topic, ask

CONTACT_CENTER = Topic(
    "Contact center",
    "Ask an RWS that works, with its ops account or its Contact Center Admin. `<id>` is that of "
    "`GET /api/v2/ops/contact-centers`.",
    (
        ask(
            "contact_center_features",
            "The addresses of the features for screen recording.",
            "Those for voice are assigned, which are documented.",
            "`GET /api/v2/ops/contact-centers/<id>/features`, or `config/feature-definitions.json` of a node",
            default=["/api/api-voice-recording", "/api/api-supervisor-recording",
                     "schema-elasticsearch-v2-call-recording"],
        ),
        ask(
            "contact_center_voice_payload",
            "How RWS names the parts of a WebDAV store for voice recordings.",
            "One table of names counts. When RWS shows other ones, the task fails and writes nothing.",
            "`GET /api/v2/ops/contact-centers/<id>/settings/recordings` where a storage was set up in another way",
            INFERRED,
            default={},
        ),
        ask(
            "contact_center_decrypt_setting_name",
            "The setting with the address of the Recording Crypto Server of a location.",
            "It is not written.",
            "`GET /api/v2/settings/screen-recording?subresources=*` of a system that plays encrypted screen recordings",
            INFERRED,
        ),
    ),
)

PROFILES = Topic(
    "Media Control Platform and IVR Profiles",
    "Export an object that works: `gir.multidc.gax_info`, or *Export* in GAX.",
    (
        ask(
            "ivr_profile_parameter_value_format",
            "The form of a service parameter.",
            "That form counts.",
            "section `gvp.service-parameters` of a recording IVR Profile that GAX's tab *Recording* has written",
            UNVERIFIED,
            default="fixed,{value}",
        ),
        ask(
            "ivr_profile_certificates",
            "The names of the options in annex section `recording-certificates`.",
            "None is written.",
            "the annex of a recording IVR Profile that was given a certificate in GAX",
            default={},
        ),
        ask(
            "ivr_profile_tone_duration ivr_profile_tone_silence_duration",
            "The units of these times.",
            "They are not written.",
            "the description beside the field of GAX's tab *Recording*",
            UNVERIFIED,
        ),
        ask(
            "mcp_record_post_retry_backoff",
            "Its unit.",
            "It is not written.",
            "the description of the option in the application template of MCP",
            UNVERIFIED,
        ),
    ),
    {
        "mcp": "the application template of MCP (`.apd` with `.xml`, sections `mpc` and `msml`), or its option "
        "reference",
        "ivr_profile": "section `gvp.service-parameters` of a recording IVR Profile that GAX has written",
    },
)

LOCATIONS = Topic(
    "Geo-locations",
    "Look at a SIP Server and a Resource Manager that have geo-locations already.",
    (
        ask(
            "geo_location_overflow_pair_format",
            "How a pair is written in `overflow-location-map`.",
            "`geo_location_overflow` is refused without it.",
            "`TServer/overflow-location-map` of a SIP Server that has it, or the option's description in its template",
        ),
        ask(
            "geo_location_overflow_separator",
            "What stands between two pairs.",
            "A comma is written.",
            "the same option",
            INFERRED,
            default=",",
        ),
    ),
    {"geo_location": "the annex of a group of MCPs that GAX or Genesys Administrator has made for a geo-location"},
)

DESKTOPS = Topic(
    "Agent desktops",
    "Type, default and effect of the `screen-recording.*` options are not documented in public, but for `peer_uri`.",
    (
        ask(
            "workspace_desktop_rws_urls",
            "Whether the desktops take an address of RWS without its port.",
            "The `rws_url` of the data center is written as it stands.",
            "`interaction-workspace/screen-recording.htcc.uri` of desktops that record screens",
            INFERRED,
            default={},
        ),
        ask(
            "rws_screen_recording_client_options",
            "Names and values of the options of Screen Recording Service, but for `recordingWhen` and its value `off`.",
            "None is written.",
            "section `screen-recording-client` of an RWS or Web Services Cluster Application that has it, or the "
            "application template of RWS",
        ),
    ),
    {
        "workspace_desktop": "section `interaction-workspace` in the application template of Workspace Desktop Edition"
    },
)

GAX = Topic(
    "GAX",
    "The vendor does not document its HTTP API.",
    (
        ask(
            "gir_gax_password_form",
            "Whether GAX takes a password as it is, or as a browser obfuscates it.",
            "As it is (`clear`).",
            "the body of `POST /gax/api/session/login` in the network tools of a browser that logs in",
        ),
    ),
)

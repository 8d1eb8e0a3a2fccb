# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Templates of the two invented forms of the RWS stand-in, and rules that use everything that a rule may have."""

PLANS = "/invented/lifecycle-plans"
RULES = "/ops/contact-centers/{contact_center}/invented-lifecycle-rules"
NESTED = {
    "account": "admin",
    "read": {
        "path": PLANS, "query": {"location": "{location}"}, "rules_at": "plan.rules", "not_found": "no_rules",
    },
    "replace": {
        "method": "PUT",
        "path": PLANS,
        "query": {"location": "{location}"},
        "body": {"plan": {"nodePath": "{location}", "rules": "{rules}"}},
    },
    "rule": {
        "constants": {"schedule.zone": "UTC"},
        "read_only": ["revision"],
        "fields": {
            "name": {"path": "ruleName"},
            "enabled": {"path": "state", "values": {"true": "on", "false": "off"}},
            "at": {"path": "schedule.cron", "format": "{S} {M} {H} * * ?"},
            "tasks": {"path": "jobs"},
        },
    },
    "task": {
        "fields": {
            "type": {"path": "kind", "values": {"backup": "BACKUP", "purge": "PURGE"}},
            "media": {"path": "source", "values": {"voice": "CALL", "screen": "SCREEN"}},
            "call_types": {
                "path": "filter.callTypes",
                "separator": ";",
                "values": {"Inbound": "INBOUND", "Outbound": "OUTBOUND", "Unknown": "UNKNOWN"},
            },
            "include_labels": {"path": "filter.labels.with"},
            "exclude_labels": {"path": "filter.labels.without"},
            "min_age_days": {"path": "age.from", "factor": 86400000},
            "max_age_days": {"path": "age.to", "factor": 86400000},
            "attached_data": {"path": "filter.attached", "pairs": {"key": "name", "value": "value"}},
            "backup_folder": {"path": "parameters[name=location].value"},
            "include_screen_recordings": {
                "path": "parameters[name=executeOnScreenRecroding].value",
                "values": {"true": "true", "false": "false"},
                "when_empty": "omit",
            },
        },
    },
}  # fmt: skip
FLAT = {
    "account": "ops",
    "read": {"path": RULES, "rules_at": "rules"},
    "create": {"method": "POST", "path": RULES, "body": "{rule}"},
    "update": {"method": "PUT", "path": RULES + "/{rule_id}", "body": "{rule}"},
    "delete": {"method": "DELETE", "path": RULES + "/{rule_id}"},
    "rule": {
        "constants": {"repeat": "daily"},
        "fields": {
            "id": {"path": "id"},
            "location": {"path": "nodePath"},
            "name": {"path": "name"},
            "enabled": {"path": "enabled"},
            "at": {"path": "time"},
            "tasks": {"path": "tasks"},
        },
    },
    "task": {
        "fields": {
            "type": {"path": "type"},
            "media": {"path": "media"},
            "call_types": {"path": "callTypes", "when_empty": "empty"},
            "include_labels": {"path": "includeLabels"},
            "exclude_labels": {"path": "excludeLabels", "when_empty": "empty"},
            "min_age_days": {"path": "minAge", "when_empty": "null"},
            "max_age_days": {"path": "maxAge", "when_empty": "null"},
            "attached_data": {"path": "attachedData"},
            "backup_folder": {"path": "folder"},
            "include_screen_recordings": {"path": "withScreens"},
        },
    },
}
FORMS = {"nested": NESTED, "flat": FLAT}
BACKUP = {
    "type": "backup",
    "media": "voice",
    "call_types": ["Outbound", "Inbound"],
    "include_labels": ["b", "a"],
    "exclude_labels": ["private"],
    "min_age_days": 1,
    "max_age_days": 2,
    "attached_data": {"queue": "sales", "level": "3"},
    "backup_folder": "file:///mnt/archive/ny",
    "include_screen_recordings": True,
}
PURGE = {"type": "purge", "media": "screen", "min_age_days": 400}
NIGHTLY = {"name": "nightly", "enabled": True, "at": "01:02:03", "tasks": [BACKUP, PURGE]}
WEEDING = {"name": "weeding / all", "tasks": [dict(PURGE, media="voice")]}
LOCATIONS = [{"location": "/US/NY", "rules": [NIGHTLY, WEEDING]}, {"location": "/US/CA", "rules": [WEEDING]}]
CHANGE = {"template": NESTED, "locations": LOCATIONS, "approved_by": "Jane Doe"}
READ = {"template": NESTED, "locations": ["/US/NY", "/US/CA"]}

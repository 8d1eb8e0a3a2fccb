# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Notification templates: the configuration that each type needs, its secrets, and messages of one's own.

From awx/main/notifications/*_backend.py, NotificationTemplateSerializer and awx/main/models/notifications.py.
"""

import copy

from standins.awx_credentials import ENCRYPTED
from standins.awx_fields import Invalid
from standins.awx_jinja import Unsound, names

_TYPES = {"string": str, "password": str, "int": int, "bool": bool, "list": list, "object": dict}
# {type: {field: (its type, its default if it has one)}}
BACKENDS = {
    "webhook": {
        "url": ("string",),
        "http_method": ("string", "POST"),
        "disable_ssl_verification": ("bool", False),
        "username": ("string", ""),
        "password": ("password", ""),
        "headers": ("object",),
    },
    "email": {
        "host": ("string",),
        "port": ("int",),
        "username": ("string",),
        "password": ("password",),
        "use_tls": ("bool",),
        "use_ssl": ("bool",),
        "sender": ("string",),
        "recipients": ("list",),
        "timeout": ("int", 30),
    },
    "slack": {"token": ("password",), "channels": ("list",)},
    "mattermost": {"mattermost_url": ("string",), "mattermost_no_verify_ssl": ("bool",)},
    "rocketchat": {"rocketchat_url": ("string",), "rocketchat_no_verify_ssl": ("bool",)},
    "pagerduty": {
        "subdomain": ("string",),
        "token": ("password",),
        "service_key": ("string",),
        "client_name": ("string",),
    },
    "grafana": {"grafana_url": ("string",), "grafana_key": ("password",)},
    "irc": {
        "server": ("string",),
        "port": ("int",),
        "nickname": ("string",),
        "password": ("password",),
        "use_ssl": ("bool",),
        "targets": ("list",),
    },
    "twilio": {
        "account_sid": ("string",),
        "account_token": ("password",),
        "from_number": ("string",),
        "to_numbers": ("list",),
    },
    "awssns": {
        "aws_region": ("string", ""),
        "aws_access_key_id": ("string", ""),
        "aws_secret_access_key": ("password", ""),
        "aws_session_token": ("password", ""),
        "sns_topic_arn": ("string", ""),
    },
}
_EVENTS = ("started", "success", "error", "workflow_approval")
_APPROVAL_EVENTS = ("running", "approved", "timed_out", "denied")
_MESSAGE_NAMES = {
    *("job", "job_friendly_name", "url", "job_metadata", "approval_status", "approval_node_name", "workflow_url"),
}


def shown(template):
    """The configuration as a GET shows it."""
    backend = BACKENDS[template["notification_type"]]
    return {
        name: ENCRYPTED if backend.get(name, ("",))[0] == "password" and value else value
        for name, value in template["notification_configuration"].items()
    }


def check(values, old, given):
    """Refuse what AWX refuses; fill in defaults, and the stored secrets where ``$encrypted$`` came back.

    A configuration replaces the old one as a whole. Fields that the type does not know are stored.
    """
    if "messages" in given and values["messages"] is not None:
        _check_messages(values["messages"])
        values["messages"] = _merged(values["messages"], (old or {}).get("messages"))
    if "notification_configuration" not in given:
        if old is None:
            _fill(values["notification_type"], values["notification_configuration"], None)
        return
    _fill(values["notification_type"], values["notification_configuration"], old)


def _fill(kind, configuration, old):
    if not isinstance(configuration, dict):
        raise Invalid({"notification_configuration": "Expected a dictionary."})
    missing, problems, forwarded = [], [], []
    for name, (wanted, *default) in BACKENDS[kind].items():
        if name not in configuration:
            if not default:
                missing.append(name)
                continue
            configuration[name] = copy.deepcopy(default[0])
        value = configuration[name]
        if not isinstance(value, _TYPES[wanted]) or (wanted == "int" and isinstance(value, bool)):
            problems.append(f"Configuration field '{name}' incorrect type, expected {wanted}.")
        elif wanted == "list" and not value:
            problems.append(f"No values specified for field '{name}'")
        elif wanted == "password" and value == ENCRYPTED and old is not None:
            forwarded.append(name)
        elif name == "http_method" and value.lower() not in {"put", "post"}:
            problems.append("HTTP method must be either 'POST' or 'PUT'.")
    if missing:
        problems.insert(0, f"Missing required fields for Notification Configuration: {missing}.")
    if problems:
        raise Invalid({"non_field_errors": problems})
    for name in forwarded:
        configuration[name] = old["notification_configuration"].get(name, "")


def _check_messages(messages):
    if not isinstance(messages, dict):
        raise Invalid({"messages": f"Expected dict for 'messages' field, found {type(messages).__name__}"})
    problems = []
    for event, own in messages.items():
        if event not in _EVENTS:
            problems.append(f"Event '{event}' is none of {', '.join(_EVENTS)}")
        elif own is None:
            continue
        elif not isinstance(own, dict):
            problems.append(f"Expected dict for event '{event}', found {type(own).__name__}")
        elif event == "workflow_approval":
            for sub, texts in own.items():
                if sub not in _APPROVAL_EVENTS:
                    problems.append(f"Workflow Approval event '{sub}' is none of {', '.join(_APPROVAL_EVENTS)}")
                elif texts is not None:
                    problems += _text_problems(sub, texts)
        else:
            problems += _text_problems(event, own)
    if problems:
        raise Invalid({"messages": problems})


def _text_problems(event, texts):
    if not isinstance(texts, dict):
        return [f"Expected dict for event '{event}', found {type(texts).__name__}"]
    problems = []
    for name, text in texts.items():
        if name not in {"message", "body"}:
            problems.append(f"Message type '{name}' invalid, must be either 'message' or 'body'")
        elif text is None:
            continue
        elif not isinstance(text, str):
            problems.append(f"Expected string for '{name}', found {type(text).__name__}")
        elif name == "message" and "\n" in text:
            problems.append(f"Messages cannot contain newlines (found newline in {event} event)")
        else:
            problems += _template_problems(text)
    return problems


def _template_problems(text):
    try:
        unknown = [name for name in names(text) if name.split(".")[0] not in _MESSAGE_NAMES]
    except Unsound as problem:
        return [f"Unable to render message '{text}': {problem}"]
    return [f"Field '{name}' unavailable" for name in unknown]


def _merged(new, old):
    """AWX keeps what it has where nothing new is sent (NotificationTemplate.save)."""
    new = dict(new)
    for event in _EVENTS if old else ():
        before = old.get(event)
        if not new.get(event) and before:
            new[event] = before
        elif event == "workflow_approval" and before:
            own = dict(new[event])
            for sub in _APPROVAL_EVENTS:
                own[sub] = _pieces(own.get(sub), before.get(sub))
            new[event] = {sub: texts for sub, texts in own.items() if texts is not None}
        elif before:
            new[event] = _pieces(new[event], before)
    if old is not None:
        for event in _EVENTS:
            new.setdefault(event, None)
    return new


def _pieces(new, before):
    if not new or not before:
        return new or before
    return {**{name: text for name, text in before.items() if text and name not in new}, **new}

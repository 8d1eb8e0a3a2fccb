# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The request for a new recording certificate, which a survey gives as text."""

from __future__ import annotations

DOCUMENTATION = r"""
name: certificate_request
author: Contributors to the gir.multidc project (@gir-multidc)
version_added: 0.1.0
short_description: Reads the request for a new recording certificate
description: Internal, used by the playbook C(gir.multidc.recording_certificate).
options:
  _input:
    description: What C(gir_recording_certificate) is, a dictionary or the same as JSON text.
    type: raw
    required: true
"""

EXAMPLES = r"""
- name: Show which key is asked for
  ansible.builtin.debug:
    msg: "{{ (gir_recording_certificate | gir.multidc.certificate_request).alias }}"
"""

RETURN = r"""
_value: {description: "The dictionary; what is none, as it was given.", type: raw}
"""

from collections.abc import Callable
from typing import Any

from ansible_collections.gir.multidc.plugins.plugin_utils._keystores.request import given


class FilterModule:
    """The filters of this file."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"certificate_request": given}

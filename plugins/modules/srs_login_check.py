#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: srs_login_check
short_description: Log in at a Screen Recording Service as a custom desktop does
version_added: 0.1.0
description:
  - Does what a custom desktop does at the Screen Recording Service (SRS) of its agent, and says of each step whether it
    worked. The steps are C(OPTIONS /api/v2/me), the login, C(OPTIONS /ping) and C(GET /ping).
  - With O(login) it posts the array of filter P(gir.multidc.srs_login#filter), otherwise it logs in with C(GET).
  - The service validates the account at RWS, so a login that works proves that the RWS in the array answers there.
  - It logs in a desktop and replaces the login that is there. Do not run it against the service of an agent at work.
  - The module never fails because a step does; look at RV(answer).
author: Contributors to the gir.multidc project (@gir-multidc)
extends_documentation_fragment: [gir.multidc._tls, gir.multidc._attributes.writes]
attributes:
  check_mode:
    support: partial
    details: In check mode only C(OPTIONS) is sent. The login and the ping are V(not observable) then.
  idempotent:
    support: none
    details: Each run logs in anew.
options:
  url:
    description:
      - Address of the service with its port, C(http://host:port) or C(https://host:port). No default is known.
      - Third-party desktops reach it as C(127.0.0.1) on the agent's PC.
    type: str
    required: true
  url_username: {description: User name of the agent., type: str, required: true}
  url_password: {description: Password of O(url_username)., type: str, required: true}
  login:
    description: The array that the desktop posts. Without it the login is a C(GET), which names no RWS.
    type: list
    elements: dict
    suboptions:
      name:
        description: Name of the entry.
        type: str
        choices: [server, peer_server, place, devices]
        required: true
      value: {description: "Its value, a list of V(dn) and V(switch) for V(devices).", type: raw, required: true}
  origin:
    description:
      - The header C(Origin), without which the service does not answer C(OPTIONS) and C(/ping). A desktop in a browser
        sends the address of the server that its page comes from.
      - The C(server) in O(login) when this is not given; needed without O(login).
    type: str
  csrf:
    description: Whether the login says that it knows CSRF protection (C(X-Support-CSRFP)).
    type: bool
    default: false
  timeout: {description: "Seconds for one request, from the resolution of its name on.", type: int, default: 10}
notes:
  - It needs Python where it runs. The agent's PC runs Windows, so run it on a host from which O(url) can be reached.
  - The calls were read on pages of the vendor. They were tried against a stand-in only.
  - Proxy settings of the environment are not used.
seealso:
  - plugin: gir.multidc.srs_login
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Log in as a desktop of New York
  gir.multidc.srs_login_check:
    url: https://127.0.0.1:{{ srs_port }}
    url_username: agent1
    url_password: "{{ vault_agent1_password }}"
    login: >-
      {{ gir_topology | gir.multidc.srs_login('newyork', 'Place_1001', [{'dn': '1001', 'switch': 'SIP_Switch_NY'}]) }}
  delegate_to: localhost
  register: desktop

- name: The desktop is logged in, and its ping is answered
  ansible.builtin.assert:
    that: desktop.answer == 'confirmed'
    fail_msg: "{{ desktop.steps | map(attribute='observation_reason') | select | join('; ') }}"
"""

RETURN = r"""
answer:
  description:
    - V(failed) when a step failed, else V(not observable) when one was not seen to work, else V(confirmed).
  returned: success
  type: str
  sample: confirmed
csrf_token: {description: "Whether the login was answered with C(X-CSRF-Token).", returned: success, type: bool}
steps:
  description: The four steps in their order.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: V(login_preflight), V(login), V(ping_preflight) or V(ping).
      returned: success
      type: str
    method: {description: Method of the request., returned: success, type: str}
    path: {description: Path of the request., returned: success, type: str}
    observation: {description: "V(confirmed), V(failed) or V(not observable).", returned: success, type: str}
    observation_reason: {description: "Why it is not confirmed, or V(null).", returned: success, type: str}
    status: {description: "HTTP status, V(null) without an answer.", returned: success, type: int}
    allows_origin:
      description:
        - Whether C(Access-Control-Allow-Origin) of the answer names O(origin), without which a browser keeps the answer
          from a desktop. V(null) without an answer. Desktops that are programs do not need it.
      returned: success
      type: bool
  sample:
    - name: login_preflight
      method: OPTIONS
      path: /api/v2/me
      status: 200
      allows_origin: true
      observation: confirmed
      observation_reason: null
"""

from ansible_collections.gir.multidc.plugins.module_utils._common.module import Module
from ansible_collections.gir.multidc.plugins.module_utils._common.shell import finish, refuse
from ansible_collections.gir.multidc.plugins.module_utils._http.connection import TLS_OPTIONS, tls_options
from ansible_collections.gir.multidc.plugins.module_utils._http.exchange import hide_user_info
from ansible_collections.gir.multidc.plugins.module_utils._srs.login_check import NAMES, LoginCheck, problems


def main():
    entry = {
        "name": {"type": "str", "choices": list(NAMES), "required": True},
        "value": {"type": "raw", "required": True},
    }
    options = {
        "url": {"type": "str", "required": True},
        "url_username": {"type": "str", "required": True},
        "url_password": {"type": "str", "required": True, "no_log": True},
        "login": {"type": "list", "elements": "dict", "options": entry},
        "origin": {"type": "str"},
        "csrf": {"type": "bool", "default": False},
        "timeout": {"type": "int", "default": 10},
    }
    module = Module(dict(TLS_OPTIONS, **options))
    params = module.params
    addresses = [entry["value"] for entry in params["login"] or [] if isinstance(entry["value"], str)]
    hide_user_info(module, [params["url"], params["origin"] or "", *addresses])
    tls = tls_options(params)
    refuse(module, tls.problems() + problems(params))
    finish(module, LoginCheck(params, tls, module.check_mode).run())


if __name__ == "__main__":
    main()

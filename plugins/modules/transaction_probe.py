#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: transaction_probe
short_description: Prove with transactions that RWS, recording storage and other services work
version_added: 0.1.0
description:
  - Tries real transactions and reports for each whether it worked and, if not, why. Probes run at the same time.
  - A probe of kind V(rws) lists the contact centers with the ops account. It works when RWS answers with statusCode
    0 and at least one contact center.
  - >-
    A probe of kind V(webdav) writes a small file with a random name, reads it back, deletes it and makes sure that
    it is gone. It always tries to delete the file. Then it offers a file of 5 GiB with C(Expect: 100-continue) and
    sends nothing of it, which shows whether the server would take a recording of that size.
  - >-
    A probe of kind V(playback) fetches a recording as a player would. It reads the recording's metadata with the ops
    account, and the first 1024 bytes of its media, from RWS and, where RWS names one, from the Recording Crypto Server.
    The bytes have to be sound of the size that RWS says. Nothing is stored.
  - A probe of kind V(http) works when the service answers at all with a status below 500, or with one of
    O(probes[].expect_status).
  - The module never fails because a transaction does; look at RV(results) or RV(ok).
author: Contributors to the gir.multidc project (@gir-multidc)
extends_documentation_fragment: [gir.multidc._tls, gir.multidc._attributes.writes]
attributes:
  check_mode:
    support: partial
    details:
      - In check mode a probe of kind V(webdav) writes nothing. It asks for the folder's properties (C(PROPFIND))
        with the same credentials, and its note says so. The other kinds only read. O(read_only) does the same outside
        of check mode.
  diff_mode:
    support: N/A
    details: Nothing is changed.
  idempotent:
    support: full
    details: Nothing is left behind.
options:
  probes:
    description: The transactions to try.
    type: list
    elements: dict
    required: true
    suboptions:
      name: {description: What the probe is called in the results., type: str, required: true}
      kind: {description: Kind of transaction., type: str, choices: [rws, webdav, http, playback], required: true}
      url:
        description: Address of the RWS node, of the WebDAV folder or of the service.
        type: str
        required: true
      username:
        description: User name. Needed for V(rws) and V(playback), where it is the ops account, and for V(webdav).
        type: str
      password: {description: Password of the user., type: str}
      expect_status:
        description: HTTP status values that are accepted from a service of kind V(http).
        type: list
        elements: int
      recording:
        description:
          - For V(playback), the id of a recording that is kept for this. Without it nothing is asked, and
            RV(results[].note) says so.
        type: str
      contact_center_id:
        description: For V(playback), the contact center of the recording. Needed where RWS has several.
        type: str
      rcs_url:
        description:
          - For V(playback), the addresses of Recording Crypto Servers. Where RWS names media at another address than
            its own and these, nothing is sent there.
        type: list
        elements: str
      rcs_username:
        description: For V(playback), the account that is sent to a Recording Crypto Server. None is sent without it.
        type: str
      rcs_password: {description: "Password of O(probes[].rcs_username).", type: str}
      read_only:
        description: For V(webdav), write nothing, as in check mode, because the storage lets nobody delete (WORM).
        type: bool
      timeout: {description: "Seconds that one request of this probe may take, instead of O(timeout).", type: int}
  timeout: {description: "Seconds for one request, from the resolution of its name on.", type: int, default: 10}
  read_only:
    description: Write nothing, as in check mode.
    type: bool
    default: false
  threads: {description: How many probes run at the same time., type: int, default: 8}
notes:
  - Run it on the host that uses the service, so that the network path is proven too.
  - Proxy settings of the environment are not used.
"""

EXAMPLES = r"""
- name: Prove RWS, both storages and the processor of this data center
  gir.multidc.transaction_probe:
    probes:
      - name: RWS
        kind: rws
        url: http://rws.dc1.example.com:8080
        username: ops
        password: "{{ gir_rws_ops_password }}"
      - name: voice recording storage
        kind: webdav
        url: https://dav.dc1.example.com/recordings
        username: recorder
        password: "{{ gir_storage_credentials.dc1.password }}"
      - name: screen recording storage
        kind: webdav
        url: https://dav.dc1.example.com/screens
        username: recorder
        password: "{{ gir_storage_credentials.dc1.password }}"
      - name: recording processor
        kind: http
        url: https://rp.dc1.example.com
  register: proven

- name: Name every transaction that failed
  ansible.builtin.assert:
    that: proven.ok
    fail_msg: "{{ proven.results | rejectattr('ok') | map(attribute='reason') | join('; ') }}"
"""

RETURN = r"""
ok: {description: Whether every transaction worked., returned: success, type: bool, sample: true}
results:
  description: One result for each probe, in the order given.
  returned: success
  type: list
  elements: dict
  contains:
    name: {description: Name of the probe., returned: success, type: str}
    kind: {description: Kind of the probe., returned: success, type: str}
    url: {description: Address that was tried., returned: success, type: str}
    ok: {description: Whether the transaction worked., returned: success, type: bool}
    reason: {description: "Why it failed, one sentence; V(null) when it worked.", returned: success, type: str}
    note: {description: "What was not done, such as in check mode, or V(null).", returned: success, type: str}
    large_upload:
      description: Whether the storage would take a file of 5 GiB. V(null) for other kinds than V(webdav).
      returned: success
      type: dict
      contains:
        answer:
          description:
            - V(confirmed), V(failed) or V(not observable). Only V(failed) makes RV(results[].ok) false.
            - It is not observable where the server or a proxy does not use C(Expect), or promises everybody everything.
          returned: success
          type: str
        reason: {description: "Why it is not confirmed, one sentence, or V(null).", returned: success, type: str}
    through_rcs:
      description: >-
        Whether the media of a recording came from the Recording Crypto Server, with C(answer) and C(reason) as in
        RV(results[].large_upload). V(null) for other kinds than V(playback), and where RWS did not describe the
        recording.
      returned: success
      type: dict
    seconds: {description: How long the transaction took., returned: success, type: float}
    details:
      description:
        - For V(rws), the identifiers of the C(contact_centers) and the C(version) where RWS tells it; for V(webdav),
          the name of the C(file); for V(http), the C(status); for V(playback), the C(media) and where RWS says it is
          (C(media_at)).
      type: dict
      returned: success
  sample:
    - name: RWS
      kind: rws
      url: http://rws.dc1.example.com:8080
      ok: true
      reason: null
      note: null
      seconds: 0.021
      large_upload: null
      through_rcs: null
      details:
        contact_centers: [625a5cf1-dea8-4e46-b18b-831d4b254488]
        version: null
"""

from ansible_collections.gir.multidc.plugins.module_utils._common.module import Module, entries
from ansible_collections.gir.multidc.plugins.module_utils._common.shell import finish, refuse
from ansible_collections.gir.multidc.plugins.module_utils._http.connection import TLS_OPTIONS, tls_options
from ansible_collections.gir.multidc.plugins.module_utils._http.exchange import hide_user_info
from ansible_collections.gir.multidc.plugins.module_utils._rws.probe import problems, run_probes


def main():
    probes = entries(
        name={"type": "str", "required": True},
        kind={"type": "str", "choices": ["rws", "webdav", "http", "playback"], "required": True},
        url={"type": "str", "required": True},
        username={"type": "str"},
        password={"type": "str", "no_log": True},
        expect_status={"type": "list", "elements": "int"},
        recording={"type": "str"},
        contact_center_id={"type": "str"},
        rcs_url={"type": "list", "elements": "str"},
        rcs_username={"type": "str"},
        rcs_password={"type": "str", "no_log": True},
        read_only={"type": "bool"},
        timeout={"type": "int"},
    )
    limits = {"timeout": {"type": "int", "default": 10}, "threads": {"type": "int", "default": 8}}
    module = Module(dict(TLS_OPTIONS, probes=probes, read_only={"type": "bool", "default": False}, **limits))
    params = module.params
    hide_user_info(module, [url for probe in params["probes"] for url in [probe["url"]] + (probe["rcs_url"] or [])])
    tls = tls_options(params)
    refuse(module, tls.problems() + problems(params))
    looks = module.check_mode or params["read_only"]
    results = run_probes(params["probes"], tls, params["timeout"], looks, min(params["threads"], 64))
    finish(module, {"changed": False, "ok": all(result["ok"] for result in results), "results": results})


if __name__ == "__main__":
    main()

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connection options of the dns_* modules: private to this collection."""


class ModuleDocFragment:
    DOCUMENTATION = r"""
requirements:
  - dnspython 2.1 or later, where the module runs
options:
  server:
    description:
      - IP addresses or names of the name servers, tried in the given order. The first one that can do everything
        that is asked for is used; what the others said is a warning.
    type: list
    elements: str
    required: true
  port:
    description: Port of all name servers. Only TCP is used.
    type: int
    default: 53
  key_name:
    description:
      - Name of the TSIG key with which every question and update is signed. An answer that is not signed with the
        same key is refused.
    type: str
  key_secret:
    description: Secret of the key, in base64.
    type: str
  key_algorithm:
    description: Algorithm of the key.
    type: str
    choices: [hmac-md5, hmac-sha1, hmac-sha224, hmac-sha256, hmac-sha384, hmac-sha512]
    default: hmac-sha256
  timeout:
    description: Seconds that everything with one name server may take.
    type: int
    default: 10
notes:
  - Run it where the name servers can be reached, normally on C(localhost).
"""

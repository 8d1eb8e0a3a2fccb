# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connection options of the gax_* modules: private to this collection."""


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  url:
    description:
      - Addresses of Genesys Administrator Extension (GAX), for example V(https://gax1.dc1.example.com:8443). The first
        one that can be used serves the whole run.
      - A trailing C(/gax) or C(/gax/api) is accepted. Proxy settings of the environment are not used.
    type: list
    elements: str
    required: true
  url_username:
    description: Name of a Configuration Server user who may log in to GAX and change the objects.
    type: str
    required: true
  url_password: {description: Password of O(url_username)., type: str, required: true}
  password_form:
    description:
      - How the password is sent. Public clients of GAX use both forms, and which one a GAX takes is not documented.
      - V(obfuscated) is what a browser sends. It hides nothing, so use C(https) with either form.
      - Only one form is tried, because a second attempt would count as another failed login of the account.
    type: str
    choices: [clear, obfuscated]
    default: clear
  ready_timeout:
    description: Seconds to wait for a GAX that has just started to have loaded the schema of the Configuration Server.
    type: int
    default: 60
  secret_keys:
    description:
      - Regular expressions of further option names whose values are secret, in any case. Names that look like a secret
        (password, passphrase, secret, token, private key, access key, authorization and the like) always are.
    type: list
    elements: str
    default: []
  timeout: {description: "Seconds for one request, from the resolution of its name on.", type: int, default: 30}
  retries:
    description:
      - How many more times all addresses are tried, with a growing and randomised pause, when none of them can answer.
      - A request that may have been executed is not repeated before the object was read again.
    type: int
    default: 3
attributes:
  action_group:
    description: C(group/gir.multidc.gax) in C(module_defaults) gives the connection options of all GAX modules once.
    support: full
    membership: [gir.multidc.gax]
notes:
  - The module runs anywhere from where GAX can be reached, usually on C(localhost).
  - The HTTP API of GAX is not documented by the vendor. What the module relies on was read in public clients of GAX and
    is tried against a stand-in, see C(docs/gax.md).
  - Options of the connection that are not given are taken from the environment variables E(GIR_GAX_URL),
    E(GIR_GAX_USERNAME), E(GIR_GAX_PASSWORD), E(GIR_GAX_PASSWORD_FORM), E(GIR_GAX_READY_TIMEOUT),
    E(GIR_GAX_VALIDATE_CERTS), E(GIR_GAX_CA_PATH), E(GIR_GAX_CLIENT_CERT), E(GIR_GAX_CLIENT_KEY), E(GIR_GAX_TIMEOUT)
    and E(GIR_GAX_RETRIES). Addresses stand in E(GIR_GAX_URL) with commas between them.
"""

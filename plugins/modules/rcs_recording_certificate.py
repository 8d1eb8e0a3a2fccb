#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: rcs_recording_certificate
short_description: Put a new recording key and its certificate into a Recording Crypto Server keystore
version_added: 0.1.0
description:
  - Makes an RSA key with a certificate that it signs itself, or with a request for a certificate authority, or takes a
    key and a certificate that are given, and puts them into the keystore of the host.
  - Give it the host whose keystore is the source of M(gir.multidc.rcs_keystore_sync). The certificate must not be used
    by IVR Profiles or RWS before every Recording Crypto Server holds the key; playbook C(recording_certificate) sees to
    that.
  - An alias that the keystore has is never changed; a renewed certificate is a new alias, and the old one stays,
    because older recordings need it.
  - A key that waits for its certificate (O(signing=csr)) lies beside the keystore in a file of mode 0600 that the
    password of the keystore opens. Only the complete entry goes into the keystore.
  - Needs C(openssl), and C(keytool) of the Java runtime that RCS has anyway. All old entries are compared before the
    new keystore takes the place of the old one, which is kept.
author: Contributors to the gir.multidc project (@gir-multidc)
extends_documentation_fragment: [gir.multidc._attributes.writes]
attributes:
  diff_mode:
    details: Shows the alias, no key material.
options:
  path: {description: The keystore file. It is made when it does not exist., type: path, required: true}
  password: {description: Password of the keystore and of its keys., type: str, required: true}
  alias:
    description: Alias of the new entry, up to 200 characters of ASCII. Java does not tell capitals apart.
    type: str
    required: true
  signing:
    description:
      - V(self_signed) makes the certificate here. V(csr) makes a request, RV(csr); run the task again with
        O(certificate) when the authority has answered.
    type: str
    choices: [self_signed, csr]
    default: self_signed
  subject:
    description: Who the certificate is for. Required to make a key.
    type: dict
    suboptions:
      C: {description: "Country, two letters.", type: str}
      ST: {description: State., type: str}
      L: {description: Locality., type: str}
      O: {description: Organization., type: str}
      OU: {description: Organizational unit., type: str}
      CN: {description: Common name., type: str}
      emailAddress: {description: Mail address., type: str}
      serialNumber: {description: "Serial number, which some authorities ask for.", type: str}
  days:
    description: For how many days a certificate is valid that is made here. Required for O(signing=self_signed).
    type: int
  key_size: {description: Bits of a new key; the product asks for at least 2048., type: int, default: 2048}
  certificate:
    description:
      - The certificate (PEM), optionally with the certificates of its authorities after it. With O(private_key), or for
        the key that waits for it.
    type: str
  private_key:
    description:
      - The private key (PEM) of O(certificate), when it was made elsewhere. Without a password, or with O(password).
    type: str
  type: {description: Type of a keystore that does not exist yet., type: str, choices: [jks, jceks, pkcs12]}
  java_home: {description: "Directory of the Java runtime, when C(keytool) is not on the PATH.", type: path}
  keep:
    description: How many previous versions of the keystore are kept beside it; V(0) keeps all of them.
    type: int
    default: 10
seealso:
  - module: gir.multidc.rcs_keystore_info
  - module: gir.multidc.rcs_keystore_sync
"""

EXAMPLES = r"""
- name: Make a recording key whose certificate it signs itself
  gir.multidc.rcs_recording_certificate:
    path: /opt/genesys/rcs/keystore.jks
    password: "{{ rcs_keystore_password }}"
    alias: recording-2027
    subject:
      O: Example
      CN: Recording 2027
    days: 730
  register: recording

- name: Put the answer of the authority into the keystore
  gir.multidc.rcs_recording_certificate:
    path: /opt/genesys/rcs/keystore.jks
    password: "{{ rcs_keystore_password }}"
    alias: recording-2028
    signing: csr
    certificate: "{{ lookup('ansible.builtin.file', 'recording-2028.pem') }}"
"""

RETURN = r"""
state:
  description: V(present) when the keystore has the entry, V(pending) when the key waits for its certificate.
  returned: success
  type: str
  sample: present
alias: {description: The alias as the keystore has it., returned: success, type: str, sample: recording-2027}
fingerprint:
  description: What M(gir.multidc.rcs_keystore_sync) knows the entry by.
  returned: when it is present and not predicted
  type: str
certificate:
  description: The certificate (PEM), for IVR Profiles and RWS.
  returned: when it is present and not predicted
  type: str
certificate_sha256:
  description: SHA-256 fingerprint of the certificate.
  returned: when it is present and not predicted
  type: str
not_after:
  description: When the certificate expires (UTC).
  returned: when it is present and not predicted
  type: str
csr:
  description: The request (PEM) for the certificate authority.
  returned: when it is pending and not predicted
  type: str
backup_file:
  description: Where the version of the keystore before is kept, or V(null).
  returned: when the keystore was changed
  type: str
"""

from ansible_collections.gir.multidc.plugins.module_utils._common.shell import diff_of, run
from ansible_collections.gir.multidc.plugins.module_utils._keystore.module import KeystoreModule
from ansible_collections.gir.multidc.plugins.module_utils._keystore.recording_certificate import SUBJECT, Request
from ansible_collections.gir.multidc.plugins.module_utils._keystore.store import KeystoreError


def ensure(module):
    """The result; raises KeystoreError with one sentence."""
    request = Request(module)
    problems = request.problems() + request.tools.problems()
    if problems:
        raise KeystoreError(" ".join(problems))
    return provision(module, request)


def provision(module, request):
    store = request.read()
    entry = request.entry(store)
    if entry:
        return present(module, request, entry)
    if store and store.entries is None:
        raise KeystoreError("what %s holds cannot be seen: %s." % (module.params["path"], store.hidden))
    problems = [] if store or module.params["type"] else ["there is no keystore yet: give its type."]
    given = module.params["certificate"] is not None
    if given and module.params["private_key"] is None and not request.is_pending:
        problems.append("certificate is given, and no key waits for it: give private_key, or make a request first.")
    if not given and not request.is_pending:
        problems += request.generation_problems()
    if problems:
        raise KeystoreError(" ".join(problems))
    if not given and (request.is_pending or module.params["signing"] == "csr"):
        return pending(module, request)
    result = {"changed": True, "state": "present", "alias": module.params["alias"]}
    if not module.check_mode:
        with request.workplace():
            key, certificate = request.given() if given else request.sign()
            entry, backup = request.add(key, certificate, store)
        request.settle()
        result = dict(present(module, request, entry), changed=True, backup_file=backup)
    return dict(result, diff=difference(module, "private_key"))


def present(module, request, entry):
    """What there is; nothing to do, unless something else is asked for."""
    if entry["kind"] != "private_key":
        text = "alias '%s' is a %s in %s: choose another alias."
        raise KeystoreError(text % (entry["alias"], entry["kind"], module.params["path"]))
    if module.params["certificate"] is not None and not request.holds(entry):
        text = "alias '%s' is another certificate (%s) in %s, which recordings need: choose another alias."
        raise KeystoreError(text % (entry["alias"], entry["certificate"], module.params["path"]))
    names = ("alias", "fingerprint", "not_after")
    result = {name: entry[name] for name in names}
    result.update(changed=False, state="present", certificate_sha256=entry["certificate"])
    result["certificate"] = request.certificate()
    return result


def pending(module, request):
    result = {"changed": not request.is_pending, "state": "pending", "alias": module.params["alias"]}
    if result["changed"]:
        if module.check_mode:
            return dict(result, diff=difference(module, "request"))
        with request.workplace():
            request.ask()
        result["diff"] = difference(module, "request")
    return dict(result, csr=request.csr())


def difference(module, what):
    return diff_of(module.params["path"], after="%s %s\n" % (module.params["alias"], what))


def main():
    module = KeystoreModule(
        {
            "path": {"type": "path", "required": True},
            "password": {"type": "str", "required": True, "no_log": True},
            "alias": {"type": "str", "required": True},
            "signing": {"type": "str", "choices": ["self_signed", "csr"], "default": "self_signed"},
            "subject": {"type": "dict", "options": {name: {"type": "str"} for name in SUBJECT}},
            "days": {"type": "int"},
            "key_size": {"type": "int", "default": 2048, "no_log": False},
            "certificate": {"type": "str"},
            "private_key": {"type": "str", "no_log": True},
            "type": {"type": "str", "choices": ["jks", "jceks", "pkcs12"]},
            "java_home": {"type": "path"},
            "keep": {"type": "int", "default": 10},
        }
    )
    run(module, ensure, module.params["alias"])


if __name__ == "__main__":
    main()

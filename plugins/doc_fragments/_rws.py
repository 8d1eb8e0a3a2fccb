# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connection options of the rws_* modules: private to this collection."""


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  url:
    description:
      - Addresses of the RWS nodes, tried in the given order, for example V(http://rws1.dc1.example.com:8080).
      - A node that cannot be reached or that answers 502, 503 or 504 is followed by the next one.
      - A trailing C(/api/v2) is accepted. Proxy settings of the environment are not used.
    type: list
    elements: str
    required: true
  url_username:
    description: Name of the ops account of RWS, C(opsUserName) of C(application.yaml).
    type: str
    required: true
  url_password: {description: Password of O(url_username)., type: str, required: true}
  admin_username:
    description:
      - Name of a Configuration Server user with the Contact Center Admin role. RWS wants this user, and not the ops
        account, for everything below C(/api/v2/settings).
      - Modules that do not use those paths accept and ignore it, so that it can be given once for all RWS modules.
      - Without it O(url_username) is used.
    type: str
  admin_password: {description: Password of O(admin_username)., type: str}
  timeout: {description: "Seconds for one request, from the resolution of its name on.", type: int, default: 30}
  retries:
    description:
      - How many more times all nodes are tried, with a growing and randomised pause, when none of them can answer.
      - A request that must not be executed twice is only repeated when it certainly did not reach a server.
    type: int
    default: 3
  unreachable:
    description:
      - What to do in check mode when no RWS node answers.
      - V(assume_new) predicts the outcome for a new contact center, with a warning. It serves C(--check) before the
        first installation and has no effect outside check mode.
    type: str
    choices: [fail, assume_new]
    default: fail
attributes:
  action_group:
    description: C(group/gir.multidc.rws) in C(module_defaults) gives the connection options of all RWS modules once.
    support: full
    membership: [gir.multidc.rws]
notes:
  - The module runs anywhere from where the RWS nodes can be reached, usually on C(localhost).
  - When RWS asks for a CSRF token, the module obtains one and renews it as needed.
  - Options of the connection that are not given are taken from the environment variables E(GIR_RWS_URL),
    E(GIR_RWS_USERNAME), E(GIR_RWS_PASSWORD), E(GIR_RWS_ADMIN_USERNAME), E(GIR_RWS_ADMIN_PASSWORD),
    E(GIR_RWS_VALIDATE_CERTS), E(GIR_RWS_CA_PATH), E(GIR_RWS_CLIENT_CERT), E(GIR_RWS_CLIENT_KEY), E(GIR_RWS_TIMEOUT)
    and E(GIR_RWS_RETRIES). Addresses stand in E(GIR_RWS_URL) with commas between them.
"""

    PASSWORDS = r"""
options:
  update_password:
    description:
      - What to do about passwords and other secrets that RWS masks or leaves out when it shows what it has stored.
        One that RWS does show is compared like any other value, whatever this option says.
      - V(on_create) does not compare them. They are written when the object is new or differs otherwise.
      - V(on_change) writes them when they are not those that this module wrote last. For this it keeps a salted digest
        (PBKDF2) of them in RWS, in the settings group O(digest_group), which needs a user with the Contact Center Admin
        role. A password that somebody else changed in RWS is not noticed, nor is one that was written with another
        choice of this option.
      - V(always) writes them at every run.
    type: str
    choices: [on_create, on_change, always]
    default: on_create
  digest_group:
    description: Settings group for the digests of O(update_password=on_change). RWS has no use for it.
    type: str
    default: gir-multidc
"""

    CONTACT_CENTER = r"""
options:
  contact_center_id:
    description:
      - Identifier (UUID) of the contact center.
      - May be left out when RWS has exactly one, which is the rule for an RWS on premises.
    type: str
"""

    RECORDING_QUERY = r"""
options:
  query:
    description:
      - Parameters of the query, sent as they are, for example C(callerPhoneNumber) and C(dialedPhoneNumber), in which
        V(*) stands for any characters. The case counts.
      - Known are these two and C(startTime); which others an RWS takes is told by no page that can be read.
    type: dict
    default: {}
  from:
    description:
      - Start of the period, as milliseconds since the epoch (V(1369272257713)), as ISO 8601 with a zone
        (V(2013-05-23T01:24:17Z), V(2013-05-23T03:24:17+02:00)) or relative to now (V(-24h), V(-7d)).
      - RWS returns 100 recordings at most. Where its answer has no link to the next ones, a period is what lets the
        module ask again for its halves.
    type: str
  to: {description: "End of the period, in the same forms; now when not given.", type: str}
  recording_names:
    description:
      - Names that no page of the vendor shows in full, in one table. Give those of your RWS where they differ.
    type: dict
    default: {}
    suboptions:
      from:
        description: Parameter with the start of a period. Its name is documented, what it selects was cut off.
        type: str
        default: startTime
      to: {description: Parameter with the end of a period. Not verified., type: str, default: endTime}
      time:
        description:
          - How a time is written. V(milliseconds) since the epoch, as RWS takes them for C(forceIndex), or V(iso), as
            RWS shows those of a recording, C(2015-09-10T16:58:22.000+0000). Not verified.
        type: str
        choices: [milliseconds, iso]
        default: milliseconds
      fields:
        description:
          - Value of the parameter C(fields), with which RWS returns objects instead of addresses. An empty text leaves
            the parameter out.
        type: str
        default: "*"
      next:
        description:
          - Key of the answer that has the address of the next page, with dots between the keys that lead to it. When
            not given, any key counts whose name begins with C(next).
        type: str
      held: {description: Field of a recording that shows that it is protected., type: str}
      labels: {description: Field of a recording with its labels., type: str}
      screen_recordings: {description: Field of a recording with its screen recordings., type: str}
"""

    LABEL_ACCOUNT = r"""
options:
  label_username:
    description:
      - Name of a person with the role agent or supervisor, whose annex C([recording]) grants
        C(RECORDING_PERMISSION_ADD_LABEL_DEFINITION) or C(RECORDING_PERMISSION_DELETE_LABEL_DEFINITION).
      - RWS gives label definitions to these roles; newer releases give them to a Contact Center Admin as well. Without
        this option O(admin_username) is used.
    type: str
  label_password: {description: Password of O(label_username)., type: str}
"""

    HIDDEN_NAMES = r"""
options:
  secret_keys:
    description:
      - Regular expressions of further names of settings, and of keys in them, whose values are secret, in any case.
        Names that look like a secret (password, passphrase, secret, token, private key, access key, authorization and
        the like) always are.
    type: list
    elements: str
    default: []
    version_added: 0.1.0
"""

    VOICE_PAYLOAD = r"""
options:
  voice_payload:
    description: Names that RWS uses for voice storage, for an RWS whose names differ from the inferred ones.
    type: dict
    default: {}
    suboptions:
      style:
        description:
          - V(store) writes one document below the contact center, as described above.
          - V(settings) writes a setting by location, as for screen recordings, into the settings group
            O(voice_payload.group).
        type: str
        choices: [store, settings]
        default: store
      group:
        description: Name of the settings group.
        type: str
        default: recordings
      list:
        description: Name of the list of storages.
        type: str
        default: store
      storage:
        description: Name of the WebDAV storage in an entry of the list.
        type: str
        default: webDAV
      username:
        description: Name of the user.
        type: str
        default: userName
      password:
        description: Name of the password. This is the name of a key, not a secret.
        type: str
        default: password
      url:
        description: Name of the address.
        type: str
        default: uri
      location:
        description: Name of the node path.
        type: str
        default: location
"""

    LIFECYCLE_TEMPLATE = r"""
options:
  template:
    description:
      - The REST form of media lifecycle rules in your RWS, see
        U(https://github.com/gir-multidc/gir.multidc/blob/main/docs/media-lifecycle-api.md). Everything that is wrong
        with it is said at once, before anything is asked.
      - It is plain data. Its placeholders, such as C({location}), are replaced as text, and nothing is evaluated.
    type: dict
    required: true
"""

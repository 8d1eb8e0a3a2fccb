# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The credential types that AWX brings along (awx/main/models/credential/__init__.py of 24.6.1), in short.

After the name of an input: ``!`` is a secret, ``*`` a secret that may be asked for at launch, ``?`` is true or false,
``#`` an SSH private key, ``~`` the id of a vault. Labels and help texts are the stand-in's own.
"""

_LOGIN = "username password!"
_HOST = "host username password!"

_TYPES = (
    ("ssh", "ssh", "Machine", "username password* ssh_key_data# ssh_public_key_data! ssh_key_unlock* become_method "
     "become_username become_password*", ""),
    ("scm", "scm", "Source Control", "username password! ssh_key_data# ssh_key_unlock!", ""),
    ("vault", "vault", "Vault", "vault_password* vault_id~", "vault_password"),
    ("net", "net", "Network", "username password! ssh_key_data# ssh_key_unlock! authorize? authorize_password!",
     "username"),
    ("aws", "cloud", "Amazon Web Services", "username password! security_token!", "username password"),
    ("openstack", "cloud", "OpenStack", "username password! host project project_domain_name domain region verify_ssl?",
     "username password host project"),
    ("vmware", "cloud", "VMware vCenter", _HOST, "host username password"),
    ("satellite6", "cloud", "Red Hat Satellite 6", _HOST, "host username password"),
    ("gce", "cloud", "Google Compute Engine", "username project ssh_key_data#", "username ssh_key_data"),
    ("azure_rm", "cloud", "Microsoft Azure Resource Manager", "subscription username password! client secret! tenant "
     "cloud_environment", "subscription"),
    ("github_token", "token", "GitHub Personal Access Token", "token!", "token"),
    ("gitlab_token", "token", "GitLab Personal Access Token", "token!", "token"),
    ("bitbucket_dc_token", "token", "Bitbucket Data Center HTTP Access Token", "token!", "token"),
    ("insights", "insights", "Insights", _LOGIN, "username password"),
    ("rhv", "cloud", "Red Hat Virtualization", "host username password! ca_file", "host username password"),
    ("controller", "cloud", "Red Hat Ansible Automation Platform", "host username password! oauth_token! verify_ssl?",
     "host"),
    ("kubernetes_bearer_token", "kubernetes", "OpenShift or Kubernetes API Bearer Token", "host bearer_token! "
     "verify_ssl? ssl_ca_cert!", "host bearer_token"),
    ("registry", "registry", "Container Registry", "host username password! verify_ssl?", "host"),
    ("galaxy_api_token", "galaxy", "Ansible Galaxy/Automation Hub API Token", "url auth_url token!", "url"),
    ("gpg_public_key", "cryptography", "GPG Public Key", "gpg_public_key!", "gpg_public_key"),
    ("terraform", "cloud", "Terraform backend configuration", "configuration! gce_credentials!", "configuration"),
)
_MARKS = {
    "!": {"secret": True},
    "*": {"secret": True, "ask_at_runtime": True},
    "?": {"type": "boolean"},
    "#": {"secret": True, "multiline": True, "format": "ssh_private_key"},
    "~": {"format": "vault_id"},
}


def _input(word):
    name = word.rstrip("!*?#~")
    label = name.replace("_", " ").capitalize()
    return {"id": name, "label": label, "type": "string", **_MARKS.get(word[len(name) :], {})}


def managed_types():
    """The values of each as an object of /credential_types/."""
    for namespace, kind, name, inputs, required in _TYPES:
        schema = {"fields": [_input(word) for word in inputs.split()]}
        if required:
            schema["required"] = required.split()
        yield {
            "name": name,
            "description": "",
            "kind": kind,
            "namespace": namespace,
            "managed": True,
            "inputs": schema,
            "injectors": {},
        }

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names, and whether each is that of a secret, to be tried wherever a name stands."""

VALUE = "Zz9-hush-71"
SECRET = (
    "password", "opsUserPassword", "PASSWD", "passwort", "pwd", "db_passphrase", "passcode", "pass", "keystore-pass",
    "keystorePass", "trustStorePass", "storepass", "keypass", "credential", "storageCredential", "client_secret",
    "accessToken", "Authorization", "authorisation", "cryptoSecurityKey", "crypto_security_key", "crypto-security-key",
    "privateKey", "accessKey", "api-key", "recordingclient.callrec_authorization",
)  # fmt: skip
PLAIN = (
    "username", "userName", "url", "uri-prefix", "bypass", "byPass", "ProxyPass", "ProxyPassReverse", "compassion",
    "passive", "publicKey", "keystorePath", "siteName", "peer_uri", "port", "monkey", "accessLog", "securityLevel",
)  # fmt: skip
NAMES = [(name, True) for name in SECRET] + [(name, False) for name in PLAIN]

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Keep secrets out of everything that people or logs may read: differences, rendered files, output of validators."""

import hashlib
import hmac
import os
import re

MASK = "********"

# Names of options, keys and directives whose values are secret. Matched anywhere in the name, in any case.
DEFAULT_SECRET_KEYS = (
    r"passw(?:or)?d",
    r"passphrase",
    r"passcode",
    r"pwd",
    r"(?:^|[^a-z])pass(?:$|[^a-z])",
    r"secret",
    r"token",
    r"authori[sz]ation",
    r"credential",
    r"crypto_?-?security_?-?key",
    r"private_?-?key",
    r"access_?-?key",
    r"api_?-?key",
)

# keystorePass, but neither bypass nor Apache's ProxyPass.
_CAMEL_PASS = re.compile(r"[a-z](?<!roxy)Pass$")

# What stands beside a password in a block such as "credentials:" and is no secret itself.
_HARMLESS = re.compile(
    r"^(?:user(?:_?name)?|login|name|ur[il]|host|port|path|storage_?path|file|realm|type|enabled|location)$", re.I
)
_NAME_KEYS = ("name", "key", "option")

_PEM_BEGIN = re.compile(r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----")
_PEM_END = re.compile(r"-----END [A-Z0-9 ]*PRIVATE KEY-----")
_WORD = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.\-]*")
_SEPARATOR = re.compile(r"[\"'\]]*(?:\s*[:=>]\s*|\s+)")
_QUOTED = r"\"[^\"]*\"?|'[^']*'?"
_PAIR = re.compile(r"([A-Za-z0-9_][A-Za-z0-9_.\-]*)(=|:\s+)(%s|[^\s&;,\"']+)" % _QUOTED)
_FLAG = re.compile(r"(?<=-)([A-Za-z0-9][A-Za-z0-9_.\-]*)(\s+)(%s|[^\s\"']+)" % _QUOTED)
_USERINFO = re.compile(r"(://[^\s/:@]*:)([^\s/@]+)(@)")
# Values that tell nothing, or that only open a block.
_NO_SECRET = ("", "|", ">", "|-", ">-", "|+", ">+", "{", "[", "{}", "[]", '""', "''", "true", "false", "null", "~")
_COMMENT = ("#", ";", "//")


def compile_keys(extra):
    """The compiled pattern of names whose values are secret."""
    patterns = list(DEFAULT_SECRET_KEYS) + list(extra)
    any_case = re.compile("|".join("(?:%s)" % p for p in patterns), re.I)
    return lambda name: bool(any_case.search(name) or _CAMEL_PASS.search(name))


class Redactor:
    """Replaces secret values: by a fixed mask, or by a fingerprint that shows whether a value changed.

    The fingerprint is salted anew for every run: two runs cannot be compared, and nobody can try out guesses
    against a log.
    """

    def __init__(self, extra_keys=(), fingerprints=False):
        self.is_secret = compile_keys(extra_keys)
        self._salt = os.urandom(32) if fingerprints else None
        self._learned = set()

    def token(self, value):
        if self._salt is None:
            return MASK
        text = value if isinstance(value, str) else repr(value)
        digest = hmac.new(self._salt, text.encode("utf-8", "surrogateescape"), hashlib.sha256).hexdigest()
        return "<secret %s>" % digest[:6]

    def learn(self, data, secret=False):
        """Remember the secret values in data, so that they are recognised under an innocent name elsewhere."""
        if isinstance(data, dict):
            for key, value in data.items():
                self.learn(value, self._key_is_secret(data, key))
        elif isinstance(data, (list, tuple)):
            for value in data:
                self.learn(value, secret)
        elif secret and isinstance(data, str) and len(data) >= (12 if re.match(r"^[A-Za-z]+$", data) else 8):
            # Shorter values and plain words would blank out innocent text.
            self._learned.add(data)

    def learn_all(self, data, secret=False):
        """Like learn, for text that is shown only after a failure: there, too much is better than a short password."""
        if isinstance(data, dict):
            for key, value in data.items():
                self.learn_all(value, secret or self._key_is_secret(data, key))
        elif isinstance(data, (list, tuple)):
            for value in data:
                self.learn_all(value, secret)
        elif secret and isinstance(data, (str, int)) and not isinstance(data, bool) and str(data):
            self._learned.add(str(data))

    def _key_is_secret(self, mapping, key):
        if self.is_secret(str(key)):
            return True
        if str(key) == "value":
            # The {name: ..., value: ...} way of writing options.
            return any(isinstance(mapping.get(n), str) and self.is_secret(mapping[n]) for n in _NAME_KEYS)
        return False

    def data(self, data, inside=False):
        """A copy of structured data without its secrets."""
        if isinstance(data, dict):
            return {key: self._member(data, key, value, inside) for key, value in data.items()}
        if isinstance(data, (list, tuple)):
            return [self.data(value, inside) for value in data]
        return self._scalar(data) if inside else self._plain(data)

    def _member(self, mapping, key, value, inside):
        if self._key_is_secret(mapping, key):
            return self.data(value, True)
        if inside and _HARMLESS.match(str(key)):
            return self.data(value, False)
        return self.data(value, inside)

    def _scalar(self, value):
        if value is None or isinstance(value, bool) or value == "":
            return value
        return self.token(value)

    def _plain(self, value):
        if not isinstance(value, str):
            return value
        return self.scrub(_FLAG.sub(self._pair, _PAIR.sub(self._pair, value)))

    def _pair(self, found):
        """A secret inside of a value, such as a connection string or the arguments of a command."""
        name, separator, value = found.groups()
        return name + separator + (self._shown(value) if self.is_secret(name) else value)

    def scrub(self, text):
        """Replace passwords in URLs and every secret value learned before."""
        text = _USERINFO.sub(lambda m: m.group(1) + self.token(m.group(2)) + m.group(3), text)
        for value in sorted(self._learned, key=len, reverse=True):
            if value in text:
                text = text.replace(value, self.token(value))
        return text

    def text(self, text):
        """Plain text without its secrets, line by line."""
        lines = []
        pem = []
        block = None  # indentation of a secret key whose value goes on below it
        for line in text.splitlines():
            if pem or _PEM_BEGIN.search(line):
                pem.append(line)
                if _PEM_END.search(line):
                    lines.append(self.token("\n".join(pem)))
                    pem = []
                continue
            indent = len(line) - len(line.lstrip())
            if block is not None and line.strip():
                if indent > block or (indent == block and line.lstrip().startswith("- ")):
                    lines.append(" " * indent + self.token(line.strip()))
                    continue
                block = None
            redacted, opens_block = self._line(line)
            if opens_block:
                block = indent
            lines.append(self.scrub(redacted))
        if pem:
            lines.append(self.token("\n".join(pem)))
        return "\n".join(lines) + ("\n" if text.endswith("\n") else "")

    def _line(self, line):
        out, position, opens_block = "", 0, False
        comment = line.lstrip().startswith(_COMMENT)
        while True:
            found = self._next_secret(line, position, comment)
            if found is None:
                return out + line[position:], opens_block
            start, separator = found
            out += line[position:start]
            opens_block = opens_block or any(c in separator for c in ":=")
            value, position = _value_at(line, start, separator)
            out += self._shown(value)

    def _shown(self, value):
        if value.rstrip(",") in _NO_SECRET:
            return value
        if len(value) > 2 and value[0] in "'\"" and value[-1] == value[0]:
            # The quotes stay outside of the mask, so that a masked JSON or YAML file is still one.
            return value[0] + self.token(value[1:-1]) + value[0]
        return self.token(value)

    def _next_secret(self, line, position, comment):
        for word in _WORD.finditer(line, position):
            if not self.is_secret(word.group(0)):
                continue
            separator = _SEPARATOR.match(line, word.end())
            if separator is None or (comment and not any(c in separator.group(0) for c in ":=>")):
                continue
            return separator.end(), separator.group(0)
        return None


def _value_at(line, start, separator):
    """The value that begins at start, and where the line goes on after it."""
    rest = line[start:]
    if rest[:1] in ("'", '"'):
        end = _closing_quote(rest)
        if end is not None:
            return rest[: end + 1], start + end + 1
    if ">" in separator and "<" in rest:
        end = rest.index("<")
        return rest[:end], start + end
    value = rest.rstrip()
    if separator[0] in "'\"":
        # A member of a JSON object: the comma behind the value is not part of it.
        value = value.rstrip(",")
    return value, start + len(value)


def _closing_quote(text):
    position = 1
    while position < len(text):
        if text[position] == "\\":
            position += 2
            continue
        if text[position] == text[0]:
            return position
        position += 1
    return None

# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The vendor's silent installation: response file in, result file out, and a marker of what is installed."""

import base64
import configparser
import contextlib
import json
import os
import shutil
import signal
import tempfile
import time
from typing import Any, Callable, Dict, List, Tuple

from ansible_collections.gir.multidc.plugins.module_utils._bundle import staging
from ansible_collections.gir.multidc.plugins.module_utils._common import stopping
from ansible_collections.gir.multidc.plugins.module_utils._common.redact import Redactor
from ansible_collections.gir.multidc.plugins.module_utils._common.refusal import Refusal
from ansible_collections.gir.multidc.plugins.module_utils._service.installed import marker_path, read_marker

INSTALLER = "install.sh"
RESULT = "genesys_install_result.log"


def pack(response):
    return base64.b64encode(json.dumps(response).encode("utf-8")).decode("ascii")


def unpack(packed):
    return json.loads(base64.b64decode(packed).decode("utf-8"))


def write_marker(install_path, product):
    if not os.path.isdir(install_path):
        raise Refusal("the installer reported success, but there is no such directory, so nothing is installed")
    _write(install_path, product)
    staging.clear_leftovers([install_path])


def _write(install_path: str, data: Dict[str, Any]) -> None:
    temporary = staging.private_name(install_path, "new")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as marker:
            marker.write(json.dumps(data, indent=2, sort_keys=True) + "\n")
            marker.flush()
            os.fchmod(marker.fileno(), 0o644)
            os.fsync(marker.fileno())
        os.rename(temporary, marker_path(install_path))
    except BaseException:
        staging.remove(temporary)
        raise


def note_begun(install_path: str, version: str) -> None:
    """Leave word, where there is a place for it, that an installation was begun and has not ended."""
    with contextlib.suppress(OSError):
        moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        _write(install_path, {"version": None, "begun": version, "time": moment})


def response_text(response, install_path):
    """The response file, and what is wrong with its content as sentences."""
    problems = []
    sections = {}
    if not isinstance(response, dict):
        return "", ["response is not a dictionary: give sections, each with options"]
    for section, options in response.items():
        if options is None:
            continue
        if not isinstance(options, dict) or not _is_name(section, "[]"):
            problems.append("response: section %s cannot be written: give a name and a dictionary of options" % section)
            continue
        sections[section] = _options(section, options, problems)
    common = sections.setdefault("IPCommon", {})
    given = common.setdefault("InstallPath", install_path)
    if os.path.normpath(given) != os.path.normpath(install_path):
        problems.append(
            "response: IPCommon/InstallPath is %s, but install_path is %s: leave InstallPath out"
            % (given, install_path)
        )
    lines = []
    for section, options in sections.items():
        lines.append("[%s]" % section)
        lines.extend("%s=%s" % pair for pair in options.items())
        lines.append("")
    return "\n".join(lines), problems


def _options(section, options, problems):
    checked = {}
    for key, value in options.items():
        where = "response: %s/%s" % (section, key)
        if value is None:
            continue
        if isinstance(value, bool):
            problems.append(
                '%s is a boolean: YAML reads an unquoted yes or no as one, so put it in quotes, as in "yes"' % where
            )
        elif not isinstance(value, (str, int, float)) or "\n" in str(value) or "\r" in str(value):
            problems.append("%s is not one line of text: give one" % where)
        elif not _is_name(key, "=:"):
            problems.append("%s cannot be written: the name holds =, : or a line break" % where)
        else:
            checked[key] = str(value)
    return checked


def _is_name(name, forbidden):
    return isinstance(name, str) and bool(name.strip()) and not any(c in name for c in forbidden + "\r\n")


def read_result(path):
    """Sections of the result file."""
    parser = configparser.RawConfigParser(strict=False, allow_no_value=True)
    parser.optionxform = str
    try:
        with open(path, encoding="utf-8", errors="replace") as result:
            parser.read_file(result)
    except FileNotFoundError:
        return None
    except (OSError, configparser.Error):
        raise Refusal("the installer's result file is no ini file, so nothing proves the installation") from None
    return {section: dict(parser.items(section)) for section in parser.sections()}


class ResponseFile:
    """The response file holds passwords: only its owner can read it, and it is removed whatever happens.

    For the signal that cannot be caught a small process of its own waits for the module's end. It ends the installer
    then, removes what the module has made in the directory, and calls `afterwards`.
    """

    def __init__(self, directory: str, text: str, afterwards: Callable[[], None] = lambda: None) -> None:
        self._text = text
        self._directory = directory
        self._afterwards = afterwards
        self.path = os.path.join(directory, "genesys_silent.ini")
        self._pipe: Tuple[int, int] = (0, 0)

    def __enter__(self) -> str:
        self._pipe = self._guard()
        try:
            descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as response:
                response.write(self._text)
        except BaseException:
            self.__exit__()
            raise
        return self.path

    def __exit__(self, *dummy: Any) -> None:
        guardian, write_end = self._pipe
        try:
            # It holds passwords: that it stays must not go unsaid.
            with contextlib.suppress(FileNotFoundError):
                os.unlink(self.path)
            self._tell(b"ended")
        finally:
            os.close(write_end)
            os.waitpid(guardian, 0)

    def guard(self, group: int) -> None:
        """Have the guardian end this group of processes, too."""
        self._tell(b"%d" % group)

    def _tell(self, word: bytes) -> None:
        # A guardian that is gone has nothing left to do.
        with contextlib.suppress(BrokenPipeError):
            os.write(self._pipe[1], word + b"\n")

    def _guard(self) -> Tuple[int, int]:
        """Start the guardian; it lives until the returned pipe is closed, by us or by our death."""
        read_end, write_end = os.pipe()
        guardian = os.fork()
        if guardian == 0:
            self._stand_guard(read_end, write_end)
        os.close(read_end)
        return guardian, write_end

    def _stand_guard(self, read_end: int, write_end: int) -> None:
        """What the guardian does; it never comes back."""
        try:
            os.setsid()
            for number in stopping.SIGNALS:
                signal.signal(number, signal.SIG_IGN)
            os.close(write_end)
            null = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(null, stream)
            with os.fdopen(read_end, "rb") as pipe:
                words = pipe.read().split()
            if words[-1:] != [b"ended"]:
                self._clean_up(words)
        finally:
            os._exit(0)

    def _clean_up(self, words: List[bytes]) -> None:
        staging.remove(self.path)
        if words:
            stopping.end_group(int(words[-1]))
        staging.remove(os.path.join(self._directory, RESULT))
        with contextlib.suppress(OSError):
            os.rmdir(self._directory)
        self._afterwards()


def check_paths(package, install_path):
    """What is wrong with the two paths, whatever the host, as sentences."""
    return [
        "%s is '%s': give an absolute path" % (name, path)
        for name, path in (("package", package), ("install_path", install_path))
        if not os.path.isabs(path)
    ]


def refuse(problems):
    """Raise all problems at once."""
    if problems:
        raise Refusal(" ".join("(%d) %s." % pair for pair in enumerate(problems, 1)))


def forget(install_path: str, version: str) -> None:
    """From here on nothing counts as installed until the installer has proven what is."""
    if os.path.lexists(marker_path(install_path)):
        note_begun(install_path, version)
        # Where no word could be left, nothing must be left.
        if read_marker(install_path)[0]:
            os.unlink(marker_path(install_path))


def _has_failed(install_path: str) -> None:
    """The task says so; the next run has nothing to add."""
    with contextlib.suppress(FileNotFoundError, NotADirectoryError):
        os.unlink(marker_path(install_path))


def check_places(package, install_path):
    """What is wrong on this host before anything is started, as sentences."""
    problems = []
    installer = os.path.join(package, INSTALLER)
    if not os.path.isfile(installer):
        problems.append(
            "%s does not exist: unpack the vendor's installation package first and give the directory that holds it"
            % installer
        )
    elif not os.access(installer, os.X_OK):
        problems.append("%s is not executable by this user: unpack the package with its modes" % installer)
    above = install_path
    while above != "/" and not os.path.lexists(above):
        above = os.path.dirname(above)
    if not os.path.isdir(above):
        problems.append("install_path %s: %s is not a directory: move it away" % (install_path, above))
    elif not os.access(above, os.W_OK | os.X_OK):
        problems.append(
            "install_path %s: this user may not write in %s: create install_path for the service user"
            % (install_path, above)
        )
    return problems


def install(module, package, version, install_path, response):
    """Run the installer and return the product it says it installed. Raises Refused."""
    text, problems = response_text(response, install_path)
    refuse(problems + check_places(package, install_path))
    forget(install_path, version)
    directory = tempfile.mkdtemp(prefix="silent_install-", dir=module.tmpdir)
    try:
        with stopping.noted() as stop:
            return _run(package, version, install_path, response, text, directory, stop)
    except stopping.Stopped as stopped:
        note_begun(install_path, version)
        raise Refusal(
            "%s was ended before it was done, because the module was %s: the product may be incomplete, nothing counts "
            "as installed, and the next run installs it again" % (INSTALLER, stopped)
        ) from None
    except BaseException:
        _has_failed(install_path)
        raise
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def _run(
    package: str, version: str, install_path: str, response: Any, text: str, directory: str, stop: stopping.Stop
) -> Dict[str, Any]:
    result_file = os.path.join(directory, RESULT)
    content = ResponseFile(directory, text, lambda: note_begun(install_path, version))
    with content as response_file:
        command = ["./" + INSTALLER, "-s", "-fr", response_file, "-fl", result_file]
        # No terminal and nothing to read: a question ends the installer instead of blocking it.
        try:
            code, out, err = stopping.run(command, stop, directory, content.guard, package)
        except OSError as error:
            raise Refusal("%s cannot be started: %s" % (INSTALLER, error.strerror or error)) from error
    said = _said(response, err.strip() or out.strip())
    result = read_result(result_file)
    if result is None:
        raise Refusal(
            "%s ended with exit status %d and wrote no result file, so nothing proves the installation.%s"
            % (INSTALLER, code, said)
        )
    error = (result.get("Result", {}).get("Error") or "").strip()
    if code or error:
        raise Refusal(
            "%s failed with exit status %d%s.%s%s"
            % (
                INSTALLER,
                code,
                ": " + _redactor(response).text(error).rstrip(".") if error else "",
                said,
                _licence_hint(response),
            )
        )
    return _product(result.get("GenesysProductInfo", {}), version)


def _product(information: Dict[str, Any], version: str) -> Dict[str, Any]:
    installed = (information.get("IPVersion") or "").strip()
    if not installed:
        raise Refusal(
            "the installer's result file names no GenesysProductInfo/IPVersion, so nothing proves the version"
        )
    if installed != version:
        raise Refusal(
            "the package has installed version %s, but version %s was asked for: "
            "give the right package, or correct the version" % (installed, version)
        )
    return {
        "version": installed,
        "build": information.get("IPBuildNumber") or None,
        "name": information.get("IPName") or None,
    }


def _redactor(response):
    redactor = Redactor()
    redactor.learn_all(response)
    return redactor


def _said(response, output):
    if not output:
        return ""
    lines = [line.strip() for line in _redactor(response).text(output).splitlines() if line.strip()]
    return " It said: %s" % " / ".join(lines[-5:])


def _licence_hint(response):
    licence = response.get("License") if isinstance(response, dict) else None
    if isinstance(licence, dict) and licence.get("LicenseAgreement") == "Accepted":
        return ""
    return " The licence is not accepted: read it, then set response.License.LicenseAgreement to Accepted."

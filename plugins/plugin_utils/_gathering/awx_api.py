# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads AWX through its API. Nothing here writes: that is left to the modules of awx.awx."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from ansible_collections.gir.multidc.plugins.module_utils._http.answer import Response
from ansible_collections.gir.multidc.plugins.module_utils._http.exchange import (
    Address,
    HttpProblem,
    HttpSession,
    TlsOptions,
)
from ansible_collections.gir.multidc.plugins.module_utils._http.session import basic, cleaned
from ansible_collections.gir.multidc.plugins.plugin_utils._awx.options import Login

# Code of managed hosts, which has no types.
_address: Callable[[str], Any] = Address
_session: Callable[[Any, Any, int], Any] = HttpSession
_tls: Callable[[bool], Any] = TlsOptions
_basic: Callable[[str, str], str] = basic
_cleaned: Callable[[object, list[str]], str] = cleaned
_PREFIX = "/api/v2/"
_PAGE = 200
_SECONDS = 30
# AWX answers a list in pages; one that never ends is no list.
_MOST_PAGES = 500


class Unreadable(Exception):
    """AWX gave no answer that can be used; the message says why, without a secret."""


class AwxApi:
    """One kept-alive session with AWX."""

    def __init__(self, login: Login, page: int = _PAGE) -> None:
        self._login, self._page = login, page
        self._address = _address(login.url)
        self._session = _session(self._address, _tls(login.validate_certs), _SECONDS)
        self._secrets = [one for one in (login.password, login.token) if one]
        self._session.clean = lambda text: _cleaned(text, self._secrets)

    def close(self) -> None:
        """Ends the session."""
        self._session.close()

    def all(self, path: str, **query: object) -> list[dict[str, Any]]:
        """Every object of a list, of all pages."""
        asked = {key: str(value) for key, value in query.items()}
        found: list[dict[str, Any]] = []
        target: str | None = f"{path}?{urlencode({**asked, 'page_size': str(self._page), 'order_by': 'id'})}"
        for _page in range(_MOST_PAGES):
            if target is None:
                return found
            document = self.document(target)
            if not isinstance(document, dict) or not isinstance(document.get("results"), list):
                raise Unreadable(f"{self._shown(target)} is no list of objects; is this address that of AWX?")
            found += document["results"]
            target = document.get("next")
        raise Unreadable(f"{self._shown(path)} has more than {_MOST_PAGES} pages.")

    def one(self, path: str) -> Any:
        """One document."""
        return self.document(path)

    def document(self, path: str) -> Any:
        """What AWX answers to GET. Raises Unreadable."""
        target = self._target(path)
        login = self._login
        secret = f"Bearer {login.token}" if login.token else f"Basic {_basic(login.username, login.password)}"
        try:
            response = self._session.request("GET", target, {"Authorization": secret, "Accept": "application/json"})
        except HttpProblem as problem:
            raise Unreadable(f"{self._shown(path)}: {problem}.") from None
        if response.status != 200:
            raise Unreadable(self._refusal(path, response))
        document, flaw = response.document(self._session.clean)
        if flaw:
            raise Unreadable(f"{self._shown(path)}: {flaw}; is this address that of AWX?")
        return document

    def _target(self, path: str) -> str:
        """AWX names related objects and further pages by whole paths, which may begin with the path of its address."""
        parts = urlsplit(path)
        whole = parts.path if parts.path.startswith("/") else f"{_PREFIX}{parts.path}"
        base = self._address.base_path
        if base and whole.startswith(f"{base}/"):
            whole = whole[len(base) :]
        return f"{whole}?{parts.query}" if parts.query else whole

    def _shown(self, path: str) -> str:
        return f"{self._address.url}{self._target(path).partition('?')[0]}"

    def _refusal(self, path: str, response: Response) -> str:
        where = self._shown(path)
        if response.status == 401:
            return f"{where} does not accept the account (status 401): correct gir_awx_token, or name and password."
        if response.status == 403:
            return f"{where} refuses the account (status 403): give one that may administer the organization."
        said = response.first_line(clean=self._session.clean)
        return f"{where} answered with status {response.status}: {said}"

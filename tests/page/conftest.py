# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages in a real Chromium, opened from files."""

import os
import shutil

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._report.of_drift import from_drift
from ansible_collections.gir.multidc.plugins.plugin_utils._report.page import page
from playwright.sync_api import sync_playwright

READY = "html[data-ready]"
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def chromium():
    """The browser that the system has; root may not use its sandbox."""
    program = [found for found in map(shutil.which, PROGRAMS) if found][0]
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=arguments)
        yield browser
        browser.close()


class Pages:
    """Opens pages from files whose directory has a blank and a # in its name, and notes all that they ask for."""

    def __init__(self, browser, directory):
        self._browser = browser
        self._directory = directory / "a # b"
        self._directory.mkdir()
        self.requests, self.errors = [], []
        self._contexts = []

    def open(self, report, fragment="", ready=True, **context):
        """The page of a report of drift, or of the markup that is given."""
        text = report if isinstance(report, str) else page(from_drift(report))
        path = self._directory / f"{len(self._contexts)}.html"
        path.write_text(text, encoding="utf-8")
        made = self._browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **context})
        self._contexts.append(made)
        shown = made.new_page()
        shown.on("request", lambda request: self.requests.append(request.url))
        shown.on("pageerror", lambda error: self.errors.append(str(error)))
        shown.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        shown.goto(path.as_uri() + fragment)
        if ready:
            shown.wait_for_selector(READY)
        return shown

    def close(self):
        for context in self._contexts:
            context.close()


@pytest.fixture
def pages(chromium, tmp_path):
    """No page may ask for anything but itself, nor write an error to the console."""
    made = Pages(chromium, tmp_path)
    yield made
    made.close()
    assert made.errors == []
    assert {url.partition(":")[0] for url in made.requests} <= {"file", "data"}
    assert all("/a%20%23%20b/" in url for url in made.requests if url.startswith("file"))

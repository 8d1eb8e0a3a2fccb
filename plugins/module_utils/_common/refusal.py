# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Why something is not done: private to this collection, may change at any time."""

from typing import Any

# What code that reads an answer raises when the answer is not of a form that it knows.
SURPRISES = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


class Refusal(Exception):
    """One sentence for the user, and as `details` what the result of the module says besides."""

    def __init__(self, message: str, **details: Any) -> None:
        super().__init__(message)
        self.details = details

    @property
    def uncertain(self) -> bool:
        """Whether something may have been changed all the same."""
        return False

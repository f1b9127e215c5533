"""The calls that a build made to outside systems during a row, shown at that row in Allure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Protocol

from harness.coverage.masking import mask_text
from harness.errors import HarnessError

if TYPE_CHECKING:
    from harness.builds.screen import Screen

__all__ = ["Attaching", "Calling", "CallsShown", "told"]

NAME = "外部システムとのやり取り"
LONGEST = 400
"""Characters of a body that are shown: a whole report has room for all calls of a run."""


class Calling(Protocol):
    """A build whose fakes keep journals."""

    def calls_after(self, after: Mapping[str, int]) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        """Gives gateway -> its calls whose number comes after the one given for it, the oldest first."""


class Attaching(Protocol):
    """Takes texts for the step that is open."""

    def attach_text(self, name: str, body: str) -> None:
        """Attaches a text to the innermost open step."""


class CallsShown:
    """Attaches what was asked and answered during each row; rows that called nothing stay as they are.

    It is told of a row after the one whose step is open, and of its end before. One is made for each scenario.
    """

    def __init__(self, build: Calling, report: Attaching) -> None:
        self._build = build
        self._report = report
        self._seen: dict[str, int] | None = None

    def row_opened(self, title: str) -> None:
        """Leaves out what was called on the way to the first row."""
        if self._seen is None:
            self._seen = {}
            self._new()

    def screen_seen(self, name: str, screen: Screen) -> None:
        """Has nothing to say about screens."""

    def row_closed(self, error: BaseException | None) -> None:
        """Attaches the calls since the row before."""
        text = "\n".join(told(gateway, call) for gateway, calls in self._new().items() for call in calls)
        if text:
            self._report.attach_text(NAME, text)

    def _new(self) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        seen = self._seen if self._seen is not None else {}
        # A fake that does not answer is told of by whatever needs it.
        with suppress(HarnessError):
            found = self._build.calls_after(seen)
            seen.update({gateway: calls[-1]["number"] for gateway, calls in found.items() if calls})
            return found
        return {}


def told(gateway: str, call: Mapping[str, Any]) -> str:
    """One call as text: what was asked, how it was answered, and the fault that spoiled it; without secrets."""
    query = f"?{call['query']}" if call["query"] else ""
    fault = f" [{call['fault']}]" if call["fault"] else ""
    answered = call["status"] or "応答なし"
    lines = [f"{gateway} {call['number']}: {call['method']} {call['path']}{query} → {answered}{fault}"]
    lines += [
        f"  {mark} {_short(call[key])}" for mark, key in (("送", "body"), ("受", "answer")) if call[key]
    ]
    return mask_text("\n".join(lines))


def _short(text: str) -> str:
    folded = " ".join(text.split())
    return folded if len(folded) <= LONGEST else f"{folded[:LONGEST]}…（全{len(folded)}字）"

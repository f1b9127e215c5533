"""Walking: rows of the guide, one after another."""

from __future__ import annotations

from pytest_bdd import given, parsers, then, when

from harness.walking.journeying import compare_with_chart, journey
from harness.walking.walker import Row, Walker

__all__: list[str] = []


@given(parsers.re(r"(?P<role>買主|使用者)は手順 (?P<number>\S+) まで進んでいる"))
def already_at(walker: Walker, role: str, number: str) -> None:
    """Somebody has walked the plain way to a step, every screen verified."""
    walker.go_to(walker.step(number), role=role)


@when(parsers.re(r"(?:買主|使用者)が手順のとおりに進む"))
def walk(walker: Walker, datatable: list[list[str]]) -> None:
    """Somebody walks the rows 手順・画面・操作; each screen is verified before it is acted on."""
    walker.walk([Row(number=number, title=title, acts=acts) for number, title, acts in datatable[1:]])


@then(parsers.re(r"手順 (?P<number>\S+) の画面(?:になる|のままである)"))
def arrived(walker: Walker, number: str) -> None:
    """The step's screen is shown, and everything on it holds."""
    walker.take(walker.step(number), (), said="確認のみ")


@when(parsers.re(r"お客さまが節を順に終える"))
def sections(walker: Walker, datatable: list[list[str]]) -> None:
    """A customer walks section after section to the step at which each is left (節・手順), and ends the procedure."""
    journey(walker, [(section, number) for section, number in datatable[1:]])


@then(parsers.re(r"チェックチャートの節は「(?P<sections>[^」]+)」になる"))
def chart_says(walker: Walker, sections: str) -> None:
    """The check chart names these sections for the customer, in this order."""
    compare_with_chart(walker.world, tuple(sections.split("、")))

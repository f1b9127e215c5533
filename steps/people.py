"""Who takes part, and what is true of them before the procedure begins."""

from __future__ import annotations

from pytest_bdd import given, parsers

from harness.walking.walker import Walker
from harness.walking.world import SHARED

__all__: list[str] = []


@given(
    parsers.re(
        r"(?P<kind>個人|法人)の(?P<role>買主|使用者)「(?P<name>[^」]+)」は"
        r"TOYOTAアカウントを持って(?P<has>いる|いない)"
    )
)
def somebody(walker: Walker, kind: str, role: str, name: str, has: str) -> None:
    """Somebody of the cast takes part, with or without a TOYOTAアカウント."""
    walker.world.introduce(role, name, kind=kind, has_account=has == "いる")


@given(parsers.re(r"(?P<role>買主|使用者)のTOYOTAアカウントは「(?P<service>[^」]+)」と連携済みである"))
def linked(walker: Walker, role: str, service: str) -> None:
    """The TOYOTAアカウント is linked with a service already."""
    world = walker.world
    world.state({f"{service}連携": "済み"}, role=role)
    world.open_account(world.person(role), linked_services=(service,))


@given(parsers.re(r"前提条件「(?P<name>[^」]+)」は「(?P<value>[^」]+)」である"))
def fact(walker: Walker, name: str, value: str) -> None:
    """A fact of the guide's data has this value."""
    world = walker.world
    if world.section == "chart":
        for role in ("買主", "使用者"):
            world.state({name: value}, role=role)
        return
    if world.section >= "4":
        # After delivery the user acts alone.
        world.state({name: value}, role="使用者")
        if name in SHARED:
            world.state({name: value})
        return
    personal = "使用者" in world.people and name not in SHARED and world.section > "2"
    world.state({name: value}, role="使用者" if personal else "")


@given(parsers.re(r"「(?P<gateway>[^」]+)」は「(?P<fault>[^」]+)」の状態である"))
def disturbed(walker: Walker, gateway: str, fault: str) -> None:
    """An outside system fails in this way whenever it is called."""
    walker.world.need("要_外部障害")
    walker.world.bench.disturb(gateway, fault)
    if gateway == "国税庁":
        walker.world.state({"国税庁": "応答なし"})


@given(
    parsers.re(
        r"(?P<role>買主|使用者)のTOYOTAアカウントの「(?P<label>[^」]+)」は「(?P<value>[^」]*)」で登録されている"
    )
)
def outdated(walker: Walker, role: str, label: str, value: str) -> None:
    """The buyer's TOYOTAアカウント holds another value than the buyer's own."""
    world = walker.world
    world.open_account(world.person(role), other={label: value})

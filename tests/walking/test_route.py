"""The plain way to a step, computed from the guide's data."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.errors import FeatureError
from harness.guide import Guide, load
from harness.guide.model import BranchKind
from harness.walking.acts import Choose, Photograph, Press, ScanQr, Tick
from harness.walking.route import acts_for, route

GUIDE = load()
START = "1-1/0"


def facts(guide: Guide, **more: str) -> dict[str, str]:
    """The facts that hold unless something else is said, and more."""
    return {fact.name: fact.default for fact in guide.facts if fact.default is not None} | more


@pytest.mark.parametrize("target", [step for step in GUIDE.steps if step.startswith("1-1/")])
def test_every_step_can_be_reached(target: str) -> None:
    """For each step there are facts under which the plain way leads to it."""
    ways = []
    for kind in ("個人", "法人"):
        for dialog in ("表示される", "表示されない"):
            try:
                ways.append(
                    route(
                        GUIDE,
                        start=START,
                        target=target,
                        facts=facts(GUIDE, お客さま種別=kind, カメラの権限の画面=dialog),
                    )
                )
            except FeatureError:
                continue

    assert ways


@given(
    st.sampled_from([step for step in GUIDE.steps if step.startswith("1-1/")]),
    st.sampled_from(["個人", "法人"]),
)
def test_a_way_follows_the_data_step_by_step(target: str, kind: str) -> None:
    """Each leg leads to the next by an outcome of its step, and no leg is a bad outcome."""
    try:
        legs = route(GUIDE, start=START, target=target, facts=facts(GUIDE, お客さま種別=kind))
    except FeatureError:
        return

    here = START
    for leg in legs:
        assert leg.step.id == here
        if leg.outcome is None:
            assert leg.step.to == leg.to
        else:
            assert leg.outcome in leg.step.branches
            assert leg.outcome.kind is not BranchKind.BAD
        here = leg.to
    assert here == target


def test_a_corporation_is_never_led_past_the_staff_check() -> None:
    """The way of a corporation with an account leaves out step 8-A."""
    legs = route(GUIDE, start=START, target="1-1/11-A", facts=facts(GUIDE, お客さま種別="法人"))

    assert "1-1/8-A" not in [leg.step.id for leg in legs]
    assert "1-1/9-A" in [leg.step.id for leg in legs]


def test_without_a_way_the_target_is_named() -> None:
    """Where no way leads, the error names both ends."""
    with pytest.raises(FeatureError, match="1-1/8-A"):
        route(GUIDE, start=START, target="1-1/8-A", facts=facts(GUIDE, お客さま種別="法人"))


def test_what_is_done_on_the_way_follows_from_the_data() -> None:
    """Codes are read, boxes ticked, options chosen and pictures taken as each outcome asks."""
    wanted = facts(GUIDE, お客さま種別="個人", 入力方法="身分証明書をカメラで撮影する")
    legs = route(GUIDE, start=START, target="1-1/17-B", facts=wanted)
    done = {leg.step.number: acts_for(leg, role="買主", following=GUIDE.steps.get(leg.to)) for leg in legs}

    assert done["0"] == (ScanQr(tampered=False),)
    assert done["7-B"] == (Tick("利用規約に同意する", on=True), Press("次へ"))
    assert done["11-B"] == (Choose("個人"), Press("次へ"))
    assert done["12-B"] == (Press("身分証明書をカメラで撮影する"),)
    assert done["14-B"] == (Press("運転免許証"),)
    assert done["16-B"] == (Photograph(), Press("撮影する"))

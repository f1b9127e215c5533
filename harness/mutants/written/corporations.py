"""Corporations: 法人番号, the register of the 国税庁, and direct input."""

from __future__ import annotations

from collections.abc import Callable

from harness.mutants.written.altering import (
    Outcome,
    around,
    everywhere,
    first,
    instead,
    relabelled,
    without,
)
from harness.mutants.written.frame import breaks
from harness.reference.flow import Go, Stay, Turn, go
from harness.reference.gateways.houjin_bangou import Corporation
from harness.reference.policy import corporate_number
from harness.reference.policy.written import digits_of
from harness.reference.screens import corporation

__all__: list[str] = []


@breaks("R-032")
def numbers_of_any_length_are_taken() -> None:
    """A corporate number is whatever was typed."""
    everywhere(corporate_number.corporate_number, lambda value: digits_of(value)[:13].zfill(13))


@breaks("R-032")
def numbers_have_twelve_digits() -> None:
    """A corporate number has to have twelve digits."""

    def twelve(turn: Turn, genuine: Callable[[], Outcome]) -> Outcome:
        if len(turn.typed.get("corporate_number", "")) != 12:
            return Stay(errors={"corporate_number": "法人番号は12桁の数字で入力してください。"})
        return genuine()

    around("corporate-form", "look-up", twelve)


@breaks("R-033")
def register_is_not_shown() -> None:
    """What the register says goes into the form without being shown."""

    def on(turn: Turn, genuine: Callable[[], Outcome]) -> Outcome:
        outcome = genuine()
        return corporation._take_over(turn) if isinstance(outcome, Go) else outcome

    around("corporate-form", "look-up", on)


@breaks("R-033")
def register_shows_another_name() -> None:
    """Whatever number was typed, the guide's example is shown."""
    relabelled("corporation", "rows", "法人名", lambda turn: "トヨタ自動車株式会社")
    relabelled("corporation", "rows", "住所", lambda turn: "愛知県豊田市トヨタ町1番地")


@breaks("R-034")
def register_does_not_fill_the_form() -> None:
    """What the register says has to be typed all the same."""
    instead("corporation", "next", go("corporate-form"), flows=("buyer", "user"))


@breaks("R-034")
def address_of_the_register_is_not_taken() -> None:
    """What the register says about the address does not get into the form."""

    def forget(turn: Turn) -> None:
        turn.draft.typed.get("corporate-form", {}).pop("address", None)

    first("corporation", "next", forget, after=True)


@breaks("R-035")
def corporations_need_a_number() -> None:
    """Who does not know the corporate number cannot go on."""

    def need(turn: Turn, genuine: Callable[[], Outcome]) -> Outcome:
        if not turn.typed.get("corporate_number", "").strip():
            return Stay(errors={"corporate_number": "法人番号を入力してください。"})
        return genuine()

    around("corporate-form", "confirm", need)


@breaks("R-035")
def corporations_need_a_number_after_delivery() -> None:
    """After delivery who does not know the corporate number cannot go on."""

    def need(turn: Turn, genuine: Callable[[], Outcome]) -> Outcome:
        outcome = genuine()
        missing = turn.draft.kind == "法人" and not turn.typed.get("corporate_number", "").strip()
        if missing and isinstance(outcome, Go):
            return Stay(errors={"corporate_number": "法人番号を入力してください。"})
        return outcome

    around("form", "confirm", need, flows=("after-delivery",))


def _made_up(number: str) -> Corporation:
    return Corporation(
        number=number,
        name="株式会社見本",
        name_kana="ミホン",
        postal_code="112-8701",
        address="東京都文京区後楽1-4-18",
        closed=False,
    )


@breaks("R-089")
def unknown_numbers_show_an_example() -> None:
    """A number that the register does not know shows an example."""

    def look_up(turn: Turn, genuine: Callable[[], Outcome]) -> Outcome:
        outcome = genuine()
        if isinstance(outcome, Stay) and outcome.errors.get("corporate_number") == corporation.UNKNOWN:
            turn.draft.corporation = _made_up(turn.typed["corporate_number"])
            return Go(to="corporation")
        return outcome

    around("corporate-form", "look-up", look_up)


@breaks("R-090")
def trouble_with_the_register_stops_everything() -> None:
    """Once the register did not answer, the corporation cannot go on."""
    down: set[str] = set()

    def look_up(turn: Turn, genuine: Callable[[], Outcome]) -> Outcome:
        outcome = genuine()
        if isinstance(outcome, Stay) and outcome.errors.get("corporate_number") == corporation.TROUBLE:
            down.add(turn.phone.key)
        return outcome

    def confirm(turn: Turn, genuine: Callable[[], Outcome]) -> Outcome:
        if turn.phone.key in down:
            return Stay(errors={"corporate_number": corporation.TROUBLE})
        return genuine()

    around("corporate-form", "look-up", look_up)
    around("corporate-form", "confirm", confirm)


@breaks("R-090")
def trouble_with_the_register_forgets_the_input() -> None:
    """When the register does not answer, what was typed is gone."""

    def look_up(turn: Turn, genuine: Callable[[], Outcome]) -> Outcome:
        outcome = genuine()
        if isinstance(outcome, Stay) and outcome.errors.get("corporate_number") == corporation.TROUBLE:
            turn.typed.clear()
        return outcome

    around("corporate-form", "look-up", look_up)


@breaks("R-091")
def reading_of_the_register_is_not_shown() -> None:
    """Of the corporation that was found the reading of its name is not shown."""
    without("corporation", "rows", "法人名 (カナ)")


@breaks("R-091")
def postal_code_of_the_register_is_not_shown() -> None:
    """Of the corporation that was found the postal code is not shown."""
    without("corporation", "rows", "郵便番号")


@breaks("R-091")
def reading_of_the_register_is_another() -> None:
    """The reading of a corporation's name is the same for all."""
    relabelled("corporation", "rows", "法人名 (カナ)", lambda turn: "トヨタ")


@breaks("R-092")
def direct_input_is_confirmed_like_the_register() -> None:
    """Who enters a corporation directly confirms the data as if they came from the register."""

    def confirm(turn: Turn, genuine: Callable[[], Outcome]) -> Outcome:
        outcome = genuine()
        if isinstance(outcome, Go) and turn.draft.corporation is None:
            turn.draft.corporation = _made_up(turn.draft.profile.get("corporate_number", ""))
            return Go(to="corporation")
        return outcome

    around("corporate-form", "confirm", confirm)


@breaks("R-092")
def direct_input_is_confirmed_after_delivery() -> None:
    """After delivery who enters a corporation directly confirms the data as if they came from the register."""

    def confirm(turn: Turn, genuine: Callable[[], Outcome]) -> Outcome:
        outcome = genuine()
        if isinstance(outcome, Go) and turn.draft.kind == "法人" and turn.draft.corporation is None:
            turn.draft.corporation = _made_up(turn.draft.profile.get("corporate_number", ""))
            return Go(to="corporation")
        return outcome

    around("form", "confirm", confirm, flows=("after-delivery",))


@breaks("R-093")
def building_names_are_required() -> None:
    """A corporation has to name a building."""

    def need(turn: Turn, genuine: Callable[[], Outcome]) -> Outcome:
        if not turn.typed.get("building", "").strip():
            return Stay(errors={"building": "建物名を入力してください。"})
        return genuine()

    around("corporate-form", "confirm", need)


@breaks("R-036")
def completion_names_the_reading() -> None:
    """A corporation's completion shows how its name is read."""
    relabelled(
        "completed",
        "rows",
        "買主名",
        lambda turn: turn.account.written.get("name_kana") or turn.draft.buyer_name,
    )


@breaks("R-036")
def corporations_are_called_by_their_address() -> None:
    """A corporation's completion shows an e-mail address in place of its name."""
    relabelled(
        "completed",
        "rows",
        "買主名",
        lambda turn: turn.account.email if turn.account.kind == "法人" else turn.draft.buyer_name,
    )

"""Photographing the 運転免許証, and what is read from it."""

from __future__ import annotations

from collections.abc import Callable

from harness.mutants.written.altering import (
    AT_DEALER,
    Outcome,
    alter,
    around,
    instead,
    offered_too,
    says,
    without,
)
from harness.mutants.written.frame import breaks, swap
from harness.reference.draft import Phone
from harness.reference.flow import Flow, Go, Stay, Turn, go
from harness.reference.gateways.licence_reader import Licence
from harness.reference.screens import camera

__all__: list[str] = []


@breaks("R-025")
def direct_input_leads_to_the_camera() -> None:
    """Whatever is chosen, the licence has to be photographed."""
    instead("method", "direct", go("camera"))


@breaks("R-025")
def camera_leads_to_direct_input() -> None:
    """Whatever is chosen, everything has to be typed."""
    instead("method", "camera", go("form"))


@breaks("R-026")
def allowed_camera_is_not_used() -> None:
    """Although the camera was allowed, the procedure stays where it is."""
    instead("shooting", "camera", lambda turn: Stay())


@breaks("R-027")
def reading_is_not_shown() -> None:
    """What was read goes into the form without being shown."""

    def on(turn: Turn, genuine: Callable[[], Outcome]) -> Outcome:
        outcome = genuine()
        return camera._take_over(turn) if isinstance(outcome, Go) else outcome

    around("front", "shoot", on)


@breaks("R-027")
def date_of_birth_is_not_shown() -> None:
    """Of what was read the date of birth is not shown."""
    without("reading", "rows", "生年月日 (西暦)")


@breaks("R-027")
def somebody_elses_data_are_shown() -> None:
    """What is shown after the photograph is the example of the guide."""
    alter("reading", shown=lambda turn: {"rows": [("名前", "豊田 見本"), ("住所", "東京都文京区後楽1-4-18")]})


@breaks("R-028")
def reading_does_not_fill_the_form() -> None:
    """What was read has to be typed all the same."""
    instead("reading", "next", go("form"))


@breaks("R-028")
def only_the_name_fills_the_form() -> None:
    """Of what was read only the name gets into the form."""
    genuine = camera._typed
    swap(
        camera,
        "_typed",
        lambda licence: {key: text for key, text in genuine(licence).items() if "name" in key},
    )


@breaks("R-081")
def camera_has_no_way_back() -> None:
    """Who has chosen the camera cannot come back to choose direct input."""
    genuine = Flow._go_back

    def back(self: Flow, phone: Phone) -> None:
        if phone.screen not in ("camera", "document", "front", "shooting"):
            genuine(self, phone)

    swap(Flow, "_go_back", back)


@breaks("R-081")
def direct_input_needs_a_photograph() -> None:
    """Direct input is taken only from who was photographed."""

    def only_photographed(turn: Turn, genuine: Callable[[], Outcome]) -> Outcome:
        if turn.draft.licence is None:
            return Stay(errors={"": "身分証明書を撮影してください。"})
        return genuine()

    around("form", "confirm", only_photographed, flows=AT_DEALER)


@breaks("R-082")
def other_documents_are_offered() -> None:
    """Another document than the licence may be chosen."""
    offered_too("document", "my-number", "マイナンバーカード", go("shooting"))


@breaks("R-082")
def back_side_is_asked_for() -> None:
    """After the front the back of the licence is asked for."""
    says("</h1>", "</h1><p>つぎに、ウラ面を撮影してください。</p>", screen="reading")


@breaks("R-083")
def unreadable_goes_on() -> None:
    """What cannot be read goes on with nothing read."""

    def on(turn: Turn, genuine: Callable[[], Outcome]) -> Outcome:
        outcome = genuine()
        if isinstance(outcome, Stay) and outcome.errors.get("photo") == camera.UNREADABLE:
            turn.draft.licence = Licence()
            return Go(to="reading")
        return outcome

    around("front", "shoot", on)


@breaks("R-083")
def there_is_no_second_try() -> None:
    """Whose photograph could not be read has to begin anew."""
    failed: set[str] = set()

    def once(turn: Turn, genuine: Callable[[], Outcome]) -> Outcome:
        if turn.phone.key in failed:
            return Go(to="login")
        outcome = genuine()
        if isinstance(outcome, Stay):
            failed.add(turn.phone.key)
        return outcome

    around("front", "shoot", once)

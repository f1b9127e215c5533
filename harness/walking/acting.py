"""Does on a phone what a row says, and notes as facts what was typed, chosen, ticked and pressed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta

from harness.builds.port import NotOffered, Phone
from harness.builds.screen import Screen
from harness.builds.wording import best, compare
from harness.guide.model import Device, Step
from harness.walking import acts
from harness.walking.behind import working
from harness.walking.cast import Person
from harness.walking.values import Situation, named_value
from harness.walking.verify import offered_labels
from harness.walking.world import World

__all__ = ["BACK", "BROWSER_BACK", "NOTHING", "RELOAD", "Acting", "tampered_addresses"]

BACK = "前の画面にもどる"
BROWSER_BACK = "ブラウザの戻る"
RELOAD = "ブラウザの再読み込み"
NOTHING = "なし"
_TOKEN = re.compile(r"[A-Za-z0-9_.~%-]{6,}")
STAFF_CHECK = "販売店スタッフによる確認"

_PRINTED: dict[tuple[str, str, str], str] = {}
"""Edition, step and shown label -> the guide's label; looked up for every field of every screen."""
_CHECKS: dict[tuple[str, str], tuple[str, ...]] = {}
"""Edition and screen -> every tick box that the guide prints for it."""
_GOOD = ("正しい", "未登録", "登録あり")
"""What filling in the truth means, by the first of these words that a field's fact knows."""


class Acting:
    """Performs the acts of one row at one step."""

    def __init__(self, world: World, step: Step) -> None:
        self.world = world
        self.step = step
        self.pressed = NOTHING
        self.edited = False

    @property
    def phone(self) -> Phone:
        """The phone of the step."""
        return self.world.phone(self.step.device)

    @property
    def person(self) -> Person:
        """Whose data are entered: those of whoever acts now."""
        return self.world.person(self.world.role)

    def perform(self, row_acts: Iterable[acts.Act]) -> None:
        """Performs all acts in order, then notes the facts of the departure. Raises NotOffered."""
        for act in row_acts:
            self._perform(act)
        self._note_derived()

    def _note_derived(self) -> None:
        """Notes what follows from the acts: facts that nobody says, but that the guide decides by."""
        facts = self.world.facts
        facts["操作"] = self.pressed
        facts["登録情報"] = "修正する" if self.edited else "そのまま"
        if "自動入力" in self.step.labels:
            facts["法人情報の入力方法"] = "自動入力する" if self.pressed == "自動入力" else "直接入力する"
        if self.pressed == NOTHING:
            self._note_choices(self.phone.screen())
        if STAFF_CHECK in self.step.checks:
            facts["身分証情報"] = "一致" if facts.get(STAFF_CHECK) == "オン" else "不一致"

    def _perform(self, act: acts.Act) -> None:
        match act:
            case acts.Press(label, times):
                self._press(label, times=times)
            case acts.Tick(label, on):
                self.phone.tick(label, on=on)
            case acts.Choose(option):
                self.phone.choose("", option)
                self.edited = True
                self._note_option(option)
            case acts.ChooseAny(label):
                self._choose_any(label)
            case acts.TickAll(only_first, only_last):
                for label in list(self.phone.screen().checks)[
                    -1 if only_last else 0 : 1 if only_first else None
                ]:
                    self.phone.tick(label)
            case acts.AnswerAll(fill):
                self._answer_all(fill=fill)
            case acts.TypeIn():
                self._type(act)
            case acts.FillIn(role):
                self._fill_in(self.world.person(role))
            case acts.Photograph():
                self._photograph()
            case acts.Wait(seconds):
                self.world.need("要_時間操作")
                self.world.bench.advance(timedelta(seconds=seconds))
            case acts.ScanQr(tampered):
                self._scan(tampered=tampered)
            case acts.FollowUrl():
                self._follow()
            case _:
                self._perform_on_phone(act)

    def _perform_on_phone(self, act: acts.Act) -> None:
        """What is done with the phone itself, or with what the screen need not offer."""
        match act:
            case acts.PressIfOffered(label):
                if best((label,), offered_labels(self.phone.screen()))[0]:
                    self._press(label)
            case acts.FreshPhone():
                self.world.fresh_phone(self._reader)
            case acts.AnswerCamera(allow):
                self.phone.allow_camera(allow=allow)
                self.world.facts["カメラの権限"] = "許可" if allow else "拒否"
            case acts.Authenticate(result):
                self.world.bench.authenticate(self.phone, result)
                self.world.facts["本人認証"] = "成功" if result == "成功" else "失敗"
            case acts.FollowLink():
                self._follow_link()
            case acts.Review():
                self.world.need("要_時間操作")
                self.world.bench.advance(self.world.review_time)
                with working(self.step, "審査"):
                    self.world.bench.review()
                self.pressed = "審査を待つ"
            case acts.Back():
                self.pressed = BROWSER_BACK
                self.phone.back()
            case acts.Reload():
                self.pressed = RELOAD
                self.phone.reload()

    def _answer_all(self, *, fill: bool) -> None:
        self.world.facts["必要事項"] = "入力済み" if fill else "空"
        screen = self.phone.screen()
        for control in screen.fields:
            if control.required and not control.locked:
                value = (
                    self.person.field_value(self._printed_label(control.label))
                    or control.value
                    or "お任せします"
                )
                self.phone.fill(control.label, value if fill else "")
        for choice in screen.choices if fill else ():
            if choice.required and not choice.chosen:
                self.phone.choose(choice.label, choice.options[0])

    def _note_option(self, option: str) -> None:
        """An option that a branch goes by is a fact, even where the guide prints no name for the choice."""
        for outcome in self.step.branches:
            for name, value in outcome.when.items():
                if value == option:
                    self.world.facts[name] = option

    def _choose_any(self, label: str) -> None:
        """Some choices are asked for without their options being printed (アンケート): any one will do."""
        choices = [choice for choice in self.phone.screen().choices if choice.options]
        named = [choice for choice in choices if compare(label, choice.label)] or choices
        if not named:
            raise NotOffered(f"「{label}」の選択肢")
        self.phone.choose(named[0].label, named[0].options[0])

    def _press(self, label: str, *, times: int = 1) -> None:
        self.world.need_gateway(label)
        if self.pressed != NOTHING:
            self.phone.press(label, times=times)
            return
        self._note_choices(self.phone.screen())
        self.pressed = BACK if compare(label, BACK) or compare(label, "前の画面に戻る") else label
        for name, options in self.step.choices.items():
            if label in options:
                self.world.facts[name] = label
        wordings = (label, *self.step.label_aliases.get(label, ()))
        for wording in wordings[1:]:
            try:
                self.phone.press(wording, times=times)
            except NotOffered:
                continue
            return
        self.phone.press(label, times=times)

    def _note_choices(self, screen: Screen) -> None:
        """What is ticked and chosen when somebody presses is what they said."""
        known_checks = self._known_checks() if screen.checks else ()
        for label, on in screen.checks.items():
            known = best((label,), known_checks)[1]
            if known:
                self.world.facts[known] = "オン" if on else "オフ"
        for name, options in self.step.choices.items():
            for choice in screen.choices:
                if best(choice.options, options)[0]:
                    self.world.facts[name] = best((choice.chosen,), options)[1] or choice.chosen or "未選択"
        if screen.checks:
            ticked = sum(screen.checks.values())
            self.world.facts["規約へのチェック"] = {0: "なし", len(screen.checks): "すべて"}.get(
                ticked, "一部"
            )
        for name in ("アンケート", "プラン"):
            if screen.choices and any(name in outcome.when for outcome in self.step.branches):
                chosen = all(choice.chosen for choice in screen.choices)
                self.world.facts[name] = "選択" if chosen else "未選択"

    def _known_checks(self) -> tuple[str, ...]:
        key = (self.world.guide.edition, self.step.screen)
        if key not in _CHECKS:
            steps = self.world.guide.steps.values()
            _CHECKS[key] = tuple(
                label for step in steps if step.screen == self.step.screen for label in step.checks
            )
        return _CHECKS[key]

    def _type(self, act: acts.TypeIn) -> None:
        value = act.value
        if act.named:
            situation = Situation(
                person=self.person,
                bench=self.world.bench,
                at=self.step.id,
                certificate=self.world.certificate,
            )
            value = named_value(act.label, act.value, situation)
            self.world.facts[act.label] = act.value
        else:
            self.world.facts.pop(act.label, None)
        self.edited = True
        self._enter(act.label, value)

    def _enter(self, label: str, value: str) -> None:
        self.world.need_gateway(label)
        aliases = next((spec.aliases for spec in self.step.fields if spec.label == label), ())
        for wording in aliases:
            if best((wording,), [control.label for control in self.phone.screen().fields])[0]:
                self.phone.fill(wording, value)
                return
        self.phone.fill(label, value)

    def _fill_in(self, person: Person) -> None:
        """Fills the step's own fields; on the last step of a screen also what is still empty.

        So a form that fills itself in (自動入力) is not helped, and a value that is right is left alone.
        """
        own = {spec.label for spec in self.step.fields}
        last = self._is_last_on_screen()
        screen = self.phone.screen()
        for control in screen.fields:
            label = self._printed_label(control.label)
            value = person.field_value(label) or self._card_value(label) or self._car_value(label)
            if not value or control.locked or not (label in own or (last and not control.value.strip("- "))):
                continue
            self.world.need_gateway(label)
            self._note_truth(label)
            if control.value != value:
                self.phone.fill(control.label, value)
        for choice in screen.choices:
            label = self._printed_label(choice.label)
            value = person.field_value(label)
            wanted = label in own or (last and not choice.chosen)
            if value in choice.options and wanted and not choice.locked and choice.chosen != value:
                self.phone.choose(choice.label, str(value))

    def _car_value(self, label: str) -> str | None:
        """The numbers on the 車検証, where the car is registered."""
        car = self.world.certificate
        numbers = {"車台番号": car.chassis_number, "自動車登録番号": str(car.plate)} if car else {}
        return numbers.get(label)

    def _card_value(self, label: str) -> str | None:
        """A test card of the payment gateway: one that is accepted, unless the facts say otherwise."""
        refused = self.world.facts.get("カードの審査") == "拒否"
        asked = self.world.facts.get("3Dセキュア") == "求められる"
        expiry = self.world.bench.now()
        accepted = "4242424242424242" if asked else "4012888888881881"
        card = {
            "クレジットカード番号": "4000000000000002" if refused else accepted,
            "有効期限": f"{expiry.month:02d}/{expiry.year + 2}",
            "セキュリティコード": "123",
        }
        return card.get(label)

    def _is_last_on_screen(self) -> bool:
        return self.world.guide.screens[self.step.section, self.step.screen][-1].id == self.step.id

    def _printed_label(self, shown: str) -> str:
        """Gives the guide's label for one that is shown."""
        key = (self.world.guide.edition, self.step.id, shown)
        if key not in _PRINTED:
            specs = (spec for step in (self.step, *self.world.guide.steps.values()) for spec in step.fields)
            fits = (spec.label for spec in specs if best((spec.label, *spec.aliases), [shown])[0])
            _PRINTED[key] = next(fits, shown)
        return _PRINTED[key]

    def _note_truth(self, label: str) -> None:
        values = next((fact.values for fact in self.world.guide.facts if fact.name == label), {})
        good = next((word for word in _GOOD if word in values), None)
        if good is not None:
            self.world.facts[label] = good
        else:
            self.world.facts.pop(label, None)

    def _photograph(self) -> None:
        self.world.need("要_カメラ")
        self.world.need_gateway("撮影する")
        person = self.person
        self.phone.photograph(
            self.world.bench.licence_picture(
                name=person.name,
                birthdate=person.birthdate,
                address=person.address,
                quality=self.world.facts.get("読み取り", "正しい"),
            )
        )

    def _scan(self, *, tampered: bool) -> None:
        flyer = self._flyer()
        address = flyer or self.world.shown_qr(self.step.device)
        self.pressed = "QRコードを読み取る"
        if self.world.facts.get("QRコード") == "読めない":
            return
        reader = self.world.phone(self._reader)
        taken = (
            not flyer
            and self._reader is Device.USER_PHONE
            and self.world.first_reader(address, reader) is not reader
        )
        state = "改ざん" if tampered else "ほかの端末で読み取り済み" if taken else "読める"
        self._note_qr(state)
        if not tampered:
            reader.open(address)
        for variant in tampered_addresses(address) if tampered else ():
            reader.open(variant)
            # A build that opens any one of them is left there, where the next row finds it.
            if reader.screen().status < 400 and not reader.screen().alerts:
                return

    def _note_qr(self, state: str) -> None:
        """The code's state is a fact for whoever shows it and for whoever reads it."""
        self.world.facts["QRコード"] = state
        if self._reader is Device.USER_PHONE:
            self.world.note_for("使用者", "QRコード", state)

    def _follow(self) -> None:
        self.pressed = "URLを開く"
        address = self._flyer() or self.world.shown_address(self.step.device)
        self.world.phone(self._reader).open(address)

    def _follow_link(self) -> None:
        links = [button.label for button in self.phone.screen().buttons if button.link]
        if not links:
            raise NotOffered("メールのリンク")
        self.pressed = "URLを開く"
        self.phone.press(links[0])

    def _flyer(self) -> str:
        """The address that the flyer prints, where the step is read from paper; empty elsewhere."""
        return self.world.bench.user_entry() if self.step.section == "4-1" else ""

    @property
    def _reader(self) -> Device:
        """Who reads what this screen shows: the buyer from the staff terminal, the user from the buyer's phone."""
        terminal = self.step.device is Device.STAFF_TERMINAL
        return Device.BUYER_PHONE if terminal else Device.USER_PHONE


def tampered_addresses(address: str) -> tuple[str, ...]:
    """An address with one character of its token changed, in several places: what it says, and what seals it."""
    token = max(_TOKEN.findall(address), key=len)
    start = address.index(token)
    places = sorted({start + len(token) * share // 8 for share in range(8)} | {start + len(token) - 2})
    return tuple(
        address[:place] + ("A" if address[place] != "A" else "B") + address[place + 1 :]
        for place in places
        if address[place].isalnum()
    )

"""What is true in one scenario: who takes part, which phones are open, and the facts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from functools import cached_property

from harness.builds.letters import Inbox
from harness.builds.port import Bench, Build, Car, Certificate, Contract, Message, NotOffered, Phone
from harness.builds.wording import normalised
from harness.coverage.recorder import Recorder
from harness.errors import CapabilityMissing, FeatureError
from harness.guide.model import Device, Guide, Mail, Step
from harness.walking.cast import Person, cast_member
from harness.walking.certificates import certificate_for
from harness.walking.profile import changed_profile
from harness.walking.rewording import RewordedPhone, reworded, words_at

__all__ = ["REVIEW", "SHARED", "World"]

REVIEW = timedelta(days=3)

SHARED = frozenset(
    {
        "買主情報",
        "名義",
        "使用者の同席",
        "国税庁",
        "QRコード",
        "充電サポート",
        "急速充電",
        "G-Link申込時の支払い方法",
    }
)
"""Facts of the contract and of the outside world, whoever acts."""
_GATEWAYS = {
    "認証コード": "メール",
    "認証コードを送信": "メール",
    "ログイン": "TOYOTAアカウント",
    "新規登録(無料)": "TOYOTAアカウント",
    "新規登録（無料）": "TOYOTAアカウント",
    "自動入力": "国税庁",
    "撮影する": "身分証明書の読み取り",
    "クレジットカード番号": "決済",
    "車台番号": "車検証情報",
}
"""Printed field or button -> the gateway that a build needs once it is used."""
_BUYERS = {Device.USER_PHONE: Device.BUYER_PHONE, Device.USER_INBOX: Device.BUYER_INBOX}
_FILTERS = {
    "ドメイン指定": (("id.toyota", "support.id.toyota"), True),
    "ドメイン拒否": (("mail.invalid",), True),
    "迷惑メール": (("mail.invalid",), False),
}
"""Setting of a mailbox -> the domains that it lets in, and whether the others are refused (4-1/10-A)."""
_ADDRESS = re.compile(r"https?://[^\s「」<>\"']+")


class World:
    """The people, the contract, the phones and the facts of one scenario."""

    def __init__(
        self,
        *,
        guide: Guide,
        build: Build,
        recorder: Recorder,
        section: str,
        seed: int,
        rules: tuple[str, ...] = (),
    ) -> None:
        self.guide = reworded(guide, build.wording)
        self.build = build
        self.recorder = recorder
        self.section = section
        """Section that numbers without one belong to: ``1-1``."""
        self.seed = seed
        self.rules = rules
        """Rules that the scenario stands under."""
        self.people: dict[str, Person] = {}
        self.role = "買主"
        """Whose facts and data count now: the buyer's until the user takes over on a phone of their own."""
        self._facts: dict[str, dict[str, str]] = {"買主": self._defaults()}
        self._phones: dict[Device, Phone] = {}
        self._readers: dict[str, Phone] = {}
        self._contract: Contract | None = None
        self.awaited: Mail | None = None
        """The mail that the step at hand is about."""
        self.certificate: Certificate | None = None
        """The 車検証 of the car, once it is registered."""
        self.review_time = REVIEW
        """How long a review takes: 「数日」, well below the seven days after which a customer should call."""

    @cached_property
    def defaults(self) -> Mapping[str, str]:
        """What is true of everybody of whom nothing else is said."""
        return {fact.name: fact.default for fact in self.guide.facts if fact.default is not None}

    def _defaults(self) -> dict[str, str]:
        return dict(self.defaults)

    @property
    def facts(self) -> dict[str, str]:
        """The facts of whoever acts now; those of the contract are the same for everybody."""
        return self._facts[self.role]

    def facts_of(self, role: str, *, personal: bool = False) -> dict[str, str]:
        """The facts of somebody; ``personal`` leaves out those of the contract. Nothing if nobody has the role."""
        if role not in self.people and role != self.role:
            return {}
        facts = self._facts.setdefault(role, self._defaults())
        return {name: value for name, value in facts.items() if not (personal and name in SHARED)}

    def take_turn(self, device: Device) -> None:
        """Lets the facts be those of the person whose phone a step takes place on."""
        users = device in (Device.USER_PHONE, Device.USER_INBOX)
        role = "使用者" if users and "使用者" in self.people else "買主"
        if role == self.role:
            return
        shared = {name: value for name, value in self.facts.items() if name in SHARED}
        self.role = role
        self._facts.setdefault(role, self._defaults()).update(shared)

    @property
    def bench(self) -> Bench:
        """The build's test bench."""
        return self.build.bench

    def need(self, capability: str) -> None:
        """Raises CapabilityMissing unless the build offers it."""
        if capability not in self.build.capabilities:
            reason = self.build.unwired.get(capability, f"このビルドは「{capability}」を備えていない")
            raise CapabilityMissing(reason)

    def need_section(self, section: str) -> None:
        """Raises CapabilityMissing if the build is said not to have a section yet."""
        if self.build.sections and section not in self.build.sections:
            raise CapabilityMissing(f"このビルドには節 {section} がまだない（プロファイルの sections）")

    def need_gateway(self, word: str) -> None:
        """Raises CapabilityMissing if a field or a button leads to a gateway that is not wired to our fake."""
        gateway = _GATEWAYS.get(word, "")
        if gateway in self.build.unwired:
            raise CapabilityMissing(self.build.unwired[gateway])

    def state(self, facts: Mapping[str, str], *, role: str = "") -> None:
        """Makes facts true for whoever acts now, or for a role. Raises FeatureError for a fact or a value that the guide's data do not have."""
        known = {fact.name: fact for fact in self.guide.facts}
        for name, value in facts.items():
            if name not in known or value not in known[name].values:
                values = "、".join(known[name].values) if name in known else "no such fact"
                raise FeatureError(f"fact 「{name}」: 「{value}」 is not in the guide's data ({values})")
            self._facts.setdefault(role or self.role, self._defaults())[name] = value

    def introduce(self, role: str, name: str, *, kind: str, has_account: bool) -> Person:
        """Lets somebody of the cast take part, with or without a TOYOTAアカウント."""
        person = cast_member(name, seed=self.seed)
        if person.kind != kind:
            raise FeatureError(f"「{name}」 is {person.kind} in the cast, the feature says {kind}")
        return self.admit(role, person, has_account=has_account)

    def admit(self, role: str, person: Person, *, has_account: bool) -> Person:
        """Lets anybody take part, with or without a TOYOTAアカウント."""
        self.people[role] = person
        has = "あり" if has_account else "なし"
        self.state({"お客さま種別": person.kind, "TOYOTAアカウント": has}, role=role)
        if has_account:
            self.open_account(person)
        return person

    def open_account(
        self, person: Person, *, linked_services: tuple[str, ...] = (), other: dict[str, str] | None = None
    ) -> None:
        """Arranges that somebody has a TOYOTAアカウント; ``other`` holds values that differ, by printed label."""
        self.bench.put_account(
            email=person.email,
            password=person.password,
            kind=person.kind,
            profile=changed_profile(person.profile(), other or {}),
            linked_services=linked_services,
        )

    def person(self, role: str) -> Person:
        """Gives who has a role. Raises FeatureError if nobody has."""
        if role not in self.people:
            raise FeatureError(f"nobody is {role} in this scenario; introduce them in a 前提 first")
        return self.people[role]

    @property
    def contract(self) -> Contract:
        """The contract of this scenario, written when it is first needed."""
        if self._contract is None:
            self._contract = self.bench.new_contract(dealer="レクサス文京", car=self._car())
        return self._contract

    def _car(self) -> Car:
        """The car that the facts ask for: one without charging support unless they say otherwise."""
        charging = self.facts.get("充電サポート") == "対象"
        fast = self.facts.get("急速充電") == "対応する"
        name = "RZ450e" if fast else "RX450h+" if charging else "LBX"
        return Car(name=name, charging=charging, fast_charging=fast)

    def register_vehicle(self) -> None:
        """Lets the car be registered in the name that the facts ask for, once; the build is told."""
        if self.certificate is not None:
            return
        user = self.people.get("使用者") or self.person("買主")
        facts = self._facts.get("使用者", self.facts)
        self.certificate = certificate_for(
            user,
            seed=self.seed,
            vehicle_kind=facts.get("車両の種類", "普通自動車"),
            letters=facts.get("分類番号") == "英字を含む",
            digits=1 if facts.get("一連指定番号") == "1桁" else 4,
            same_kind=facts.get("車検証の使用者") != "種別が違う",
            matching=facts.get("審査") != "不一致",
            differs=facts.get("車検証の使用者", "").removesuffix("だけが違う"),
            in_words=facts.get("車検証の使用者") == "住所の書き方が違う",
        )
        if facts.get("受信設定") in _FILTERS:
            domains, refuse = _FILTERS[facts["受信設定"]]
            self.bench.filter_mail(user.email, domains, refuse=refuse)
        self.bench.register_vehicle(self.contract.id, self.certificate)

    def phone(self, device: Device) -> Phone:
        """Gives the phone or terminal that a step takes place on, with nothing opened at first."""
        if "使用者" not in self.people:
            # Buyer and user are one person, with one phone and one mailbox.
            device = _BUYERS.get(device, device)
        if device.is_inbox:
            return self._inbox(device)
        if device not in self._phones:
            self._phones[device] = self._new_phone(device.value)
        return self._phones[device]

    def _new_phone(self, owner: str) -> Phone:
        phone = self.build.phone(owner)
        wording = self.build.wording
        return RewordedPhone(phone, words_at(self.guide, wording)) if wording else phone

    def be_at(self, step: Step) -> Phone:
        """Gives the phone of a step, whose screen is read in the guide's words for that step. Raises CapabilityMissing."""
        self.need_section(step.section)
        phone = self.phone(step.device)
        if isinstance(phone, RewordedPhone):
            phone.be_at(step)
        return phone

    def _inbox(self, device: Device) -> Inbox:
        self.need("要_メール")
        users = device is Device.USER_INBOX
        # A link leads to what the user does: a buyer who is somebody else forwards the mail.
        return Inbox(
            owner=device.value,
            newest=lambda: self.newest_mail("使用者" if users else "買主"),
            phone=lambda: self.phone(Device.USER_PHONE),
        )

    def newest_mail(self, role: str) -> Message | None:
        """Gives the newest mail to somebody that is the one awaited, else the newest of all."""
        messages = self.bench.messages(self.person(role).email)
        words = self.awaited.subject if self.awaited else ()
        awaited = [one for one in messages if all(normalised(w) in normalised(one.subject) for w in words)]
        return (awaited or messages or (None,))[-1]

    def fresh_phone(self, device: Device) -> None:
        """Puts another phone in somebody's hand."""
        self._phones[device] = self._new_phone(f"{device.value}（別の端末）")

    def staff_terminal(self) -> Phone:
        """Gives the staff terminal, back at the page of the contract."""
        terminal = self.phone(Device.STAFF_TERMINAL)
        terminal.open(self.contract.staff_url)
        return terminal

    def shown_qr(self, device: Device) -> str:
        """Reads the QR code on a screen. Raises NotOffered."""
        qr = self.phone(device).screen().qr
        text = qr.read() if qr else ""
        if not text:
            raise NotOffered("読み取れるQRコード")
        return text

    def first_reader(self, address: str, reader: Phone) -> Phone:
        """Gives the phone that read a QR code first, which is this one if none did."""
        return self._readers.setdefault(address, reader)

    def note_for(self, role: str, name: str, value: str) -> None:
        """Notes a fact for somebody who does not act now; nothing if nobody has the role."""
        if role in self.people:
            self._facts.setdefault(role, self._defaults())[name] = value

    def shown_address(self, device: Device) -> str:
        """Finds the address of the registration site on a screen. Raises NotOffered."""
        found = _ADDRESS.search(self.phone(device).screen().text)
        if found is None:
            raise NotOffered("登録サイトのURL")
        return found.group()

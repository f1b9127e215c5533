"""The port ``Build``: what the harness needs of a build, whatever it runs on and however it is reached."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from harness.builds.overrides import Wording
from harness.builds.screen import Screen

__all__ = [
    "AccountState",
    "Application",
    "Bench",
    "Build",
    "Car",
    "Certificate",
    "Contract",
    "ContractState",
    "Message",
    "NotOffered",
    "Party",
    "Phone",
    "Plate",
    "UserRegistration",
]


class NotOffered(LookupError):
    """The screen does not offer what was to be acted on."""

    def __init__(self, what: str, *, offered: Sequence[str] = ()) -> None:
        self.what = what
        self.offered = tuple(offered)
        super().__init__(what)


@dataclass(frozen=True, kw_only=True, slots=True)
class Car:
    """The car of a contract."""

    name: str
    charging: bool = False
    """Whether EV・PHV充電サポート is for this car."""
    fast_charging: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Contract:
    """A contract at a dealer, as the contract desk hands it out."""

    id: str
    dealer: str
    car: Car
    staff_url: str
    """The staff terminal's page for this contract."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Party:
    """A person or a corporation that a build has registered for a contract."""

    name: str
    kind: str
    """個人 or 法人."""
    email: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Plate:
    """A 自動車登録番号: 「名古屋 3AC か 1234」."""

    region: str
    class_number: str
    kana: str
    serial: str

    def __str__(self) -> str:
        """The four parts, as they are shown."""
        return f"{self.region} {self.class_number} {self.kana} {self.serial}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Certificate:
    """What a 車検証 says of a car and of its user."""

    chassis_number: str
    plate: Plate
    kind: str
    """個人 or 法人."""
    name: str
    address: str
    vehicle_kind: str = "普通自動車"
    """普通自動車 or 軽自動車."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Application:
    """One application for a service."""

    service: str
    """``G-Link`` or ``EV・PHV充電サポート``."""
    plan: str = ""
    payment: str = ""
    """クレジットカード, 口座引落し, 請求書払い, or nothing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class UserRegistration:
    """How far a registration of the user after delivery is."""

    status: str
    """waiting, completed or refused."""
    applied: int
    """How often it was applied for."""
    mail_magazine: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class ContractState:
    """What a build has registered for a contract."""

    id: str
    buyer: Party | None = None
    user: Party | None = None
    consents: tuple[str, ...] = ()
    applications: tuple[Application, ...] = ()
    payment_registered: bool = False
    user_registration: UserRegistration | None = None
    """Only where the user was registered after delivery."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountState:
    """A TOYOTAアカウント as the account service knows it."""

    email: str
    kind: str
    profile: dict[str, str]
    linked_services: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """A mail in somebody's inbox, decoded."""

    sender: str
    recipient: str
    subject: str
    text: str
    codes: tuple[str, ...] = field(default=())
    """Six-digit codes in the text, in order."""
    html: str = ""
    """The part in HTML, if there is one."""
    junk: bool = False
    """Whether it fell into the junk folder."""


class Phone(Protocol):
    """One person's browser session on a build: a smartphone, or the staff terminal."""

    owner: str

    def open(self, url: str) -> None:
        """Opens an address, absolute or below the build's own."""

    def screen(self) -> Screen:
        """Gives what is shown now."""

    def fill(self, label: str, value: str) -> None:
        """Types a value over what a field holds; a group of fields takes its parts. Raises NotOffered."""

    def choose(self, label: str, option: str) -> None:
        """Chooses an option by its label, under the choice's label if there is one. Raises NotOffered."""

    def tick(self, label: str, *, on: bool = True) -> None:
        """Ticks or unticks a box. Raises NotOffered."""

    def photograph(self, picture: bytes) -> None:
        """Holds a picture (PNG) before the camera of a screen that asks for one. Raises NotOffered.

        A phone whose camera is denied gives no picture.
        """

    def allow_camera(self, *, allow: bool) -> None:
        """Answers the phone's own question whether the browser may use the camera."""

    def press(self, label: str, *, times: int = 1) -> None:
        """Presses a button or a link by its accessible name. Raises NotOffered.

        ``times`` counts the presses before the next screen comes: each sends what the screen holds.
        """

    def back(self) -> None:
        """Uses the browser's own back button."""

    def reload(self) -> None:
        """Uses the browser's own reload button."""


class Bench(Protocol):
    """The test bench of a build: what the harness arranges and looks up outside the screens."""

    def new_contract(self, *, dealer: str, car: Car) -> Contract:
        """Lets the contract desk write a contract."""

    def contract(self, contract_id: str) -> ContractState:
        """Looks up what is registered for a contract."""

    def user_entry(self) -> str:
        """Gives the address at which a user registers after delivery, as the flyer prints it."""

    def register_vehicle(self, contract_id: str, certificate: Certificate) -> None:
        """Lets the car of a contract be registered: its 車検証 exists from now on, and the build is told."""

    def review(self) -> None:
        """Lets the review desk decide what it can of the registrations that wait."""

    def filter_mail(self, address: str, domains: Sequence[str], *, refuse: bool) -> None:
        """Lets a mailbox refuse every mail that is not from these domains, or put it into the junk folder."""

    def put_account(
        self,
        *,
        email: str,
        password: str,
        kind: str,
        profile: dict[str, str],
        linked_services: Sequence[str] = (),
    ) -> None:
        """Arranges that a TOYOTAアカウント exists just so, whatever it was before."""

    def accounts(self) -> tuple[AccountState, ...]:
        """Lists every TOYOTAアカウント that exists."""

    def cards(self) -> int:
        """Counts the cards that the payment gateway keeps for its customers, whoever they are."""

    def messages(self, address: str) -> tuple[Message, ...]:
        """Lists the mails to an address, oldest first, those in the junk folder too."""

    def now(self) -> datetime:
        """Tells the build's time."""

    def advance(self, span: timedelta) -> None:
        """Lets time pass on the build."""

    def authenticate(self, phone: Phone, result: str) -> None:
        """Answers the card company's page on a phone: 成功, 失敗 or 中止. Raises NotOffered."""

    def disturb(self, gateway: str, fault: str) -> None:
        """Makes an outside system fail from now on, in the way named."""

    def licence_picture(self, *, name: str, birthdate: str, address: str, quality: str) -> bytes:
        """Gives a photograph of a 運転免許証; quality is ``正しい``, ``誤り`` or ``不能``."""


class Build(Protocol):
    """A build, ready to be judged."""

    @property
    def name(self) -> str:
        """How reports call it."""

    @property
    def driver(self) -> str:
        """How it is reached: ``inprocess``."""

    @property
    def capabilities(self) -> frozenset[str]:
        """What it offers, by the names of the capability table."""

    @property
    def unwired(self) -> Mapping[str, str]:
        """Gateways and capabilities that turned out not to be there, with the reason."""

    @property
    def sections(self) -> frozenset[str]:
        """The sections of the guide that it has so far; none said means all."""

    @property
    def wording(self) -> Wording:
        """Its own words for what the guide prints otherwise."""

    @property
    def bench(self) -> Bench:
        """Its test bench."""

    def phone(self, owner: str) -> Phone:
        """Gives somebody a phone with a fresh browser."""

    def reset(self) -> None:
        """Forgets everything: contracts, accounts, mails, faults and time."""

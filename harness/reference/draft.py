"""What a phone has entered and learnt in its procedure so far; kept encrypted, wiped by starting over."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from harness.reference.contract import Vehicle
from harness.reference.gateways.account import Account
from harness.reference.gateways.houjin_bangou import Corporation
from harness.reference.gateways.licence_reader import Licence
from harness.reference.gateways.payment import CardToken

__all__ = ["Draft", "Phone"]


class Draft(BaseModel):
    """The customer's input and what follows from it."""

    model_config = ConfigDict(extra="forbid")

    typed: dict[str, dict[str, str]] = {}
    """Screen -> input name -> what was typed, as typed."""
    account: Account | None = None
    """The account that was logged in to, or made."""
    email: str = ""
    """Address a code was sent to."""
    email_proved: bool = False
    code_sent: float = 0.0
    """When the last code was sent, in seconds since the epoch."""
    kind: str = ""
    """お客さま種別 of a new account."""
    licence: Licence | None = None
    corporation: Corporation | None = None
    profile: dict[str, str] = {}
    """What will be registered, in the keys of a TOYOTAアカウント."""
    password: str = ""
    verification_phone: str = ""
    attempted: bool = False
    """A registration was sent whose outcome is not known."""
    unsure: bool = False
    """A change of the account was sent whose outcome is not known."""
    staff_checked: bool = False
    buyer_name: str = ""
    user_name: str = ""
    invitation: str = ""
    """Of the QR code that this phone shows to the user's."""
    vehicle: Vehicle | None = None
    """The car for which a user wants to be registered after delivery."""
    vehicle_contract: str = ""
    """The contract under which that car was sold."""
    mail_magazine: bool = False
    """メールマガジン is wanted."""
    service: str = ""
    """What is being applied for."""
    plans: tuple[str, ...] = ()
    """What is offered for the car."""
    plan: str = ""
    payment: str = ""
    """お支払い方法 that was chosen."""
    card: CardToken | None = None
    """A card that the gateway has; its number and its security code never come here."""
    card_made: float = 0.0
    """When the gateway got the card, in seconds since the epoch."""
    challenged: bool = False
    """The customer was sent to the card company with this card."""

    def forget_secrets(self) -> None:
        """What was needed only to register is not kept any longer."""
        self.typed = {}
        self.password = self.verification_phone = ""
        self.licence = self.corporation = None


class Phone(BaseModel):
    """One phone's procedure: where it stands, how it came there, and what was entered."""

    model_config = ConfigDict(extra="forbid")

    key: str
    """Digest of the cookie; the cookie itself is not kept."""
    contract_id: str
    flow: str
    screen: str
    invitation: str = ""
    """Of the QR code that this phone has read; empty on the buyer's."""
    user: str = ""
    """Account of the user whose mail led here after delivery; empty where a customer logs in."""
    trail: list[str] = []
    """Screens that 「前の画面にもどる」 goes back through, the nearest last."""
    csrf: str
    turn: int = 0
    """Counts accepted forms, so that one pressed twice is carried out once."""
    errors: dict[str, str] = {}
    """Field name -> message; the empty name stands for the screen as a whole."""
    notice: str = ""
    draft: Draft = Draft()

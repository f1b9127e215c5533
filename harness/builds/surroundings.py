"""The outside world of a build in process: the fakes, mounted where ``requests`` and ``smtplib`` look for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from fakes import houjin_bangou, licence_reader, mail, payment, toyota_account, vehicle_registry
from fakes.licence_reader import licence_picture
from fakes.mounting import Mountable, mounted
from harness.builds.disturbances import GATEWAYS, planned
from harness.builds.port import AccountState, Message
from harness.builds.strays import Strays

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

__all__ = ["AUTHENTICATION", "QUALITIES", "Surroundings"]

_ACCOUNT_URL = "https://toyota-account.test"
_NTA_URL = "https://api.houjin-bangou.nta.go.jp"
_PAYMENT_HOST = "api.pay.jp"
_READER_URL = "https://licence-reader.test"
_REGISTRY_URL = "https://vehicle-registry.test"
_SMTP_HOST = "smtp.test"

AUTHENTICATION = {"成功": "認証に成功する", "失敗": "認証に失敗する", "中止": "中止する"}
QUALITIES: dict[str, Literal["right", "misread", "unreadable"]] = {
    "正しい": "right",
    "誤り": "misread",
    "不能": "unreadable",
}


class Surroundings:
    """The fakes and the addresses under which a build finds them."""

    def __init__(self, *, seed: int = 0) -> None:
        self.accounts = toyota_account.Fake(seed)
        self.nta = houjin_bangou.Fake(seed)
        self.reader = licence_reader.Fake(seed)
        self.mail = mail.Fake(seed)
        self.payment = payment.Fake(seed)
        self.registry = vehicle_registry.Fake(seed)
        fakes = (self.accounts, self.nta, self.reader, self.mail, self.payment, self.registry)
        self._by_name: dict[str, Any] = dict(zip(GATEWAYS, fakes, strict=True))
        self._stack = ExitStack()
        self._mounts: dict[str, Mountable] = {
            _ACCOUNT_URL: self.accounts,
            _NTA_URL: self.nta,
            _READER_URL: self.reader,
            f"https://{_PAYMENT_HOST}": self.payment,
            _REGISTRY_URL: self.registry,
        }
        self.strays = Strays([_SMTP_HOST, *(urlsplit(url).netloc for url in self._mounts)])

    @property
    def environ(self) -> dict[str, str]:
        """What a build must be told, as environment variables."""
        return {
            "MYLEXUS_ACCOUNT_URL": _ACCOUNT_URL,
            "MYLEXUS_ACCOUNT_KEY": toyota_account.DEFAULT_KEY,
            "MYLEXUS_HOUJIN_BANGOU_URL": f"{_NTA_URL}/4",
            "MYLEXUS_HOUJIN_BANGOU_ID": houjin_bangou.DEFAULT_APPLICATION_ID,
            "MYLEXUS_LICENCE_READER_URL": _READER_URL,
            "MYLEXUS_SMTP_HOST": _SMTP_HOST,
            "MYLEXUS_PAYMENT_URL": f"https://{_PAYMENT_HOST}/v1",
            "MYLEXUS_PAYMENT_SECRET_KEY": payment.DEFAULT_SECRET_KEY,
            "MYLEXUS_PAYMENT_PUBLIC_KEY": payment.DEFAULT_PUBLIC_KEY,
            "MYLEXUS_VEHICLE_REGISTRY_URL": _REGISTRY_URL,
            "MYLEXUS_VEHICLE_REGISTRY_KEY": vehicle_registry.DEFAULT_KEY,
        }

    def mount(self) -> None:
        """Puts the fakes in place for this process; any other address is refused."""
        self._stack.enter_context(mounted(self._mounts, refused=self.strays.refused))
        self._stack.enter_context(mail.patched(self.mail))
        self._stack.enter_context(self.strays.kept_away())

    @property
    def web_pages(self) -> dict[str, WSGIApplication]:
        """Hosts that a customer's browser is sent to, and what answers there."""
        return {_PAYMENT_HOST: self.payment.wsgi}

    def authentication_button(self, result: str) -> str:
        """Gives the button of the card company's page for 成功, 失敗 or 中止."""
        return AUTHENTICATION[result]

    def unmount(self) -> None:
        """Gives ``requests``, ``smtplib`` and ``socket`` back as they were."""
        self._stack.close()

    def reset(self) -> None:
        """Lets every fake forget."""
        for fake in self._by_name.values():
            fake.reset()
        self.strays.forget()

    def calls(self) -> dict[str, int]:
        """Counts the calls that each gateway got since the last reset."""
        return {name: len(fake.journal) for name, fake in self._by_name.items()}

    def disturb(self, gateway: str, fault: str) -> None:
        """Makes a gateway fail from now on. Raises FeatureError for names that it does not know."""
        trouble = planned(gateway, fault)
        self._by_name[gateway].faults.add(trouble)

    def calls_after(self, after: Mapping[str, int]) -> dict[str, list[dict[str, Any]]]:
        """Gives gateway -> its calls whose number comes after the one given for it, the oldest first."""
        return {
            name: [call.values() for call in fake.journal.since(after.get(name, 0))]
            for name, fake in self._by_name.items()
        }

    def cards(self) -> int:
        """Counts the cards that the payment gateway keeps for its customers."""
        return len(self.payment.state.cards())

    def messages(self, address: str) -> tuple[Message, ...]:
        """Lists what arrived for an address, oldest first."""
        return tuple(
            Message(
                sender=str(message.sender),
                recipient=address,
                subject=message.subject,
                text=message.text,
                codes=(message.code,) if message.code else (),
                html=message.html,
                junk=message.folder == "junk",
            )
            for message in self.mail.state.messages(to=address, folder="")
        )

    def filter_mail(self, address: str, domains: Sequence[str], *, refuse: bool) -> None:
        """Lets a mailbox refuse what is not from these domains, as the filter of a phone does."""
        self.mail.state.store_filter(address, domains, refuse=refuse)

    def account_states(self) -> tuple[AccountState, ...]:
        """Lists the accounts that exist."""
        return tuple(
            AccountState(
                email=account.email,
                kind=account.kind,
                profile=dict(account.profile),
                linked_services=tuple(account.linked_services),
            )
            for account in self.accounts.state.accounts()
        )

    def licence_picture(self, *, name: str, birthdate: str, address: str, quality: str) -> bytes:
        """Draws a licence that is read right, wrongly or not at all."""
        return licence_picture(name=name, birthdate=birthdate, address=address, quality=QUALITIES[quality])

    def register_certificate(
        self,
        *,
        chassis_number: str,
        plate: Mapping[str, str],
        kind: str,
        name: str,
        address: str,
        vehicle_kind: str = "普通自動車",
    ) -> None:
        """Puts a 車検証 into the register, in place of the car's earlier one.

        ``plate`` has region, class_number, kana and serial; ``kind``, ``name`` and ``address`` are the user's;
        ``vehicle_kind`` is 普通自動車 or 軽自動車.
        """
        self.registry.state.store_certificate(
            vehicle_registry.Certificate(
                chassis_number=chassis_number,
                plate=vehicle_registry.Plate(**plate),
                vehicle_kind=vehicle_kind,
                user=vehicle_registry.RegistryUser(kind=kind, name=name, address=address),
            )
        )

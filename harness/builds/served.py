"""A build that runs elsewhere, with the fakes that it uses: driver ``http``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import requests

from fakes.licence_reader import licence_picture
from harness.builds.catalogue import CAPABILITIES, START
from harness.builds.control import Control, Reply
from harness.builds.disturbances import GATEWAYS
from harness.builds.http import HttpPhone, browser_session, unreachable
from harness.builds.plugins import Rig, open_plugin
from harness.builds.port import AccountState, Car, Certificate, Contract, ContractState, Message, Phone
from harness.builds.profile import HttpProfile, reveal
from harness.builds.served_fakes import ServedFakes
from harness.builds.spent import Spent
from harness.builds.surroundings import AUTHENTICATION, QUALITIES
from harness.errors import BuildError, CapabilityMissing

__all__ = ["CONTROL", "HttpBuild"]

CONTROL = "制御API"
"""What ``leave_out`` calls the control API."""


class HttpBuild:
    """A build behind a base URL, its control API and its fakes. It is its own bench."""

    driver = "http"

    def __init__(self, profile: HttpProfile) -> None:
        """Reads the secrets and asks where the fakes are. Raises BuildError."""
        self.name = profile.name
        self.wording = profile.wording
        self.sections: frozenset[str] = frozenset(profile.sections)
        self._profile = profile
        self._base_url = str(profile.base_url).rstrip("/")
        self._headers = {
            name: reveal(value, key=f"headers.{name}") for name, value in profile.headers.items()
        }
        self._control_url, self._token = self._base_url, ""
        if profile.control is not None:
            self._control_url = str(profile.control.url or self._base_url).rstrip("/")
            self._token = reveal(profile.control.token, key="control.token")
        self._session = browser_session()
        self._control: Rig = Control(self._call)
        if profile.plugin:
            self._control = open_plugin(profile.plugin, self._base_url)
        self._fakes = ServedFakes(profile.fakes)
        self.spent = Spent()
        self._phones: list[HttpPhone] = []
        self._moved = False
        self.unwired: dict[str, str] = {}
        self.capabilities = self._offered()

    @property
    def _has_control(self) -> bool:
        return self._profile.control is not None or bool(self._profile.plugin)

    def _offered(self) -> frozenset[str]:
        """What there is a way to do, without what the profile says is lacking."""
        control, served = self._profile.control, self._fakes.names
        clock = control.clock if control is not None else bool(self._profile.plugin)
        ways = {
            "要_時間操作": clock,
            "要_メール": "mail" in served,
            "要_カメラ": "licence_reader" in served,
            "要_外部障害": bool(served),
            "要_登録照会": self._has_control,
        }
        return frozenset(tag for tag in CAPABILITIES if ways.get(tag)) - frozenset(self._profile.lacks)

    @property
    def bench(self) -> HttpBuild:
        """The test bench: this object."""
        return self

    def __enter__(self) -> HttpBuild:
        """Starts from nothing."""
        self.reset()
        return self

    def __exit__(self, *_: object) -> None:
        """Lets go of the phones of one scenario."""
        self.release_phones()

    def release_phones(self) -> None:
        """Lets go of all phones that were given out."""
        for phone in self._phones:
            phone.close()
        self._phones.clear()

    def close(self) -> None:
        """Lets go of the connections, and lets time run again where it was stopped."""
        # A build that is gone took its clock with it, and the run has said so already.
        with suppress(BuildError):
            if self._moved:
                self._fakes.release()
                self._control.release_clock()
        self._session.close()
        self._fakes.close()

    def check(self) -> None:
        """Raises BuildError if the build, or the control API that its profile names, does not answer."""
        phone = self.phone("check")
        phone.open("/")
        phone.close()
        if self._has_control:
            self._control.check()

    def check_reached(self) -> None:
        """Raises BuildError if the build itself does not answer."""
        phone = self.phone("check")
        phone.open("/")
        phone.close()

    def check_control(self) -> None:
        """Raises BuildError unless the control API is there and takes the token."""
        self._control.check()

    @property
    def fakes(self) -> dict[str, str]:
        """Name of each fake that is served, and its base URL."""
        return self._fakes.places

    def journal(self, fake: str) -> list[dict[str, Any]]:
        """Lists the calls that a fake got since it was reset."""
        return self._fakes.journal(fake)

    def leave_out(self, reasons: Mapping[str, str]) -> None:
        """Offers no longer what turned out not to be wired: capabilities, gateways or the control API."""
        self.capabilities -= frozenset(reasons)
        self.unwired |= reasons
        if CONTROL in reasons:
            self.capabilities -= {"要_時間操作", "要_登録照会"}
        for gateway in GATEWAYS:
            if gateway in reasons:
                self._fakes.leave_out(gateway, reasons[gateway])

    def _call(self, method: str, path: str, data: dict[str, Any] | None) -> Reply:
        if self._profile.control is None:
            raise CapabilityMissing("このビルドのプロファイルに制御APIがない（[control]）")
        if CONTROL in self.unwired:
            raise CapabilityMissing(self.unwired[CONTROL])
        limits = self._profile.time_limits
        try:
            answer = self._session.request(
                method,
                self._control_url + path,
                headers={**self._headers, "Authorization": f"Bearer {self._token}"},
                json=data,
                timeout=(limits.connect, limits.read),
                allow_redirects=False,
            )
        except requests.RequestException as error:
            raise unreachable(self._control_url, error) from error
        if answer.status_code == requests.codes.internal_server_error:
            return Reply(status=answer.status_code, data=None)  # what a build says when it breaks is its own
        try:
            return Reply(status=answer.status_code, data=answer.json() if answer.content.strip() else None)
        except ValueError:
            raise BuildError(
                f"{method} {path} of the build's control API answered {answer.status_code} without JSON; "
                "check that it is switched on and that control.url in the profile is right"
            ) from None

    def phone(self, owner: str) -> HttpPhone:
        """Gives somebody a phone with a fresh browser."""
        return self.plain_phone(owner)

    def plain_phone(self, owner: str) -> HttpPhone:
        """Gives a phone without a real browser, whatever the driver."""
        limits = self._profile.time_limits
        phone = HttpPhone(
            owner=owner,
            base_url=self._base_url,
            headers=self._headers,
            connect_seconds=limits.connect,
            read_seconds=limits.read,
            spent=self.spent,
        )
        self._phones.append(phone)
        return phone

    def keep_evidence(self, folder: Path) -> None:
        """Leaves what a driver has beside the screens of a scenario that failed: over HTTP nothing."""

    def reset(self) -> None:
        """Forgets everything and goes back to the first moment, as far as the build can."""
        if self._has_control and CONTROL not in self.unwired:
            self._control.reset()
        self._fakes.reset()
        if self._moves_time:
            self._moved = True
            self._control.stop_clock(START)
            self._fakes.live_at(START)

    @property
    def _moves_time(self) -> bool:
        return "要_時間操作" in self.capabilities

    def new_contract(self, *, dealer: str, car: Car) -> Contract:
        """Lets the contract desk write a contract."""
        return self._control.new_contract(dealer=dealer, car=car)

    def contract(self, contract_id: str) -> ContractState:
        """Looks up what is registered for a contract."""
        return self._control.contract(contract_id)

    def user_entry(self) -> str:
        """Gives the address at which a user registers after delivery."""
        path = self._profile.entry_points.user_registration or self._control.user_entry()
        return urljoin(f"{self._base_url}/", path)

    def register_vehicle(self, contract_id: str, certificate: Certificate) -> None:
        """Lets the car of a contract be registered."""
        self._fakes.register_certificate(certificate)
        self._control.register_vehicle(contract_id, certificate)

    def review(self) -> None:
        """Lets the review desk decide."""
        self._control.review()

    def filter_mail(self, address: str, domains: Sequence[str], *, refuse: bool) -> None:
        """Lets a mailbox refuse what is not from these domains, or put it into the junk folder."""
        self._fakes.filter_mail(address, domains, refuse=refuse)

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
        self._fakes.put_account(
            {
                "email": email,
                "password": password,
                "kind": kind,
                "profile": profile,
                "linked_services": list(linked_services),
            }
        )

    def accounts(self) -> tuple[AccountState, ...]:
        """Lists every TOYOTAアカウント that exists."""
        return self._fakes.account_states()

    def calls_after(self, after: Mapping[str, int]) -> dict[str, list[dict[str, Any]]]:
        """Gives gateway -> its calls whose number comes after the one given for it, the oldest first."""
        return self._fakes.calls_after(after)

    def cards(self) -> int:
        """Counts the cards that the payment gateway keeps for its customers."""
        return self._fakes.cards()

    def messages(self, address: str) -> tuple[Message, ...]:
        """Lists the mails to an address."""
        return self._fakes.messages(address)

    def now(self) -> datetime:
        """Tells the build's time; that of this machine if the build does not tell."""
        return self._control.time() if self._moves_time else datetime.now(UTC)

    def advance(self, span: timedelta) -> None:
        """Lets time pass on the build and on its fakes."""
        if not self._moves_time:
            raise CapabilityMissing("このビルドは「要_時間操作」を備えていない")
        self._fakes.live_at(self._control.advance_clock(span))

    def authenticate(self, phone: Phone, result: str) -> None:
        """Answers the card company's page on a phone."""
        self._fakes.need("payment", "3Dセキュア")
        phone.press(AUTHENTICATION[result])

    def disturb(self, gateway: str, fault: str) -> None:
        """Makes an outside system fail from now on."""
        self._fakes.disturb(gateway, fault)

    def licence_picture(self, *, name: str, birthdate: str, address: str, quality: str) -> bytes:
        """Gives a photograph of a 運転免許証 that the fake reader reads."""
        return licence_picture(name=name, birthdate=birthdate, address=address, quality=QUALITIES[quality])

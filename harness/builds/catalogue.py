"""Opens a build by its name: the reference build, or a WSGI application by import path."""

from __future__ import annotations

import importlib
import inspect
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from freezegun import freeze_time

from harness.builds.calling import Caller, json_environ_of
from harness.builds.control import Control, Reply
from harness.builds.inprocess import InProcessPhone
from harness.builds.overrides import AS_PRINTED, Wording
from harness.builds.port import AccountState, Car, Certificate, Contract, ContractState, Message, Phone
from harness.builds.surroundings import Surroundings
from harness.errors import BuildError

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

__all__ = ["BASE_URL", "CAPABILITIES", "REFERENCE", "START", "InProcessBuild", "factory_at", "open_build"]

REFERENCE = "harness.reference:from_environ"
BASE_URL = "https://sign-up.test"
CAPABILITIES: dict[str, str] = {
    "要_時間操作": "the build's clock can be moved",
    "要_メール": "mails to customers can be read",
    "要_カメラ": "a picture can be held before the phone's camera",
    "要_外部障害": "the build's gateways can be made to fail",
    "要_登録照会": "what the build has registered can be looked up",
}
"""Capability tags -> what a build, or its driver, must offer."""

_TOKEN = "in-process"
START = datetime(2026, 4, 1, 1, 0, tzinfo=UTC)
"""10:00 in Japan, on a weekday after the guide's edition 1.4 came out."""


class InProcessBuild:
    """A WSGI application with its surroundings and its clock in this very process. It is its own bench."""

    driver = "inprocess"

    def __init__(
        self,
        *,
        name: str,
        factory: Callable[[Mapping[str, str]], WSGIApplication],
        lacks: Sequence[str] = (),
        wording: Wording = AS_PRINTED,
        sections: Sequence[str] = (),
    ) -> None:
        self.name = name
        self.sections = frozenset(sections)
        self.wording = wording
        self.unwired: dict[str, str] = {}
        self.capabilities = frozenset(CAPABILITIES) - frozenset(lacks)
        self._surroundings = Surroundings()
        self._application = _wsgi(
            factory(
                self._surroundings.environ
                | {
                    "MYLEXUS_PUBLIC_URL": BASE_URL,
                    "MYLEXUS_CONTROL_TOKEN": _TOKEN,
                    "MYLEXUS_SECRET_KEY": "a fixed key, so that a run can be repeated",
                }
            )
        )
        self._control = Control(self._call)
        # How long a test took is not the build's time, and pytest asks for the time at every phase of it.
        self._clock = freeze_time(START, ignore=["_pytest.timing"], real_asyncio=True)
        self._frozen: Any = None

    @property
    def bench(self) -> InProcessBuild:
        """The test bench: this object."""
        return self

    def __enter__(self) -> InProcessBuild:
        """Mounts the fakes, stops the clock and starts from nothing."""
        self._surroundings.mount()
        # Stopping a clock means going through every module, so it stays stopped until the build is closed.
        if self._frozen is None:
            self._frozen = self._clock.start()
        try:
            self.reset()
        except BaseException:
            # Nobody leaves a block that was never entered, and the fakes would answer for the rest of the process.
            self._surroundings.unmount()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """Unmounts the fakes."""
        self._surroundings.unmount()

    def check(self) -> None:
        """There is nothing to reach: it was made in this process."""

    def close(self) -> None:
        """Lets the clock run again."""
        if self._frozen is not None:
            self._clock.stop()
            self._frozen = None

    def _call(self, method: str, path: str, data: dict[str, Any] | None) -> Reply:
        try:
            environ = json_environ_of(method, BASE_URL + path, data, authorization=f"Bearer {_TOKEN}")
            status, _, body = Caller(self._application).call(environ)
        except Exception as error:
            self._surroundings.strays.check()
            raise BuildError(f"{method} {path} of the build's control API raised {error!r}") from error
        self._surroundings.strays.check()
        # What a build says when it breaks is its own.
        is_answer = status < 500 and body.strip()
        return Reply(status=status, data=json.loads(body) if is_answer else None)

    def phone(self, owner: str) -> InProcessPhone:
        """Gives somebody a phone with a fresh browser."""
        return InProcessPhone(
            owner=owner,
            base_url=BASE_URL,
            application=self._application,
            others=self._surroundings.web_pages,
            check=self._surroundings.strays.check,
        )

    def reset(self) -> None:
        """Forgets everything and goes back to the first moment."""
        self._frozen.move_to(START)
        self._surroundings.reset()
        self._control.reset()

    def new_contract(self, *, dealer: str, car: Car) -> Contract:
        """Lets the contract desk write a contract."""
        return self._control.new_contract(dealer=dealer, car=car)

    def contract(self, contract_id: str) -> ContractState:
        """Looks up what is registered for a contract."""
        return self._control.contract(contract_id)

    def user_entry(self) -> str:
        """Gives the address at which a user registers after delivery."""
        return BASE_URL + self._control.user_entry()

    def register_vehicle(self, contract_id: str, certificate: Certificate) -> None:
        """Lets the car of a contract be registered."""
        self._surroundings.register_certificate(
            chassis_number=certificate.chassis_number,
            plate=asdict(certificate.plate),
            vehicle_kind=certificate.vehicle_kind,
            kind=certificate.kind,
            name=certificate.name,
            address=certificate.address,
        )
        self._control.register_vehicle(contract_id, certificate)

    def review(self) -> None:
        """Lets the review desk decide."""
        self._control.review()

    def filter_mail(self, address: str, domains: Sequence[str], *, refuse: bool) -> None:
        """Lets a mailbox refuse what is not from these domains, or put it into the junk folder."""
        self._surroundings.filter_mail(address, domains, refuse=refuse)

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
        self._surroundings.accounts.state.put_account(
            email=email, password=password, kind=kind, profile=profile, linked_services=linked_services
        )

    def accounts(self) -> tuple[AccountState, ...]:
        """Lists every TOYOTAアカウント that exists."""
        return self._surroundings.account_states()

    def calls_after(self, after: Mapping[str, int]) -> dict[str, list[dict[str, Any]]]:
        """Gives gateway -> its calls whose number comes after the one given for it, the oldest first."""
        return self._surroundings.calls_after(after)

    def cards(self) -> int:
        """Counts the cards that the payment gateway keeps for its customers."""
        return self._surroundings.cards()

    def messages(self, address: str) -> tuple[Message, ...]:
        """Lists the mails to an address."""
        return self._surroundings.messages(address)

    def calls(self) -> dict[str, int]:
        """Counts the calls that each gateway got since the build was reset."""
        return self._surroundings.calls()

    def now(self) -> datetime:
        """Tells the time."""
        return datetime.now(UTC)

    def advance(self, span: timedelta) -> None:
        """Lets time pass."""
        self._frozen.tick(span)

    def authenticate(self, phone: Phone, result: str) -> None:
        """Answers the card company's page on a phone."""
        phone.press(self._surroundings.authentication_button(result))

    def disturb(self, gateway: str, fault: str) -> None:
        """Makes an outside system fail from now on."""
        self._surroundings.disturb(gateway, fault)

    def licence_picture(self, *, name: str, birthdate: str, address: str, quality: str) -> bytes:
        """Gives a photograph of a 運転免許証."""
        return self._surroundings.licence_picture(
            name=name, birthdate=birthdate, address=address, quality=quality
        )


def _wsgi(application: WSGIApplication) -> WSGIApplication:
    """Gives the application. Raises TypeError if it cannot be one: else every screen of it would seem to be wrong."""
    if inspect.iscoroutinefunction(application) or inspect.iscoroutinefunction(type(application).__call__):
        raise TypeError(
            "the factory returned an ASGI application; wrap it, as by a2wsgi.ASGIMiddleware(application)"
        )
    if not callable(application):
        raise TypeError(f"the factory returned a {type(application).__name__}, which cannot be called")
    return application


def factory_at(path: str) -> Callable[[Mapping[str, str]], WSGIApplication]:
    """Imports the factory that ``reference`` or ``package.module:factory`` names; raises what the import raises."""
    module_name, _, attribute = (REFERENCE if path == "reference" else path).partition(":")
    factory: Callable[[Mapping[str, str]], WSGIApplication] = getattr(
        importlib.import_module(module_name), attribute
    )
    return factory


def open_build(
    path: str = REFERENCE,
    *,
    name: str = "",
    lacks: Sequence[str] = (),
    wording: Wording = AS_PRINTED,
    sections: Sequence[str] = (),
) -> InProcessBuild:
    """Opens a build by import path ``package.module:factory``; ``name`` is how reports call it.

    The factory takes a mapping of ``MYLEXUS_*`` variables and gives a WSGI application. Raises BuildError.
    """
    try:
        return InProcessBuild(
            name=name or path, factory=factory_at(path), lacks=lacks, wording=wording, sections=sections
        )
    except Exception as error:
        raise BuildError(
            f"build {path!r} cannot be opened: {type(error).__name__}: {error}; "
            "give `reference` or `package.module:factory`, a function of a mapping that returns a WSGI application"
        ) from error

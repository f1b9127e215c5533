"""What fakes remember between two starts."""

from __future__ import annotations

import json
import random
import smtplib
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from freezegun import freeze_time
from hypothesis import given
from hypothesis import strategies as st

from fakes import mail, payment, toyota_account, vehicle_registry
from fakes.base import BaseFake
from fakes.payment.state import CardDetails
from fakes.serving.catalogue import CATALOGUE, Entry
from fakes.serving.codec import Codec, Undecodable, Unencodable
from fakes.serving.errors import StateError
from fakes.serving.keeping import Keeper

KEPT = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
    | st.binary()
    | st.datetimes(timezones=st.just(UTC) | st.none())
    | st.dates()
    | st.timedeltas(),
    lambda parts: (
        st.lists(parts)
        | st.lists(parts).map(tuple)
        | st.sets(st.text())
        | st.frozensets(st.integers())
        | st.dictionaries(st.text() | st.just("$"), parts)
        | st.dictionaries(st.integers() | st.tuples(st.text(), st.integers()), parts)
    ),
    max_leaves=12,
)


def filled(entry: Entry) -> BaseFake[Any]:
    """A fake of the catalogue that remembers something of each kind."""
    fake = entry.make(4)
    state = fake.state
    if isinstance(fake, toyota_account.Fake):
        state.add_account(email="a@b.test", password="correct horse", kind="個人", profile={"sex": "男"})
        state.get_account_by_password("a@b.test", "wrong")
    elif isinstance(fake, vehicle_registry.Fake):
        plate = vehicle_registry.Plate(region="名古屋", class_number="300", kana="か", serial="1234")
        user = vehicle_registry.RegistryUser(kind="個人", name="豊田 太郎", address="愛知県")
        state.add_certificate(chassis_number="ABC123-1234567", plate=plate, user=user)
    elif isinstance(fake, mail.Fake):
        state.store_filter("a@b.test", ["lexus.example.test"])
        state.add_unknown_domain("nowhere.test")
        with mail.patched(fake), smtplib.SMTP("mail.example.test") as client:
            client.sendmail("x@y.test", ["a@b.test"], "Subject: x\r\n\r\nhello\r\n")
    elif isinstance(fake, payment.Fake):
        details = CardDetails(
            brand="Visa", last4="4242", exp_month=12, exp_year=2030, fingerprint="f" * 32, name="TARO"
        )
        customer = state.add_customer(email="a@b.test", metadata={"a": "b"})
        card = state.add_card(customer.customer_id, state.add_token(details, three_d_secure=True).token_id)
        state.add_authentication(card.card_id)
    elif hasattr(state, "generate"):
        state.generate(2)
    else:
        state.add_reading("0" * 64, "read")
        state.add_failure(2)
    return fake


def values(fake: BaseFake[Any]) -> dict[str, Any]:
    """All that a fake remembers, its random numbers as their state."""
    return {
        name: value.getstate() if isinstance(value, random.Random) else value
        for name, value in vars(fake.state).items()
    }


def save(folder: Path, *fakes: BaseFake[Any]) -> None:
    """Keeps what these fakes remember."""
    keeper = Keeper(folder, fakes)
    keeper.save()
    keeper.close()


def restore(folder: Path, *fakes: BaseFake[Any]) -> None:
    """Gives these fakes what was kept."""
    keeper = Keeper(folder, fakes)
    try:
        keeper.restore()
    finally:
        keeper.close()


@pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: entry.name)
def test_a_fake_remembers_all_it_knew(tmp_path: Path, entry: Entry) -> None:
    """Every value that a fake held is there after a new start, of the same type and in the same order."""
    fake, again = filled(entry), entry.make(4)
    assert values(fake) != values(again)
    save(tmp_path, fake)
    restore(tmp_path, again)
    assert values(again) == values(fake)
    assert repr(values(again)) == repr(values(fake))
    again.reset()
    assert values(again) == values(entry.make(4))


def test_ids_go_on_where_they_stopped(tmp_path: Path) -> None:
    """After a new start a fake draws the id that it would have drawn without one."""
    fake, again = payment.Fake(3), payment.Fake(3)
    fake.state.add_customer()
    save(tmp_path, fake)
    restore(tmp_path, again)
    with freeze_time("2026-04-01"):
        assert again.state.add_customer() == fake.state.add_customer()


def test_a_frozen_clock_is_kept_as_time(tmp_path: Path) -> None:
    """What was remembered while time stood still is read as plain time."""
    fake, again = payment.Fake(), payment.Fake()
    with freeze_time("2026-04-01 01:00:00"):
        fake.state.add_customer(customer_id="one")
        save(tmp_path, fake)
    restore(tmp_path, again)
    (customer,) = again.state.customers()
    assert type(customer.created) is datetime
    assert customer.created == datetime(2026, 4, 1, 1, tzinfo=UTC)


def test_a_fake_without_a_file_begins_anew(tmp_path: Path) -> None:
    """A missing folder is made, and a fake that was never kept is as it was made."""
    fake = payment.Fake()
    restore(tmp_path / "new" / "folder", fake)
    assert values(fake) == values(payment.Fake())


def test_only_what_changed_is_written(tmp_path: Path) -> None:
    """A second save leaves the file of a fake alone that nobody has asked in between."""
    quiet, busy = payment.Fake(), mail.Fake()
    keeper = Keeper(tmp_path, [quiet, busy])
    keeper.save()
    before = {path.name: path.stat().st_ino for path in tmp_path.glob("*.json")}
    busy.state.add_unknown_domain("nowhere.test")
    keeper.save()
    keeper.close()
    after = {path.name: path.stat().st_ino for path in tmp_path.glob("*.json")}
    assert {name for name in after if after[name] != before[name]} == {"mail.json"}


def test_the_files_are_for_their_owner_only(tmp_path: Path) -> None:
    """A kept state can be read by nobody else, and no half-written file is left beside it."""
    save(tmp_path, mail.Fake())
    assert {path.name for path in tmp_path.iterdir()} == {".lock", "mail.json"}
    assert (tmp_path / "mail.json").stat().st_mode & 0o777 == 0o600


def half(text: str) -> str:
    """The first half of a file."""
    return text[: len(text) // 2]


def changed(**parts: Any) -> Callable[[str], str]:
    """Replaces entries of a file."""
    return lambda text: json.dumps({**json.loads(text), **parts})


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (half, "no JSON, or only half of it"),
        (lambda text: "", "no JSON, or only half of it"),
        (lambda text: "[]", "not the state of payment in format 1"),
        (changed(format=2), "not the state of payment in format 1"),
        (changed(fake="mail"), "not the state of payment in format 1"),
        (changed(state={}), "its sha256 is not that of its state"),
        (lambda text: text.replace("a@b.test", "x@y.test"), "its sha256 is not that of its state"),
        (changed(seed=9), "kept from seed 9, found --seed 4"),
    ],
    ids=["half", "empty", "no object", "format", "fake", "state", "edited", "seed"],
)
def test_a_broken_file_is_told_and_changes_nothing(
    tmp_path: Path, damage: Callable[[str], str], said: str
) -> None:
    """A damaged file is one message with its name; it stays as it is, and so does every fake."""
    entries = {entry.name: entry for entry in CATALOGUE}
    save(tmp_path, filled(entries["mail"]), filled(entries["payment"]))
    path = tmp_path / "payment.json"
    broken = damage(path.read_text(encoding="utf-8"))
    path.write_text(broken, encoding="utf-8")
    fresh: list[BaseFake[Any]] = [mail.Fake(4), payment.Fake(4)]
    with pytest.raises(StateError) as raised:
        restore(tmp_path, *fresh)
    assert str(raised.value).startswith(f"{path}: {said}")
    assert "\n" not in str(raised.value)
    assert path.read_text(encoding="utf-8") == broken
    assert [values(fake) for fake in fresh] == [values(mail.Fake(4)), values(payment.Fake(4))]


def test_a_state_of_another_version_is_told(tmp_path: Path) -> None:
    """A sound file with other entries than this version's is refused, not half read."""
    fake = payment.Fake()
    vars(fake.state)["_forgotten"] = 1
    save(tmp_path, fake)
    with pytest.raises(StateError, match="another version of this fake has written it"):
        restore(tmp_path, payment.Fake())


def test_a_folder_is_for_one_command_at_a_time(tmp_path: Path) -> None:
    """A folder that is in use is refused until it is let go."""
    first = Keeper(tmp_path, [])
    with pytest.raises(StateError, match="other fakes that run now"):
        Keeper(tmp_path, [])
    first.close()
    Keeper(tmp_path, []).close()


def test_a_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    """--state with the name of a file is one message that says what is expected."""
    path = tmp_path / "file"
    path.touch()
    with pytest.raises(StateError, match="expected a folder that can be written to"):
        Keeper(path, [])


@given(value=KEPT)
def test_every_plain_value_comes_back_as_it_was(value: Any) -> None:
    """Values survive JSON, whatever they are made of."""
    codec = Codec("fakes.payment")
    assert codec.decode(json.loads(json.dumps(codec.encode(value)))) == value


@pytest.mark.parametrize(
    "value",
    [(1, [2]), {"$": "x"}, {1: (2,)}, {"a", "b"}, date(2026, 4, 1), timedelta(days=-1, microseconds=7)],
    ids=lambda value: type(value).__name__,
)
def test_types_are_kept(value: object) -> None:
    """A tuple stays a tuple, a set a set, a date a date."""
    codec = Codec("fakes.payment")
    assert type(codec.decode(json.loads(json.dumps(codec.encode(value))))) is type(value)


@pytest.mark.parametrize("value", [object(), MappingProxyType({}), ValueError("x"), len])
def test_what_cannot_be_kept_is_said_at_once(value: object) -> None:
    """A value of another kind raises an error that names its type."""
    with pytest.raises(Unencodable, match=type(value).__name__):
        Codec("fakes.payment").encode({"deep": [value]})


@pytest.mark.parametrize(
    "data",
    [
        {"$": "state.Nothing", "fields": {}},
        {"$": "state.Card", "fields": {"colour": "red"}},
        {"$": "state.random", "fields": {}},
        {"$": "os.system", "fields": {}},
        {"$": "bytes", "base64": "*"},
        {"$": "datetime", "value": "yesterday"},
        {"$": "random", "value": [3]},
        {"$": ["state.Card"]},
    ],
    ids=repr,
)
def test_what_was_never_written_is_not_read(data: object) -> None:
    """Unknown names, names outside the fake's dataclasses and malformed values raise Undecodable."""
    with pytest.raises(Undecodable):
        Codec("fakes.payment").decode(data)

"""Simulated customers: drawn from a seed, walked, judged, and added up."""

from __future__ import annotations

import csv
import json
import pickle
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from harness.builds.port import AccountState, Application, ContractState, Party
from harness.cli import app, simulating
from harness.errors import RunError
from harness.guide import load
from harness.guide.journeys import journeys
from harness.simulation import plots, running, writing
from harness.simulation.customers import draw
from harness.simulation.invariants import INVARIANTS, Afterwards
from harness.simulation.life import Life
from harness.simulation.population import Population, Troubles
from harness.simulation.running import Simulation, close, live_one, read, simulate
from harness.simulation.totals import KEPT, Totals

SEED = 11


@pytest.fixture(scope="module")
def population() -> Population:
    """The default population."""
    return read(None)


@pytest.fixture(scope="module")
def lives(population: Population) -> Iterator[list[Life]]:
    """The first eight customers of a seed."""
    simulation = Simulation(customers=8, seed=SEED, population=population)
    yield [live_one(simulation, number) for number in range(1, 9)]
    close()


def total(lives: list[Life]) -> Totals:
    """What lives add up to."""
    totals = Totals()
    for life in lives:
        totals.add(life)
    return totals


def test_the_reference_build_serves_everybody_right(lives: list[Life]) -> None:
    """Nothing is wrong for any of them, screens were verified, and each was held to every invariant."""
    assert [life.wrong for life in lives] == [()] * 8
    assert all(life.rows >= len(life.reached) - 1 and life.checked == len(INVARIANTS) for life in lives)


def test_jobs_and_order_change_no_figure(lives: list[Life], population: Population) -> None:
    """Two processes, and sums in another order, give the same totals to the digit."""
    spread = simulate(Simulation(customers=8, seed=SEED, population=population), jobs=2)
    halves = [total(lives[3:]), total(lives[:3])]
    halves[0].merge(halves[1])
    assert spread.plain() == total(lives).plain() == halves[0].plain()


def test_another_seed_draws_other_customers(population: Population) -> None:
    """A customer follows from seed and number: the same twice, another one with another seed."""
    ways = journeys(load())
    first, again, other = (draw(5, seed=seed, population=population, journeys=ways) for seed in (1, 1, 2))
    assert (first.people, first.journey.id, first.arrives) == (again.people, again.journey.id, again.arrives)
    assert first.people != other.people


def test_memory_does_not_grow_with_customers(lives: list[Life]) -> None:
    """Ten times as many customers leave totals of as many entries, since nothing of a life is kept."""
    few, many = total(lives), total(lives * 10)
    entries = [
        len(pickle.dumps({key: dict(value) for key, value in vars(one).items() if hasattr(value, "items")}))
        for one in (few, many)
    ]
    assert many.customers == 10 * few.customers
    assert entries[1] < entries[0] * 1.2
    wrong = total([replace(life, number=at, wrong=("x",)) for at, life in enumerate(lives * 10)])
    assert wrong.failed == 80
    assert [one.number for one in wrong.failures] == list(range(KEPT))


def test_whatever_can_go_wrong_is_walked_and_survived(population: Population) -> None:
    """Where every mistake happens at each chance of it, the guide's errors come and the customer still arrives."""
    clumsy = population.model_copy(
        update={
            "troubles": Troubles(
                typing_error=1, slow_reader=1, misread_licence=1, unreadable_licence=1, gateway_trouble=1
            ),
            "facts": {**population.facts, "買主のTOYOTAアカウント": {"なし": 1.0}},
            "choices": {"1-1/12-B=直接入力する": 0.0},
        }
    )
    try:
        found = [
            live_one(Simulation(customers=4, seed=3, population=clumsy), number) for number in range(1, 5)
        ]
    finally:
        close()
    assert [(life.ended, life.wrong) for life in found] == [("完了", ())] * 4
    happened = {name for life in found for name in life.troubles}
    assert {
        "入力の誤り",
        "認証コードの期限切れ",
        "読み取れない免許証",
        "誤って読み取られた免許証",
    } <= happened


def test_nobody_needs_a_gateway_that_fell_silent(population: Population) -> None:
    """A buyer by hand and a user by number: 国税庁 is there for the user, however often it may fall silent."""
    silent = population.model_copy(update={"troubles": Troubles(gateway_trouble=1)})
    ways = journeys(load())
    both = {("法人情報の入力方法", "直接入力する"), ("法人情報の入力方法", "自動入力する")}

    def entered(number: int) -> set[tuple[str, str]]:
        journey = draw(number, seed=3, population=silent, journeys=ways).journey
        legs = (leg for part in journey.parts for leg in part)
        return {pair for leg in legs if leg.outcome for pair in leg.outcome.when.items()}

    number = next(number for number in range(1, 20_000) if both <= entered(number))
    try:
        life = live_one(Simulation(customers=number, seed=3, population=silent), number)
    finally:
        close()
    assert (life.ended, life.wrong, life.troubles.get("国税庁の応答なし")) == ("完了", (), None)


def afterwards(population: Population) -> Afterwards:
    """Everything as it should be for a buyer who is the user and applied for G-Link."""
    ways = journeys(load())
    customers = (draw(n, seed=1, population=population, journeys=ways) for n in range(1, 100))
    customer = next(one for one in customers if list(one.people) == ["買主"])
    person = customer.people["買主"]
    party = Party(name=person.name, kind=person.kind, email=person.email)
    return Afterwards(
        customer=customer,
        state=ContractState(
            id="c",
            buyer=party,
            user=party,
            consents=("G-Link利用規約等の同意",),
            applications=(Application(service="G-Link", payment="クレジットカード"),),
            payment_registered=True,
        ),
        accounts=(AccountState(email=person.email, kind=person.kind, profile=person.profile()),),
        titles=frozenset({"G-Link利用規約等の同意", "お支払い方法の選択"}),
        roles=frozenset({"買主"}),
        completed=True,
    )


def found(after: Afterwards) -> set[str]:
    """Names of the invariants that do not hold."""
    return {name for name, holds in INVARIANTS.items() if list(holds(after))}


def test_each_invariant_can_be_broken(population: Population) -> None:
    """A build that mixes people up, skips a consent, takes needless cards, changes data or loses things is found."""
    after = afterwards(population)
    state = after.state
    assert state.buyer is not None
    assert found(after) == set()
    other = replace(state.buyer, email="other@example.com")
    assert found(replace(after, state=replace(state, buyer=other))) == {"契約に買主と使用者は一人ずつ"}
    assert found(replace(after, state=replace(state, consents=()))) == {"同意のない申込みはない"}
    assert found(replace(after, titles=after.titles - {"お支払い方法の選択"})) == {
        "必要のない支払い方法はない"
    }
    changed = replace(after.accounts[0], profile={**after.accounts[0].profile, "address": "大阪府"})
    assert found(replace(after, accounts=(changed,))) == {"登録情報は確認したとおり"}
    assert found(replace(after, state=replace(state, buyer=None))) == {"確認したものは失われない"}
    assert found(replace(after, state=replace(state, applications=(), payment_registered=False))) == {
        "確認したものは失われない"
    }


def test_a_wrong_build_is_told_with_the_customer_and_how_to_repeat(tmp_path: Path) -> None:
    """A build that forgets consents is 不適合, and the command that is printed finds the same customer again."""
    build = "tests.simulation.forgetful:forgets_consents"
    runner = CliRunner()
    done = runner.invoke(
        app, ["simulate", "--customers", "4", "--seed", "11", "--build", build, "--out", str(tmp_path)]
    )
    assert done.exit_code == 1, done.output
    repeated = re.search(r"mylexus (simulate .*--customer \d+)", done.output)
    assert repeated
    again = runner.invoke(app, repeated.group(1).split())
    assert again.exit_code == 1
    assert "同意のない申込み" in again.output
    told = json.loads((tmp_path / "simulation.json").read_text(encoding="utf-8"))
    assert told["failed"] == len(told["failures"]) > 0
    assert "不適合" in (tmp_path / "index.html").read_text(encoding="utf-8")


def test_the_files_agree(
    lives: list[Life], population: Population, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CSV and page say what the totals say; without matplotlib the page has its tables and says how to get plots."""
    simulation = Simulation(customers=8, seed=SEED, population=population)
    drawn = writing.write(tmp_path / "a", simulation, total(lives), load(), str).read_text(encoding="utf-8")
    monkeypatch.setattr(writing, "available", lambda: False)
    plain = writing.write(tmp_path / "b", simulation, total(lives), load(), str).read_text(encoding="utf-8")
    with (tmp_path / "a" / "funnel.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["step"]: int(row["customers"]) for row in csv.DictReader(file)}
    assert rows == dict(total(lives).reached)
    hint = plots.HINT.partition(":")[0]
    assert "<svg" in drawn and hint not in drawn
    assert "<svg" not in plain and hint in plain and "最後まで終えた" in plain


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("troubles = { leave = 2 }", "troubles.leave"),
        ("[facts]\n'買主のお客さま種別' = { '団体' = 1 }", "個人"),
        ("[facts]\n'血液型' = { 'A' = 1 }", "no journey goes by such a fact"),
        ("[choices]\n'9-9/1=x' = 1", "no such branch"),
        ("[review]\ndays = { '2' = 0 }", "above 0"),
        ("customers = 3", "customers"),
        ("[calendar", "TOML"),
    ],
)
def test_a_wrong_population_is_refused(text: str, said: str, tmp_path: Path) -> None:
    """A file that is no population is refused with the entry that is wrong."""
    path = tmp_path / "p.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RunError) as refused:
        read(path)
    assert said in str(refused.value)


def test_interrupted_alone(lives: list[Life], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C ends with 130; whole chunks are counted and written, and nothing that is written says 適合."""

    def live(simulation: Simulation, number: int) -> Life:
        if number > 2 * running.CHUNK + 3:
            raise KeyboardInterrupt
        return replace(lives[0], number=number)

    monkeypatch.setattr(running, "live_one", live)
    done = CliRunner().invoke(app, ["simulate", "--customers", "90", "--out", str(tmp_path)])
    assert done.exit_code == 130, done.output
    told = json.loads((tmp_path / "simulation.json").read_text(encoding="utf-8"))
    assert (told["asked"], told["customers"], told["complete"]) == (90, 50, False)
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "90組のうち50組" in page
    assert "未完了" in done.output
    assert "適合" not in page + done.output
    with (tmp_path / "counts.csv").open(encoding="utf-8-sig", newline="") as file:
        counts = {row["name"]: row["count"] for row in csv.DictReader(file) if row["kind"] == "customers"}
    assert counts == {"asked": "90", "counted": "50"}


def test_resumed_to_the_byte(lives: list[Life], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What went on after an interruption writes the same bytes as what ran through, and nobody lives twice."""
    lived: list[int] = []
    last = 60

    def live(simulation: Simulation, number: int) -> Life:
        if number > last:
            raise KeyboardInterrupt
        lived.append(number)
        return replace(lives[number % 8], number=number, wrong=("x",) if number in (7, 77) else ())

    def run(out: str, *options: str) -> int:
        told = CliRunner().invoke(
            app, ["simulate", "--customers", "90", "--out", str(tmp_path / out), *options]
        )
        return told.exit_code

    monkeypatch.setattr(running, "live_one", live)
    assert run("pieces", "--resume") == 1  # a fault was found, which goes before the interruption
    last = 90
    assert run("pieces", "--resume") == 1
    assert lived == [*range(1, 61), *range(51, 91)]
    assert run("whole") == 1
    pieces, whole = (
        {file.name: file.read_bytes() for file in sorted((tmp_path / name).iterdir())}
        for name in ("pieces", "whole")
    )
    assert pieces == whole
    assert [one["customer"] for one in json.loads(pieces["simulation.json"])["failures"]] == [7, 77]


def test_counted_now_and_then(lives: list[Life], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the machine is lost, not much of what was counted is lost with it."""

    def live(simulation: Simulation, number: int) -> Life:
        if number > 70:
            raise RuntimeError("the machine is lost")
        return replace(lives[0], number=number)

    monkeypatch.setattr(running, "live_one", live)
    monkeypatch.setattr(simulating, "_SAVED_EVERY", 20)
    done = CliRunner().invoke(app, ["simulate", "--customers", "90", "--out", str(tmp_path)])
    assert isinstance(done.exception, RuntimeError)
    told = json.loads((tmp_path / "simulation.json").read_text(encoding="utf-8"))
    assert (told["asked"], told["customers"], told["complete"]) == (90, 50, False)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"seed": 4}, "another seed"),
        ({"code": 0, "edition": "1.3"}, "another edition and code"),
        ({"customers": 91}, "more than --customers 90"),
        ({"review": {}}, "is not what a simulation writes"),
        ({"rows": "many"}, "is not what a simulation writes"),
        ({"mails": []}, "is not what a simulation writes"),
        ([], "is not what a simulation writes"),
        ("{", "is not what a simulation writes"),
    ],
)
def test_other_sums_are_not_resumed(
    changed: object, said: str, lives: list[Life], population: Population, tmp_path: Path
) -> None:
    """Sums of other customers, of other code, or no sums at all: the command says so and leaves them as they are."""
    simulation = Simulation(customers=90, population=population)
    writing.keep(tmp_path, simulation, total(lives), load())
    path = tmp_path / "simulation.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    text = (
        changed
        if isinstance(changed, str)
        else json.dumps(told | changed if isinstance(changed, dict) else changed)
    )
    path.write_text(text, encoding="utf-8")
    done = CliRunner().invoke(app, ["simulate", "--customers", "90", "--resume", "--out", str(tmp_path)])
    assert isinstance(done.exception, RunError)
    assert said in str(done.exception)
    assert path.read_text(encoding="utf-8") == text


def test_sums_survive_their_file(lives: list[Life], population: Population, tmp_path: Path) -> None:
    """Sums that were kept and read again are the same ones."""
    simulation = Simulation(customers=90, population=population)
    writing.keep(tmp_path, simulation, total(lives), load())
    assert writing.counted(tmp_path, simulation, load()) == total(lives)
    assert writing.counted(tmp_path / "none", simulation, load()) == Totals()


def test_interrupted_with_processes(tmp_path: Path) -> None:
    """Ctrl-C at a terminal reaches every process; what was counted by then is written, and nobody complains."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.simulation.interrupted", str(tmp_path)],
        start_new_session=True,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 130, done.stderr
    assert "Traceback" not in done.stderr
    told = json.loads((tmp_path / "simulation.json").read_text(encoding="utf-8"))
    assert told["complete"] is False
    assert 1 <= told["customers"] < told["asked"] == 10_000

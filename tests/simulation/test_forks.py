"""The tree of journeys draws what going through all of them, step by step, would draw."""

from __future__ import annotations

import pickle
import random
from collections import Counter

import pytest

from harness.guide import load
from harness.guide.choosing import counted_as
from harness.guide.journeys import Journey, journeys
from harness.simulation.customers import draw
from harness.simulation.forks import Forks
from harness.simulation.population import Population
from harness.simulation.running import read


@pytest.fixture(scope="module")
def ways() -> tuple[Journey, ...]:
    """Every journey of the guide."""
    return journeys(load())


def plainly(chance: random.Random, population: Population, ways: tuple[Journey, ...]) -> str:
    """The id of the journey that is drawn by looking at all that are left after each question."""
    left = list(ways)
    for name, shares in population.facts.items():
        values = dict.fromkeys(one.facts[name] for one in left if name in one.facts)
        weights = [shares.get(value, 0.0) for value in values]
        if any(weights):
            value = chance.choices(list(values), weights)[0]
            left = [one for one in left if one.facts.get(name, value) == value]
    for at in range(max(len(one.steps) for one in left)):
        after: dict[str, list[Journey]] = {}
        weighed: dict[str, float] = {}
        for one in left:
            leg = next(iter([leg for part in one.parts for leg in part][at : at + 1]), None)
            after.setdefault(leg.to if leg else "", []).append(one)
            branch = counted_as(leg.step, leg.outcome) if leg and leg.outcome else ""
            weighed[leg.to if leg else ""] = population.choices.get(branch, 1.0)
        if len(after) > 1 and any(weighed.values()):
            left = after[chance.choices(list(weighed), list(weighed.values()))[0]]
    return left[chance.randrange(len(left))].id


def test_the_tree_draws_the_same_journeys(ways: tuple[Journey, ...]) -> None:
    """For the same chance the tree gives the journey that a look at all journeys gives, whatever it gave before."""
    population = read(None)
    forks = Forks(population, ways)
    drawn = [forks.draw(random.Random(number)).id for number in range(60)]
    assert drawn == [plainly(random.Random(number), population, ways) for number in range(60)]
    assert drawn == [forks.draw(random.Random(number)).id for number in range(60)]
    assert len(set(drawn)) > 30


def test_shares_are_those_of_the_population(ways: tuple[Journey, ...]) -> None:
    """Of 4000 customers so many have a fact, and so many take a way, as the population's weights say, within 3 %."""
    population = read(None)
    forks = Forks(population, ways)
    drawn = [forks.draw(random.Random(f"share {number}")) for number in range(4000)]
    for name, shares in population.facts.items():
        found = Counter(one.facts[name] for one in drawn if name in one.facts)
        # A fact that others decide on some ways is drawn on the ways that leave it open.
        if name in ("契約時の手続き", "名義", "買主のお客さま種別"):
            for value, weight in shares.items():
                assert found[value] / sum(found.values()) == pytest.approx(
                    weight / sum(shares.values()), abs=0.03
                )
    taken = Counter(branch for one in drawn for branch in set(one.branches))
    applied, declined = (taken[f"3-1/2={what}"] for what in ("利用申込みをする", "利用申込みをしない"))
    assert applied / (applied + declined) == pytest.approx(0.7, abs=0.03)


def test_another_population_draws_anew(ways: tuple[Journey, ...]) -> None:
    """A population that came by pickle draws the same customers; another one draws by its own shares."""
    population = read(None)
    same = pickle.loads(pickle.dumps(population))
    companies = population.model_copy(
        update={"facts": {**population.facts, "買主のお客さま種別": {"法人": 1.0}}}
    )
    for number in range(5):
        first, other, again = (
            draw(number, seed=2, population=one, journeys=ways) for one in (population, companies, same)
        )
        assert (first.journey.id, first.people) == (again.journey.id, again.people)
        assert other.journey.facts["買主のお客さま種別"] == "法人"

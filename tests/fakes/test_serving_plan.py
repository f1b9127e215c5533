"""The plan of faults as a TOML file."""

from __future__ import annotations

from pathlib import Path

import pytest

from fakes.faults import Fault, FaultKind
from fakes.serving.errors import PlanError
from fakes.serving.plan import read_plan


def plan(folder: Path, text: str) -> Path:
    """A plan file with that text."""
    path = folder / "plan.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_key_of_a_fault_can_be_planned(tmp_path: Path) -> None:
    """The tables of a fake become its faults, in their order."""
    path = plan(
        tmp_path,
        """
        [[payment]]
        kind = "status"
        status = 429
        method = "POST"
        path = "/v1/tokens"
        nth = 2
        done = true

        [[payment]]
        kind = "slow"
        seconds = 3
        share = 0.25

        [[mail]]
        kind = "wrong-encoding"
        """,
    )
    assert read_plan(path) == {
        "payment": (
            Fault(kind=FaultKind.STATUS, status=429, method="POST", path="/v1/tokens", nth=2, done=True),
            Fault(kind=FaultKind.SLOW, seconds=3, share=0.25),
        ),
        "mail": (Fault(kind=FaultKind.WRONG_ENCODING),),
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[payment]]\nkind = 'reset'\nnth = 0", "payment[0].nth: found 0, expected greater"),
        ("[[payment]]\nkind = 'sulk'", "payment[0].kind: found 'sulk', expected 'slow', 'time-out'"),
        ("[[payment]]\nnth = 1", "payment[0].kind: missing"),
        ("[[payment]]\nkind = 'reset'\n[[payment]]\nkind = 'slow'", "payment[1].seconds: is needed"),
        ("[[payment]]\nkind = 'reset'\nstatus = 500", "payment[0].status: belongs to kind status"),
        ("[[payment]]\nkind = 'reset'\ncolour = 1", "payment[0].colour: unknown key; expected kind"),
        ("[[payment]]\nkind = 'reset'\nshare = 10", "payment[0].share: found 10, expected less"),
        ("[payment]\nkind = 'reset'", "payment: found {'kind': 'reset'}, expected a valid list"),
        ("[[post_office]]\nkind = 'reset'", "post_office: no such fake; expected one of toyota_account"),
        ("[[payment]\nkind = 1", "no TOML: "),
    ],
)
def test_what_is_wrong_is_told_with_file_and_key(tmp_path: Path, text: str, said: str) -> None:
    """A wrong plan names its file, the key, what was found and what was expected."""
    path = plan(tmp_path, text)
    with pytest.raises(PlanError) as raised:
        read_plan(path)
    assert str(raised.value).startswith(f"{path}: {said}")


def test_all_faults_of_a_plan_are_told_at_once(tmp_path: Path) -> None:
    """Each wrong key has a line of its own."""
    path = plan(tmp_path, "[[nobody]]\n[[payment]]\nkind = 'reset'\nnth = 0\n[[mail]]\nkind = 1\n")
    with pytest.raises(PlanError) as raised:
        read_plan(path)
    lines = str(raised.value).splitlines()
    assert [line.split(": ")[1] for line in lines] == ["nobody", "payment[0].nth", "mail[0].kind"]


def test_the_example_of_the_manual_is_a_plan(tmp_path: Path) -> None:
    """The plan that docs/fakes.md shows is one, with a fault for each of its three tables."""
    manual = (Path(__file__).parents[2] / "docs" / "fakes.md").read_text(encoding="utf-8")
    example = manual.partition("```toml\n")[2].partition("```")[0]
    faults = read_plan(plan(tmp_path, example))
    assert {name: len(listed) for name, listed in faults.items()} == {
        "payment": 1,
        "toyota_account": 1,
        "mail": 1,
    }


@pytest.mark.parametrize("content", [None, b"\xff\xfe"], ids=["missing", "not UTF-8"])
def test_a_plan_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None) -> None:
    """A missing file and one that is no UTF-8 are told by name."""
    path = tmp_path / "plan.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(PlanError, match="cannot be read"):
        read_plan(path)

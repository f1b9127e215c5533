"""Written mutants cover every rule, say what they are, and leave nothing behind."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from harness.guide import load
from harness.mutants.written import WRITTEN, modules, wording, written
from harness.mutants.written.wording import __name__ as wording_module
from harness.reference.flows import FLOWS
from harness.reference.policy import staff_check
from harness.reference.store import Store


def test_every_rule() -> None:
    """Each rule of the guide is broken by a written mutant, and nothing else is."""
    assert {one.breaks for one in written()} == {one.id for one in load().rules}


def test_many_sentences() -> None:
    """There are more than 150, each with a sentence of its own."""
    sentences = [one.sentence for one in written()]
    assert len(sentences) > 150
    assert [one for one, times in Counter(sentences).items() if times > 1] == []
    assert [one for one in sentences if not one.endswith(".") or "\n" in one] == []


def test_put_right_again() -> None:
    """Whatever a mutant changes is as it was when its block is left."""
    screens = {name: dict(flow.screens) for name, flow in FLOWS.items()}
    passes, apply = staff_check.passes, Store.apply
    for defect in WRITTEN.values():
        with defect.switched():
            pass
    assert (staff_check.passes, Store.apply) == (passes, apply)
    assert {name: dict(flow.screens) for name, flow in FLOWS.items()} == screens


def test_modules_are_short() -> None:
    """No module of written mutants has more than 400 lines, and each but the one about words changes the build."""
    for module in modules:
        source = Path(str(module.__file__)).read_text(encoding="utf-8")
        assert len(source.splitlines()) < 400, module.__name__
        assert ("says(" in source and "swap(" not in source) == (module.__name__ == wording_module)
    assert wording in modules

"""Whatever is wrong with the guide's files, the loader answers with GuideDataError and nothing else."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.errors import GuideDataError
from harness.guide import Guide, load

PACKAGED = Path(__file__).parents[2] / "harness" / "guide" / "1.4"
SECTION = yaml.load((PACKAGED / "1-1.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)

NAMES = ["1-1.yaml", "facts.yaml", "index.yaml", "readings.yaml", "rules.yaml"]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def loaded(files: dict[str, str]) -> Guide | GuideDataError:
    """Writes the files, loads them, and gives the guide or the error."""
    with tempfile.TemporaryDirectory() as root:
        folder = Path(root) / "1.4"
        folder.mkdir()
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
        try:
            return load(root=Path(root))
        except GuideDataError as error:
            return error


def packaged(section: dict[str, Any]) -> dict[str, str]:
    """Gives the packaged files, with section 1-1 replaced."""
    files = {path.name: path.read_text(encoding="utf-8") for path in PACKAGED.glob("*.yaml")}
    return files | {"1-1.yaml": yaml.dump(section, allow_unicode=True, Dumper=yaml.CSafeDumper)}


@settings(max_examples=20, deadline=None)
@given(st.integers(min_value=0, max_value=len(SECTION["steps"]) - 1))
def test_a_missing_step_never_passes(number: int) -> None:
    """Taking any single step out of section 1-1 is noticed, and every problem names a file."""
    steps = [step for place, step in enumerate(SECTION["steps"]) if place != number]
    error = loaded(packaged(SECTION | {"steps": steps}))
    assert isinstance(error, GuideDataError)
    assert error.problems
    assert all(problem.where.split(":")[0].endswith(".yaml") for problem in error.problems)


@settings(max_examples=25, deadline=None)
@given(st.integers(min_value=0, max_value=len(SECTION["steps"]) - 1), st.text(min_size=1, max_size=8), VALUES)
def test_an_unknown_key_never_passes(number: int, key: str, value: Any) -> None:
    """A key that no step has is named with its place, whatever it is called."""
    key = f"{key}でたらめ"
    steps = [step | {key: value} if place == number else step for place, step in enumerate(SECTION["steps"])]
    error = loaded(packaged(SECTION | {"steps": steps}))
    assert isinstance(error, GuideDataError)
    assert any(f"steps[{number}].{key}" in problem.where for problem in error.problems)


@settings(max_examples=150, deadline=None)
@given(name=st.sampled_from(NAMES), text=st.text(max_size=40) | VALUES.map(yaml.safe_dump))
def test_a_file_of_garbage_is_an_error_of_the_data(small_files: dict[str, str], name: str, text: str) -> None:
    """A file with any text at all in it is an error of the data, never of the program."""
    assert isinstance(loaded(small_files | {name: text}), GuideDataError)


@settings(max_examples=150, deadline=None)
@given(name=st.sampled_from(NAMES), data=st.data())
def test_a_damaged_file_is_loaded_or_an_error_of_the_data(
    small_files: dict[str, str], name: str, data: st.DataObject
) -> None:
    """Cutting a piece out of a file gives a guide or an error of the data, never anything else."""
    text = small_files[name]
    start = data.draw(st.integers(min_value=0, max_value=len(text)))
    end = data.draw(st.integers(min_value=start, max_value=len(text)))
    result = loaded(small_files | {name: text[:start] + text[end:]})
    assert isinstance(result, (Guide, GuideDataError))
    assert isinstance(result, Guide) or result.problems

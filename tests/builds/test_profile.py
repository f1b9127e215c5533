"""Build profiles: what stands in them, and what is said when it is wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from harness.builds.catalogue import CAPABILITIES, InProcessBuild
from harness.builds.opening import driver_of, open_named
from harness.builds.profile import HttpProfile, Secret, profile_schema, read_profile, reveal
from harness.builds.served import HttpBuild
from harness.errors import BuildError, CapabilityMissing

ROOT = Path(__file__).parents[2]
HTTP = 'name = "b"\ndriver = "http"\nbase_url = "http://127.0.0.1:9"\n'

WRONG = {
    "no driver": ('name = "b"', ["driver: is missing; expected inprocess or http or browser"]),
    "unknown driver": (
        'name = "b"\ndriver = "pigeon"',
        ["driver: found 'pigeon', expected inprocess or http or browser"],
    ),
    "unknown key": (HTTP + "colour = 1", ["colour: is not a key of a profile; see docs/profile.md"]),
    "no base_url, odd name": (
        'name = ""\ndriver = "http"',
        ["name: found '', string should have at least 1 character", "base_url: is missing; it is needed"],
    ),
    "a secret in the file": (
        HTTP + '[control]\ntoken = "s3cret"',
        ['control.token: expected a table such as { env = "NAME" }; secrets stand in the environment'],
    ),
    "an unknown capability": (
        HTTP + 'lacks = ["要_魔法"]',
        [
            "lacks.0: found '要_魔法', expected '要_時間操作', '要_メール', '要_カメラ', '要_外部障害' or '要_登録照会'"
        ],
    ),
    "a section that is none": (
        HTTP + 'sections = ["9-9"]',
        ["sections.0: found '9-9', expected '1-1', '2-1', '2-2', '2-3', '3-1', '3-2', '4-1', '5-1' or '5-2'"],
    ),
    "a header of two kinds": (
        HTTP + "[headers]\nX-A = 5",
        [
            "headers.X-A: found 5, expected a valid string",
            'headers.X-A: expected a table such as { env = "NAME" }; secrets stand in the environment',
        ],
    ),
    "a limit of nothing": (
        HTTP + "[time_limits]\nread = 0",
        ["time_limits.read: found 0, expected greater than 0"],
    ),
    "a factory over http": (
        HTTP + 'factory = "a:b"',
        ["factory: is not a key of a profile; see docs/profile.md"],
    ),
}


def profile(tmp_path: Path, text: str) -> Path:
    """A file with that text."""
    path = tmp_path / "build.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("case", list(WRONG))
def test_a_wrong_profile_is_told_key_by_key(tmp_path: Path, case: str) -> None:
    """Every wrong key is named with its file, what was found and what was expected."""
    text, lines = WRONG[case]
    path = profile(tmp_path, text)
    with pytest.raises(BuildError) as raised:
        read_profile(path)
    assert str(raised.value).splitlines() == [f"{path}: {line}" for line in lines]


@pytest.mark.parametrize("text", ["= nothing", "name = 'b'\nname = 'c'"], ids=["no TOML", "twice"])
def test_a_profile_that_is_no_toml_names_the_file(tmp_path: Path, text: str) -> None:
    """A file that is no TOML is told with its path and the place."""
    path = profile(tmp_path, text)
    with pytest.raises(BuildError, match=r"build\.toml: no TOML: .*(line \d|end of document)"):
        read_profile(path)


def test_a_profile_that_is_not_there_is_told(tmp_path: Path) -> None:
    """A missing file is one message with its path."""
    with pytest.raises(BuildError, match=r"nowhere\.toml: the build profile cannot be read: No such file"):
        read_profile(tmp_path / "nowhere.toml")


def test_a_missing_secret_names_key_and_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable that is not set is told with the file, the key and its name."""
    monkeypatch.delenv("NO_SUCH_SECRET", raising=False)
    path = profile(tmp_path, HTTP + '[headers]\nAuthorization = { env = "NO_SUCH_SECRET" }')
    with pytest.raises(BuildError) as raised:
        open_named(str(path))
    assert str(raised.value) == (
        f"{path}: headers.Authorization: the environment variable NO_SUCH_SECRET is not set; set it to the secret"
    )


def test_a_secret_comes_from_the_environment() -> None:
    """A secret is what its variable holds, and is in no representation of the profile."""
    assert reveal(Secret(env="X"), key="k", environ={"X": "hidden"}) == "hidden"
    assert "hidden" not in repr(Secret(env="X"))


def test_a_build_promises_only_what_there_is_a_way_to_do(tmp_path: Path) -> None:
    """Without control API and fakes nothing is offered, and what is asked for all the same is 未検証."""
    build = open_named(str(profile(tmp_path, HTTP)))
    assert isinstance(build, HttpBuild)
    assert build.capabilities == frozenset()
    with pytest.raises(CapabilityMissing, match="制御API"):
        build.contract("c")
    with pytest.raises(CapabilityMissing, match="mail"):
        build.messages("a@example.com")
    build.close()


def test_what_a_profile_lacks_is_not_offered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Capabilities follow from control API and fakes, less what ``lacks`` names."""
    monkeypatch.setenv("TOKEN", "t")
    text = 'lacks = ["要_時間操作"]\n' + HTTP + '[control]\ntoken = { env = "TOKEN" }\n'
    build = open_named(str(profile(tmp_path, text + '[fakes]\nmail = "http://127.0.0.1:9"')))
    assert build.capabilities == {"要_メール", "要_外部障害", "要_登録照会"}
    build.close()


def test_a_profile_can_name_a_build_in_process(tmp_path: Path) -> None:
    """A profile with a factory opens the same build as its import path, under its own name."""
    text = 'name = "mine"\ndriver = "inprocess"\nfactory = "harness.reference:from_environ"\nlacks = ["要_カメラ"]'
    build = open_named(str(profile(tmp_path, text)), "inprocess")
    assert isinstance(build, InProcessBuild)
    assert (build.name, build.capabilities) == ("mine", frozenset(CAPABILITIES) - {"要_カメラ"})


@pytest.mark.parametrize(
    ("build", "driver", "words"),
    [
        ("reference", "http", "the path of a profile"),
        ("reference", "pigeon", "there is inprocess, http"),
        (str(ROOT / "builds/served.toml"), "inprocess", "leave --driver out"),
    ],
)
def test_a_driver_that_does_not_fit_is_refused(build: str, driver: str, words: str) -> None:
    """A driver that is unknown, or another than the build's, is told with what to do."""
    with pytest.raises(BuildError, match=words):
        driver_of(build, driver)


@pytest.mark.parametrize("path", sorted((ROOT / "builds").glob("*.toml")), ids=lambda path: path.name)
def test_the_profiles_of_this_repository_are_right(path: Path) -> None:
    """Each profile in builds/ can be read."""
    assert read_profile(path).name


def test_the_schema_in_the_docs_is_that_of_the_profile() -> None:
    """docs/profile.schema.json is what the models say, so editors and the command line agree."""
    kept: Any = json.loads((ROOT / "docs/profile.schema.json").read_text(encoding="utf-8"))
    assert kept == profile_schema()
    assert set(kept["$defs"]["HttpProfile"]["properties"]) == set(HttpProfile.model_fields)

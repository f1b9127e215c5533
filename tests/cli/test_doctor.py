"""``mylexus doctor`` and the start of a run: each thing that is not wired is one line, and the rest is judged."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from fakes.serving import Options, serving
from harness.serving import ServeOptions
from harness.serving.running import TOKEN, opened

ROOT = Path(__file__).parents[2]
CARD = "3/3-2-通しで申し込む[1]"
LOGIN = "1/1-1-ログインして登録する[13].1"
CODE = "1/1-1-身分証明書を撮影する[2]"


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The profile of a served reference build, and fakes beside it that nobody uses."""
    path = tmp_path_factory.mktemp("served") / "served.toml"
    with pytest.MonkeyPatch.context() as patch, ExitStack() as stack:
        patch.setenv(TOKEN, "a token of this test")
        patch.setenv("MYLEXUS_TIMEOUT", "1")
        opened(stack, ServeOptions(port=0, profile=path))
        yield path.read_text(encoding="utf-8")


@pytest.fixture
def elsewhere() -> Iterator[dict[str, str]]:
    """Places of a payment and a mail fake that the build does not use."""
    with serving(Options(port_base=0, only=("payment", "mail"))) as (fakes, _):
        yield {place.name: place.url for place in fakes.places}


def called(
    *words: str, token: str = "a token of this test", places: tuple[str, ...] = ()
) -> subprocess.CompletedProcess[str]:
    """The command line, in a process of its own."""
    environ = {
        **os.environ,
        TOKEN: token,
        "PYTHONPATH": os.pathsep.join([str(ROOT), *places]),
        "PYTHONUTF8": "1",
        "COLUMNS": "200",
    }
    command = [sys.executable, "-m", "harness", *words]
    return subprocess.run(
        command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False, timeout=120
    )


def written(tmp_path: Path, text: str) -> str:
    """The path of a profile with that text."""
    path = tmp_path / "build.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_build_that_is_wired_passes_every_check(tmp_path: Path, profile: str) -> None:
    """Build, control API, clock, entry page and six gateways are ok, with exit code 0."""
    done = called("doctor", "--json", "--build", written(tmp_path, profile))

    assert done.returncode == 0, done.stdout + done.stderr
    checks = json.loads(done.stdout)
    assert len(checks) == 10 and {check["result"] for check in checks} == {"ok"}


def test_a_wrong_address_is_one_line_and_ends_run_and_doctor(tmp_path: Path, profile: str) -> None:
    """Nothing can be judged where nobody answers: exit code 2."""
    lines = ["base_url = 'http://127.0.0.1:1'" if "base_url" in one else one for one in profile.splitlines()]
    path = written(tmp_path, "\n".join(lines))
    done = called("doctor", "--build", path)

    assert done.returncode == 2
    assert done.stdout.count("\n") == 1 and "http://127.0.0.1:1 does not answer" in done.stdout
    run = called("run", "--build", path, "--out", str(tmp_path / "out"))
    assert run.returncode == 2 and "does not answer" in run.stderr and "Traceback" not in run.stderr


def test_a_wrong_token_is_one_line_and_everything_is_untested(tmp_path: Path, profile: str) -> None:
    """Without the control API no contract can be made, so scenarios are 未検証 with the reason."""
    path, out = written(tmp_path, profile), tmp_path / "out"
    done = called("doctor", "--build", path, token="another")
    assert done.returncode == 2
    (line,) = [one for one in done.stdout.splitlines() if not one.startswith("ok")]
    assert line.startswith("wrong   control API: ") and "401" in line and "token" in line

    run = called("run", "--build", path, "--out", str(out), "--only", LOGIN, token="another")
    (scenario,) = json.loads((out / "verdict.json").read_text(encoding="utf-8"))["scenarios"]
    assert run.returncode == 3, run.stdout + run.stderr
    assert scenario["verdict"] == "not_tested" and "401" in scenario["reason"]


@pytest.mark.parametrize(
    ("fake", "gateway", "untested", "judged"),
    [("payment", "決済", CARD, LOGIN), ("mail", "メール", CODE, LOGIN)],
)
def test_what_is_wired_elsewhere_is_untested_and_the_rest_is_judged(
    tmp_path: Path, profile: str, elsewhere: dict[str, str], fake: str, gateway: str, untested: str, judged: str
) -> None:  # fmt: skip
    """A build whose payments or mails go elsewhere is told so in one line; only what needs them is 未検証."""
    path, out = written(tmp_path, f'{profile}{fake} = "{elsewhere[fake]}"\n'), tmp_path / "out"
    done = called("doctor", "--build", path)
    assert done.returncode == 3, done.stdout + done.stderr
    wrong = [one for one in done.stdout.splitlines() if one.startswith("wrong")]
    assert len(wrong) == 1 and gateway in wrong[0] and elsewhere[fake] in wrong[0]

    called("run", "--build", path, "--out", str(out), "--only", untested, "--only", judged)
    scenarios = json.loads((out / "verdict.json").read_text(encoding="utf-8"))["scenarios"]
    verdicts = {one["scenario"]: one["verdict"] for one in scenarios}
    assert verdicts == {untested: "not_tested", judged: "conforms"}, scenarios


def test_the_plug_in_of_the_docs_judges_a_build_without_control_api(
    tmp_path: Path, profile: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A plug-in found by its entry point, in at most a hundred lines, takes the place of [control]."""
    example = ROOT / "docs/examples/plugin"
    assert len((example / "acme_rig.py").read_text(encoding="utf-8").splitlines()) <= 100
    points = tomllib.loads((example / "pyproject.toml").read_text(encoding="utf-8"))["project"][
        "entry-points"
    ]
    installed = tmp_path / "site" / "acme_rig-1.dist-info"
    installed.mkdir(parents=True)
    (installed / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: acme-rig\nVersion: 1\n", encoding="utf-8"
    )
    (installed / "entry_points.txt").write_text(
        "".join(
            f"[{group}]\n" + "".join(f"{name} = {value}\n" for name, value in entries.items())
            for group, entries in points.items()
        ),
        encoding="utf-8",
    )
    monkeypatch.setenv("ACME_RIG_KEY", "a token of this test")
    lines = [line for line in profile.splitlines() if "control" not in line and "token" not in line]
    lines.insert(lines.index("[fakes]"), 'plugin = "acme"')
    path, out = written(tmp_path, "\n".join(lines)), tmp_path / "out"
    places = (str(tmp_path / "site"), str(example))

    assert called("doctor", "--build", path, places=places).returncode == 0
    by_name = profile.split('"')
    monkeypatch.setenv("ACME_URL", next(one for one in by_name if one.startswith("http://")))
    monkeypatch.setenv("ACME_FAKES", [one for one in by_name if one.startswith("http://")][-1])
    done = called("run", "--build", "acme", "--out", str(out), "--only", LOGIN, places=places)
    (scenario,) = json.loads((out / "verdict.json").read_text(encoding="utf-8"))["scenarios"]
    assert scenario["verdict"] == "conforms", done.stdout

    missing = called("doctor", "--build", path)
    assert missing.returncode == 2
    assert "plugin 'acme': not installed" in missing.stderr and "Traceback" not in missing.stderr

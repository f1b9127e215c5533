"""What is signed is what was found, and nothing of it can be changed afterwards."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from harness.cli import app
from harness.errors import RunError
from harness.exports.exporting import FEATURES
from harness.exports.signing import VARIABLE, Fault, check, signature_file, signing_key
from harness.exports.statement import Statement, read_statement, statement_of
from harness.guide import load
from harness.reporting.finished import read_run

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def pem(key: object = KEY) -> str:
    """A private key as the environment holds it."""
    data: bytes = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())  # type: ignore[attr-defined]
    return data.decode()


@pytest.fixture(scope="module")
def signed(wrong_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a statement, its signature and the public key."""
    folder = tmp_path_factory.mktemp("signed")
    words = ["statement", str(wrong_run), "--out", str(folder / "statement.json")]
    done = CliRunner().invoke(app, words, env={VARIABLE: pem()})
    assert done.exit_code == 0, done.output
    public = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (folder / "public.pem").write_bytes(public)
    return folder


def verified(folder: Path, *words: str) -> tuple[int, str]:
    """What ``mylexus verify`` says; 2 where it raises, as the command line ends then."""
    said = CliRunner().invoke(
        app, ["verify", str(folder / "statement.json"), "--key", str(folder / "public.pem"), *words]
    )
    return (2, str(said.exception)) if isinstance(said.exception, RunError) else (said.exit_code, said.output)


def test_statement_tells_what_the_run_came_to(signed: Path, wrong_run: Path) -> None:
    """Verdict and coverage are those of the run, the features are named by their hashes, and the scope is not hidden."""
    stated = read_statement((signed / "statement.json").read_bytes())
    assert isinstance(stated, Statement)
    coverage = json.loads((wrong_run / "coverage.json").read_text(encoding="utf-8"))

    assert stated.verdict.headline == "不適合" and stated.run.sections == ("2-1",)
    assert stated.run.whole_guide is False
    assert stated.coverage.branches == {one["id"]: one["verdict"] for one in coverage["branches"]}
    assert any("2-1" in name for name in stated.features) and all(
        len(one) == 64 for one in stated.features.values()
    )
    code, said = verified(signed, "--run", str(wrong_run))
    assert code == 0 and "判定: 不適合" in said and "一部だけ（節 2-1）" in said


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_changed_byte_is_noticed(signed: Path, data: st.DataObject) -> None:
    """One byte changed, left out or added in the statement or in its signature is noticed, wherever it stands."""
    file = signed / "statement.json"
    target = data.draw(st.sampled_from([file, signature_file(file)]))
    good = target.read_bytes()
    place = data.draw(st.integers(0, len(good) - 1))
    with_ = data.draw(st.binary(max_size=2).filter(lambda one: one != good[place : place + 1]))
    bad = good[:place] + with_ + good[place + 1 :]
    target.write_bytes(bad)
    try:
        assert check(file, signed / "public.pem") is Fault.SIGNATURE
    finally:
        target.write_bytes(good)


def test_other_key_other_run_other_content(signed: Path, sound_run: Path, tmp_path: Path) -> None:
    """Another key, another run, or something that is signed but no statement: exit code 1 and which of them it is."""
    other = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
    for name in ("statement.json", "statement.json.sig", "public.pem"):
        (tmp_path / name).write_bytes((signed / name).read_bytes())
    assert verified(tmp_path, "--run", str(sound_run))[0] == 1

    data = (tmp_path / "statement.json").read_bytes()
    (tmp_path / "public.pem").write_bytes(
        other.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    )
    assert verified(tmp_path)[0] == 1
    (tmp_path / "statement.json.sig").write_bytes(other.sign(data).hex().encode() + b"\n")
    assert check(tmp_path / "statement.json", tmp_path / "public.pem") is Fault.KEY
    spaced = json.dumps(json.loads(data), ensure_ascii=False).encode()
    (tmp_path / "statement.json").write_bytes(spaced)
    (tmp_path / "statement.json.sig").write_bytes(other.sign(spaced).hex().encode() + b"\n")
    assert check(tmp_path / "statement.json", tmp_path / "public.pem") is Fault.CONTENT


def test_what_cannot_be_read_is_said(signed: Path, tmp_path: Path) -> None:
    """A missing file, a missing signature and a key that is none end with 2 and the name of the file."""
    (tmp_path / "statement.json").write_bytes((signed / "statement.json").read_bytes())
    assert verified(tmp_path) == (
        2,
        f"{tmp_path / 'statement.json.sig'}: cannot be read (No such file or directory)",
    )
    (tmp_path / "statement.json.sig").write_bytes((signed / "statement.json.sig").read_bytes())
    (tmp_path / "public.pem").write_text("none", encoding="utf-8")
    code, said = verified(tmp_path)
    assert code == 2 and "is not a public key in PEM" in said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("", "is not set"),
        ("secret", "is not a private key"),
        (pem(generate_private_key(SECP256R1())), "another kind than Ed25519"),
    ],
    ids=["missing", "garbage", "elliptic"],
)
def test_wrong_keys_are_told_without_showing_them(
    monkeypatch: pytest.MonkeyPatch, value: str, said: str
) -> None:
    """A missing or a wrong key is one message that says how to make one and never what was in the variable."""
    monkeypatch.setenv(VARIABLE, value)

    with pytest.raises(RunError, match=said) as caught:
        signing_key()
    assert "openssl genpkey" in str(caught.value)
    assert "PRIVATE" not in str(caught.value) and "secret" not in str(caught.value)


def test_interrupted_runs_are_not_stated(wrong_run: Path) -> None:
    """Of a run that was interrupted nothing is stated."""
    run = replace(read_run(wrong_run, load(), FEATURES), interrupted=True)

    with pytest.raises(RunError, match="was interrupted"):
        statement_of(run, key="")

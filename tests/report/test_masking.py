"""Nothing secret is in what a run leaves: neither by its shape nor, in a whole run, by its value."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import pytest

from harness.coverage.masking import HIDDEN, mask_html, mask_text
from harness.exports.exporting import FEATURES, Format, export_run
from harness.exports.statement import canonical, statement_of
from harness.guide import load
from harness.reporting.finished import read_run
from harness.reporting.making import make_report
from tests.report.judged import judged


def test_no_secret_of_a_run_is_in_what_it_leaves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No password, code, card number, cookie, key or token that passed through a build is in any file of its run."""
    noted = tmp_path / "noted.txt"
    monkeypatch.setenv("NOTED_SECRETS", str(noted))
    sections = ("--section", "4-1", "--section", "5-1")
    run = judged(tmp_path / "run", *sections, "--build", "tests.report.noting:noting")
    make_report(run, run / "report")
    export_run(run, list(Format), run)
    stated = statement_of(read_run(run, load(), FEATURES), key="")
    (run / "statement.json").write_bytes(canonical(stated))
    secrets = dict(line.split("\t")[::-1] for line in noted.read_text(encoding="utf-8").splitlines())
    kinds = set(secrets.values())
    files = {path: _read(path) for path in run.rglob("*") if path.is_file()}

    leaked = [
        (kind, path.relative_to(run).as_posix())
        for path, text in files.items()
        for secret, kind in secrets.items()
        if _holds(text, secret, kind)
    ]

    assert {
        "field password",
        "field code",
        "field csrf",
        "field number",
        "field t",
        "path",
        "cookie",
    } <= kinds
    assert {"environ MYLEXUS_CONTROL_TOKEN", "environ MYLEXUS_PAYMENT_SECRET_KEY"} <= kinds
    assert leaked == []
    assert {kind.file for kind in Format} | {"statement.json"} <= {path.name for path in files}
    assert not any("data:image/png" in text for path, text in files.items() if path.suffix == ".html")


def _read(path: Path) -> str:
    """The text of a file, with what stands in it as base64 spelt out."""
    text = path.read_text(encoding="utf-8")
    bodies = re.findall(r"\"body\": \"([A-Za-z0-9+/=]+)\"|;base64,([A-Za-z0-9+/=]{40,})", text)
    return text + "".join(
        base64.b64decode(body or uri).decode("utf-8", errors="replace") for body, uri in bodies
    )


def _holds(text: str, secret: str, kind: str) -> bool:
    if kind != "field code":
        return secret in text
    # Six digits may stand in a longer number, or in a hash, by chance.
    return re.search(rf"(?<![0-9A-Za-z.-]){re.escape(secret)}(?![0-9A-Za-z-])", text) is not None


@pytest.mark.parametrize(
    "secret",
    [
        "カード番号 4242 4242 4242 4242",
        "4012888888881881",
        "認証コードは 876650 です",
        "Authorization: Bearer abc.def-ghi",
        '"X-Control-Token": "0123456789"',
        "http://build.test/user/q?token=Zk3-9fL2mNp&x=1",
        "「http://build.test/user/4T7bA78onyxJtLlzZ2sh66HJkLOQx5nO」",
        "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
        "パスワードは Lexus1234pass",
        '{"id": "tok_f72842485e3a0a5d2f346baa9455"}',
        "/v1/tds/start?publickey=pk_test_0383a1b8f91e8a6e3ea0e2a9",
    ],
)
def test_secrets_are_known_by_their_shape(secret: str) -> None:
    """A text that holds a secret is kept without it."""
    masked = mask_text(secret)

    assert HIDDEN in masked
    assert not re.search(r"\d{6,}|abc\.def|0123|Zk3|4T7b|eyJ|1234pass|f7284|0383a", masked)


@pytest.mark.parametrize(
    "text",
    [
        "法人番号 1180301018771",
        "0800-500-5577",
        "112-8701",
        "1960-01-01",
        "22,000円 / 110000円",
        "#15623a color: #123456",
        "手順 1-1/16-C 分岐 1-1/11-B=法人",
        "features/1/1-1-買主情報を登録する.feature:36",
        "車台番号 WPF361-4255882",
    ],
)
def test_what_is_not_secret_stays(text: str) -> None:
    """Numbers that the guide asks to be shown, places and colours are kept as they are."""
    assert mask_text(text) == text


def test_typed_secrets_and_qr_codes_are_masked_in_screens() -> None:
    """Values of secret fields and pictures of QR codes are gone; other fields and pictures stay."""
    page = (
        '<input type="password" value="ひみつ"><input name="code" value="123456"><input name="name" value="豊田">'
        '<input type="hidden" name="csrf" value="JhutjQqZk1RbNpSyvD_W"><div class="qr"><img alt="登録用" '
        'src="data:image/png;base64,iVBOR"></div><img alt="車" src="data:image/png;base64,AAAA">'
    )

    masked = mask_html(page)

    assert not any(secret in masked for secret in ("ひみつ", "123456", "JhutjQ", "iVBOR"))
    assert 'value="豊田"' in masked and "base64,AAAA" in masked

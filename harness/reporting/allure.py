"""Calls Allure's own generator on the results of a run, and takes out what would load from other hosts."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from harness.reporting.finished import FinishedRun

__all__ = ["make_allure", "without_analytics"]

ALLURE = "allure@3.18.0"
HISTORY = "allure-history.jsonl"
"""File in a run's folder that Allure's trend grows in; a new run leaves it."""
PATIENCE = 300
"""Seconds; the first call installs 53 MB."""

CATEGORIES = [
    {"name": "不適合", "matchers": {"statuses": ["failed"]}},
    {"name": "故障", "matchers": {"statuses": ["broken"]}},
    {"name": "対象外", "matchers": {"statuses": ["skipped"], "message": "^対象外"}},
    {"name": "未検証", "matchers": {"statuses": ["skipped"]}},
]

_OUTSIDE = re.compile(r"<(?:script|link)\b[^>]*\b(?:src|href)=[\"']?https?://[^>]*>(?:\s*</script>)?")
_ANALYTICS = re.compile(r"<script>\s*window\.dataLayer\b.*?</script>", re.DOTALL)
_NAMES = {
    "toggle-layout-button": "並べ方の切り替え",
    "tree-arrow": "開閉",
    "tree-subtree-toggle": "下もすべて開閉",
}
"""Allure's buttons that show a picture only -> what a screen reader says of them."""
_NAMING = (
    "<script>new MutationObserver(()=>document.querySelectorAll('button:not([aria-label])').forEach(one=>{"
    "if(!one.textContent.trim())one.setAttribute('aria-label',(%s)[one.dataset.testid]||'表示の設定')}))"
    ".observe(document,{childList:true,subtree:true})</script>"
    "<style>html:not([data-theme=dark]) [data-testid=test-result-status-failed]{background:#c62828!important}"
    "html:not([data-theme=dark]) [data-testid=test-result-error-header] p{color:#b3261e!important}</style></head>"
)
"""Names for those buttons, and red that can be read."""


def make_allure(results: Path, target: Path, run: FinishedRun) -> tuple[str, ...]:
    """Writes Allure's report as one file; gives what there is to say where that cannot be done."""
    npx = shutil.which("npx")
    if npx is None:
        return (f"Allure: Node.js (npx) was not found, so no report was made; the results are in {results}",)
    if not any(results.glob("*-result.json")):
        return (f"Allure: there are no results in {results}; nothing was made",)
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "allurerc.mjs"
        config.write_text(_config(run), encoding="utf-8")
        command = [npx, "--yes", ALLURE, "awesome", str(results.resolve()), "--config", str(config)]
        command += ["-o", folder + "/out", "--single-file", "--lang", "ja", "--report-name", _name(run)]
        command += ["--group-by", "epic,feature,story"]
        try:
            done = subprocess.run(  # noqa: S603 - a fixed command on our own folders
                command, capture_output=True, text=True, timeout=PATIENCE, check=False, cwd=folder
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            return (f"Allure: {ALLURE} gave up ({type(error).__name__}); the results are in {results}",)
        made = next(iter(sorted(Path(folder, "out").rglob("index.html"))), None)
        if done.returncode or made is None:
            said = (done.stderr or done.stdout).strip().splitlines()[-1:] or ["no message"]
            return (
                f"Allure: {ALLURE} ended with {done.returncode} ({said[0]}); the results are in {results}",
            )
        html = without_analytics(made.read_text(encoding="utf-8"))
        named = html.replace("</head>", _NAMING % json.dumps(_NAMES, ensure_ascii=False), 1)
        target.write_text(named, encoding="utf-8")
    return (f"Allure: {target} ({target.stat().st_size / 1e6:.1f} MB)",)


def without_analytics(html: str) -> str:
    """Takes out what a page would load from another host, and the script that counts its readers."""
    return _ANALYTICS.sub("", _OUTSIDE.sub("", html)).replace(
        '<html dir="ltr" lang="en">', '<html lang="ja">', 1
    )


def _name(run: FinishedRun) -> str:
    return f"判定: {run.headline} — My LEXUS 手続きガイド {run.guide.edition}版"


def _config(run: FinishedRun) -> str:
    options = {
        "name": _name(run),
        "historyPath": str((run.folder / HISTORY).resolve()),
        "historyLimit": 30,
        "categories": {"rules": CATEGORIES},
        "variables": {
            "手続きガイド": f"{run.guide.edition}版",
            "ビルド": run.build,
            "ドライバー": run.driver,
            "判定": run.headline,
        },
    }
    return f"export default {json.dumps(options, ensure_ascii=False)};\n"

"""Plots of a simulation as SVG, for the page; needs the extra ``plots``."""

from __future__ import annotations

import io
import warnings
from collections.abc import Sequence
from typing import Any

from harness.simulation.totals import Totals

__all__ = ["HINT", "available", "plots"]

HINT = '図は追加パッケージで描けます: pip install "mylexus[plots]"'
_WIDTH = 4.0
"""Inches: 360 px on a phone, where texts of ten points can be read."""


def available() -> bool:
    """Whether matplotlib is installed."""
    try:
        import matplotlib  # noqa: F401
    except ImportError:
        return False
    return True


def plots(totals: Totals, funnel: Sequence[tuple[str, int]]) -> dict[str, str]:
    """Title -> SVG; a plot of which there is nothing to show is left out. Texts stay texts, in the reader's font."""
    told = {
        "どこまで進んだか": _bars([name for name, _ in funnel], [count for _, count in funnel], "お客さま"),
        "審査にかかった日数": _bars(
            [f"{day}日" for day in totals.review_days], list(totals.review_days.values()), "審査"
        ),
        "月ごとのお客さま": _bars(
            [f"{month + 1}か月目" for month in sorted(totals.months)],
            [totals.months[month] for month in sorted(totals.months)],
            "お客さま",
        ),
        "送られたメール": _bars(
            [subject.removeprefix("【TOYOTAアカウント】") for subject in sorted(totals.mails)],
            [totals.mails[subject] for subject in sorted(totals.mails)],
            "通",
        ),
        "外部システムの呼び出し": _bars(
            sorted(totals.calls), [totals.calls[n] for n in sorted(totals.calls)], "回"
        ),
    }
    return {title: svg for title, svg in told.items() if svg}


def _bars(names: Sequence[str], counts: Sequence[int], unit: str) -> str:
    if not any(counts):
        return ""
    import matplotlib as mpl
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    settings: Any = {"svg.fonttype": "none", "svg.hashsalt": "mylexus", "font.family": "sans-serif"}
    with mpl.rc_context(settings), warnings.catch_warnings():
        # The font that measures need not have the signs: the reader's draws them.
        warnings.filterwarnings("ignore", message="Glyph .* missing", category=UserWarning)
        figure = Figure(figsize=(_WIDTH, 0.5 + 0.42 * len(names)))
        FigureCanvasSVG(figure)
        axes = figure.add_axes((0.02, 0.02, 0.96, 0.96))
        places = range(len(names))
        axes.barh(places, counts, height=0.45, color="#1f6f8b")
        axes.set_ylim(len(names) - 0.5, -0.75)
        axes.set_axis_off()
        for place, name, count in zip(places, names, counts, strict=True):
            axes.text(0, place - 0.32, f"{name}  {count:,} {unit}", fontsize=9, va="bottom", parse_math=False)
        drawn = io.StringIO()
        figure.savefig(drawn, format="svg", metadata={"Date": None}, transparent=True)
    svg = drawn.getvalue()
    return svg[svg.index("<svg") :]

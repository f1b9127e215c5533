"""Holds the guide's data against the guide's own text: every quote stands there, and no line is forgotten.

QA owns the text; it is no part of this repository. So the data cannot drift from what is printed, and nothing
that is printed can be left out of the data without being named.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from harness.guide.claims import Claim, Claims, load_claims, save_claims
from harness.guide.editions import find_edition
from harness.guide.model import Guide
from harness.guide.verify_differences import (
    Difference,
    Kind,
    claim_differences,
    line_differences,
    quote_difference,
    source_differences,
    step_differences,
)
from harness.guide.verify_lines import Pair, pair_lines, promised_lines, renewed_claims
from harness.guide.verify_quotes import quoted_lines
from harness.guide.verify_standing import Judged, Verdict, judged_quotes
from harness.guide.verify_text import Transcript, read_text, read_transcript

__all__ = ["Difference", "Kind", "Verification", "verify", "verify_file"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Verification:
    """What came of holding an edition's data against its text."""

    edition: str
    quotes: Mapping[str, int]
    """How many quotes stand in their own step, elsewhere as the data say, by a reading only, weakly, or not."""
    lines: Mapping[str, int]
    """How many lines there are: ``quoted``, ``claimed``, ``unclaimed``."""
    differences: tuple[Difference, ...]
    remarks: tuple[Difference, ...]
    """Quotes that stand only by the readings' normalisation."""
    renewed: tuple[Claim, ...]
    """The claims for the text as it is; nobody answers for a new line."""


def verify(text: str, guide: Guide, claims: Claims) -> Verification:
    """Compares the text with the data; raises ``RunError`` if it is another document or edition."""
    transcript = read_transcript(text, guide)
    judged = tuple(judged_quotes(guide, transcript, claims.borrowed))
    quoted = quoted_lines(guide)
    pairs = tuple(pair_lines(promised_lines(claims.claims), transcript.lines, quoted))
    differences = [
        *step_differences(transcript),
        *(quote_difference(quote) for quote in judged if quote.verdict in (Verdict.ABSENT, Verdict.WRONG)),
        *line_differences(pairs, quoted),
        *claim_differences(pairs, claims, guide),
        *source_differences(claims, guide),
    ]
    return Verification(
        edition=guide.edition,
        quotes=_quote_count(judged, transcript),
        lines=_line_count(pairs),
        differences=tuple(sorted(differences, key=lambda difference: difference.line or 0)),
        remarks=tuple(quote_difference(quote) for quote in judged if quote.verdict is Verdict.WEAK),
        renewed=tuple(renewed_claims(pairs)),
    )


def verify_file(path: Path, edition: str, *, write_claims: bool = False) -> Verification:
    """Compares a text file with an edition's data and claims, and writes the claims anew first if asked to.

    Raises ``RunError`` for a file that is not the guide's text, ``GuideDataError`` if the data are wrong.
    """
    guide, folder = find_edition(edition)
    text = read_text(path)
    done = verify(text, guide, load_claims(folder, guide))
    if not write_claims:
        return done
    save_claims(folder, guide, done.renewed)
    return verify(text, guide, load_claims(folder, guide))


def _quote_count(judged: Sequence[Judged], transcript: Transcript) -> dict[str, int]:
    counted = Counter(quote.verdict for quote in judged)
    counted[Verdict.OWN] += sum(step.found == step.expected for step in transcript.steps)
    return {verdict.value: counted[verdict] for verdict in Verdict if verdict is not Verdict.WRONG}


def _line_count(pairs: Sequence[Pair]) -> dict[str, int]:
    there = [pair for pair in pairs if pair.line is not None]
    quoted = sum(pair.quoted for pair in there)
    claimed = sum(_is_claimed(pair) and not pair.quoted for pair in there)
    return {
        "all": len(there),
        "quoted": quoted,
        "claimed": claimed,
        "unclaimed": len(there) - quoted - claimed,
    }


def _is_claimed(pair: Pair) -> bool:
    return pair.agrees and pair.promised is not None and bool(pair.promised.by)

"""What stands at a field for a person, in the layouts that builds have."""

from __future__ import annotations

import pytest

from harness.builds.document import Document
from harness.builds.screen import Control

FLAT = """<label for="a">自宅</label><input id="a"> 例) 03{0}<br>
    <label for="b">携帯</label> 例) 090 <input id="b"><p>例) 固定</p>
    <label for="c">備考</label><input id="c">"""
BOXES = """<div><label for="a">自宅</label><p>例) 03</p><input id="a"></div>
    <div><label for="b">携帯</label><input id="b"><label><input type="checkbox">同じ</label><p>例) 090</p></div>
    <p>例) 固定</p><div><label for="c">備考</label><input id="c"></div>"""
TABLE = """<table><tr><th id="h">自宅</th><td><input aria-labelledby="h"></td><td>例) 03</td></tr>
    <tr><th id="i">携帯</th><td><input aria-labelledby="i"></td></tr><tr><td colspan="3">例) 090</td></tr>
    <tr><th id="j">備考</th><td><input aria-labelledby="j"></td></tr></table>"""
DESCRIBED = """<div><label>自宅 <input aria-describedby="x y"></label><label>携帯 <input aria-describedby="z"></label>
    <label>備考 <input></label></div><p id="x">例)</p><p id="y">03</p><p id="z">例) 090</p>"""
GROUPS = """<fieldset><legend>自宅</legend>例) 03 <input> - <input></fieldset>
    <div role="group" aria-label="携帯"><input><input></div><p>例) 090</p>
    <div role="group" aria-label="備考"><input><input></div>"""


def _fields(body: str) -> dict[str, Control]:
    page = f"<main><h1>x</h1><form>{body}</form></main>"
    return {one.label: one for one in Document(url="u", status=200, body=page).screen().fields}


@pytest.mark.parametrize("body", [FLAT, BOXES, TABLE, DESCRIBED, GROUPS])
def test_an_example_is_at_one_field(body: str) -> None:
    """An example in the field's own box, after it, before it under its label, or describing it is at that field alone."""
    fields = _fields(body)

    for label, example in (("自宅", "例) 03"), ("携帯", "例) 090")):
        assert [one for one in ("自宅", "携帯", "備考") if example in fields[one].beside()] == [label]


def test_a_field_by_itself_has_the_whole_page() -> None:
    """Where there is one field only, every word of the page that can be seen is about it."""
    only = _fields("<p>例) 03</p><div><label>自宅 <input></label></div><p hidden>例) 090</p><!-- 例) 04 -->")

    assert only["自宅"].beside() == "x例) 03 自宅"


def test_a_text_between_two_fields_is_at_both() -> None:
    """Without boxes and without labels to part them, what stands between two fields may be about either of them."""
    fields = _fields('<input aria-label="自宅"> 例) 03 <input aria-label="携帯"> 例) 090')

    assert (fields["自宅"].beside(), fields["携帯"].beside()) == ("例) 03", "例) 03 例) 090")

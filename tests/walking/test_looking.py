"""What a ならば sees of a screen."""

from __future__ import annotations

from dataclasses import replace

from harness.builds.screen import Control
from harness.walking.looking import field_example
from tests.walking.test_verify import GOOD, STEP

PRINTED = "例) 03 - 例) 0000 - 例) 0000"


def test_field_example() -> None:
    """An example counts in its field, part by part, and at it; anywhere else it is told what stands in the field."""
    phone = Control(label="氏名", kind="group", examples=("例) 03", "例) 0000", "例) 0000"))
    right, other = replace(GOOD, fields=(phone,)), replace(phone, examples=("例) 090", "例) 0000", ""))

    assert field_example(right, STEP, "名前", PRINTED) == PRINTED
    beside = replace(other, beside=lambda: f"氏名 {PRINTED}")
    assert field_example(replace(GOOD, fields=(beside,)), STEP, "名前", PRINTED) == PRINTED
    wrong = replace(beside, examples=("",), beside=lambda: "氏名 例) 090")
    assert field_example(replace(GOOD, fields=(wrong,)), STEP, "名前", PRINTED) == "例) 090"
    elsewhere = replace(GOOD, fields=(other,), text=f"住所 {PRINTED}")
    assert field_example(elsewhere, STEP, "名前", PRINTED) == "例) 090 - 例) 0000 - "
    assert field_example(replace(GOOD, fields=()), STEP, "名前", PRINTED) == "（欄がない）"

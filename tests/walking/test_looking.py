"""What a ならば sees of a screen."""

from __future__ import annotations

from dataclasses import replace

from harness.builds.screen import Control
from harness.walking.looking import field_example
from tests.walking.test_verify import GOOD, STEP

PRINTED = "例) 03 - 例) 0000 - 例) 0000"


def test_field_example() -> None:
    """An example counts in its field, part by part, and beside it; another one is told as it is."""
    phone = Control(label="氏名", kind="group", examples=("例) 03", "例) 0000", "例) 0000"))
    right, other = replace(GOOD, fields=(phone,)), replace(phone, examples=("例) 090", "例) 0000", ""))

    assert field_example(right, STEP, "名前", PRINTED) == PRINTED
    assert field_example(replace(GOOD, text=f"名前 {PRINTED}"), STEP, "名前", PRINTED) == PRINTED
    assert field_example(replace(GOOD, fields=(other,)), STEP, "名前", PRINTED) == "例) 090 - 例) 0000 - "
    assert field_example(replace(GOOD, fields=()), STEP, "名前", PRINTED) == "（欄がない）"

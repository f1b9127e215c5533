"""The name on a card, which the guide's screen does not ask for and the gateway wants in Roman letters."""

from __future__ import annotations

import re
from collections.abc import Mapping

__all__ = ["LONGEST", "cardholder", "roman"]

LONGEST = 45
UNKNOWN = "CARDHOLDER"

_ROWS = {
    "アイウエオ": "A I U E O",
    "カキクケコ": "KA KI KU KE KO",
    "ガギグゲゴ": "GA GI GU GE GO",
    "サシスセソ": "SA SHI SU SE SO",
    "ザジズゼゾ": "ZA JI ZU ZE ZO",
    "タチツテト": "TA CHI TSU TE TO",
    "ダヂヅデド": "DA JI ZU DE DO",
    "ナニヌネノ": "NA NI NU NE NO",
    "ハヒフヘホ": "HA HI FU HE HO",
    "バビブベボ": "BA BI BU BE BO",
    "パピプペポ": "PA PI PU PE PO",
    "マミムメモ": "MA MI MU ME MO",
    "ヤユヨラリルレロワヲンヴ": "YA YU YO RA RI RU RE RO WA O N VU",
}
_KANA = {
    mark: letters for row, text in _ROWS.items() for mark, letters in zip(row, text.split(), strict=True)
}
_SMALL = {"ャ": "YA", "ュ": "YU", "ョ": "YO", "ァ": "A", "ィ": "I", "ゥ": "U", "ェ": "E", "ォ": "O"}


def roman(kana: str) -> str:
    """Katakana become Hepburn letters as in a passport: long vowels are not marked, ン is M before B, M and P."""
    letters = ""
    doubled = False
    for mark in kana:
        if mark == "ッ":
            doubled = True
        elif mark in _SMALL and letters:
            letters = _joined(letters, _SMALL[mark])
        elif mark in _KANA:
            sound = _KANA[mark]
            letters += ("T" if sound.startswith("CH") else sound[0]) + sound if doubled else sound
            doubled = False
        elif mark in " 　・":
            letters += " "
    letters = re.sub("N(?=[BMP])", "M", letters)
    return " ".join(re.sub("O[OU]|UU", lambda long: long[0][0], letters).split())


def _joined(letters: str, small: str) -> str:
    if small[0] != "Y":
        return letters[:-1] + small
    return letters[:-1] + (small[1:] if letters.endswith(("SHI", "CHI", "JI")) else small)


def cardholder(profile: Mapping[str, str]) -> str:
    """A person stands as given and family name, a corporation by its name; at most 45 letters."""
    parts = [profile.get(key, "") for key in ("given_name_kana", "family_name_kana", "name_kana")]
    return roman(" ".join(parts))[:LONGEST].strip() or UNKNOWN

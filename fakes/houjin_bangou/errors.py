"""What the Web-API refuses.

::

    HoujinRefusal
    ├── WrongRequest          400, one CSV line ``NNN,メッセージ``
    └── UnknownApplication    404, the application ID is missing or not registered

403 (too many accesses) and 500 (system failure) come from the fault plan. A number that no corporation has is
no error: it is an answer with count 0.
"""

from __future__ import annotations

from werkzeug.wrappers import Response

from fakes.base import Refusal

__all__ = ["MESSAGES", "HoujinRefusal", "UnknownApplication", "WrongRequest"]

_CHARACTERS = "商号又は名称には{}をUTF-8でエンコードして設定してください"
_DATE = "取得期間{}日は{}"
_FORM, _NO_DAY = "YYYY-MM-DDの形式で指定してください。", "存在する日付を指定してください。"

MESSAGES = {
    "010": _DATE.format("開始", "必須です。指定してください。"),
    "011": _DATE.format("開始", _FORM),
    "012": _DATE.format("開始", _NO_DAY),
    "013": "取得期間開始日は2015-12-01以降を指定してください。",
    "020": _DATE.format("終了", "必須です。指定してください。"),
    "021": _DATE.format("終了", _FORM),
    "022": _DATE.format("終了", _NO_DAY),
    "030": "取得期間開始日は取得期間終了日以前を指定してください。",
    "031": "取得期間は50日以内で指定してください。",
    "040": "法人番号を指定してください。",
    "041": "法人番号は13桁の半角数字で指定してください。",
    "042": "法人番号は10件以内で指定してください。",
    "050": "所在地は都道府県コード2桁又は都道府県コードと市区町村コード5桁で指定してください。",
    "060": "法人種別は01、02、03、04のいずれかを指定してください。",
    "061": "法人種別は4件以内で指定してください。",
    "070": "応答形式を指定してください。",
    "071": "応答形式は01、02、12のいずれかを指定してください。",
    "080": "変更履歴要否は0又は1を指定してください。",
    "090": "分割番号は1から99999までの半角数字で指定してください。",
    "100": "商号又は名称が指定されていません。",
    "101": _CHARACTERS.format("全角文字"),
    "101/3": _CHARACTERS.format("半角英数字記号"),
    "102": "商号又は名称は150文字(英語表記は300文字)以内で指定してください。",
    "110": "検索方式は1又は2を指定してください。",
    "120": "検索対象は1、2、3のいずれかを指定してください。",
    "130": "変更履歴は0又は1を指定してください。",
    "140": "登記記録の閉鎖等は0又は1を指定してください。",
    "150": "法人番号指定年月日開始日は" + _FORM,
    "151": "法人番号指定年月日開始日は" + _NO_DAY,
    "152": "法人番号指定年月日開始日は2015-10-05以降を指定してください。",
    "160": "法人番号指定年月日終了日は" + _FORM,
    "161": "法人番号指定年月日終了日は" + _NO_DAY,
    "180": "検索結果件数が多いため結果をお返しできません。",
}
"""Messages by code; ``101/3`` is 101 for a search in English.

As in the real system: 013, 030, 042, 101 and 180, and 100 as a client's test has it; of 152 the code is known.
The others lie in the blocks of the manual, laid out as the known ones are (missing, malformed, no such day, out
of range); their texts are ours.
"""


class HoujinRefusal(Refusal):
    """A refusal of the Web-API."""


class WrongRequest(HoujinRefusal):
    """A parameter is missing or wrong; ``code`` is one of ``MESSAGES``, what is sent of it has three digits."""

    def __init__(self, code: str) -> None:
        self.code = code[:3]
        self.message = MESSAGES[code]
        super().__init__(f"{self.code},{self.message}")

    def answer(self) -> Response:
        """The line ``NNN,メッセージ`` in UTF-8."""
        return Response(f"{self.code},{self.message}", status=400, content_type="text/csv;charset=UTF-8")


class UnknownApplication(HoujinRefusal):
    """The application ID is missing or not registered. The body is opaque, as in the real system."""

    def answer(self) -> Response:
        """A bare page with status 404."""
        return Response("<html><body>404 Not Found</body></html>", status=404, content_type="text/html")

"""アンケート of those who do not want G-Link (3-1/4-B); the guide does not print the answers."""

from __future__ import annotations

__all__ = ["ANSWERS", "QUESTION"]

QUESTION = "G-Linkの利用申込みをされない理由"
ANSWERS = (
    "納車後に申し込む予定",
    "利用する予定がない",
    "料金がわからない",
    "サービスの内容がわからない",
    "その他",
)

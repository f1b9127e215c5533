"""The words by which features say how an outside system fails, and the fault that each of them plans.

A kind stands alone (``障害``), or after the calls that it strikes::

    2回目だけ障害         the second call only
    処理後の切断          calls that change something: the work is done, and the answer never comes
    1回目だけ処理後の切断   the first of those only
"""

from __future__ import annotations

import re
from dataclasses import replace

from fakes.faults import Fault, FaultKind
from harness.errors import FeatureError

__all__ = ["GATEWAYS", "KINDS", "planned"]

GATEWAYS = ("TOYOTAアカウント", "国税庁", "身分証明書の読み取り", "メール", "決済", "車検証情報")
KINDS: dict[str, Fault] = {
    "応答なし": Fault(kind=FaultKind.TIME_OUT),
    "遅延": Fault(kind=FaultKind.SLOW, seconds=30),
    "混雑": Fault(kind=FaultKind.STATUS, status=503),
    "障害": Fault(kind=FaultKind.STATUS, status=500),
    "利用制限": Fault(kind=FaultKind.STATUS, status=429),
    "切断": Fault(kind=FaultKind.RESET),
    "欠落": Fault(kind=FaultKind.TRUNCATED),
    "文字化け": Fault(kind=FaultKind.GARBAGE),
    "文字コード違い": Fault(kind=FaultKind.WRONG_ENCODING),
}
"""What can be wrong with an outside system: no answer, one after 30 seconds, a bare status, a cut connection,
half of the body, random bytes, a body in another encoding than it says."""

_WORDS = re.compile(r"(?:(?P<nth>[1-9]\d*)回目だけ)?(?P<done>処理後の)?(?P<kind>\D+)")
_CAN_LOSE_THE_WORK = (FaultKind.TIME_OUT, FaultKind.STATUS, FaultKind.RESET)
_CHANGING = "POST,PUT,PATCH,DELETE,SMTP"


def planned(gateway: str, words: str) -> Fault:
    """Gives the fault that these words plan for a gateway. Raises FeatureError for words that it does not know."""
    found = _WORDS.fullmatch(words)
    fault = KINDS.get(found["kind"]) if found else None
    if gateway not in GATEWAYS or found is None or fault is None:
        raise FeatureError(
            f"「{gateway}」 in state 「{words}」 is not known; gateways: {'、'.join(GATEWAYS)}; "
            f"states: {'、'.join(KINDS)}, after 「n回目だけ」 or 「処理後の」"
        )
    if found["done"]:
        # A mail is handed over after the connection was made; a spoiled body comes after the work anyway.
        path, lost = "/mail" if gateway == "メール" else "", fault.kind in _CAN_LOSE_THE_WORK
        fault = replace(fault, done=lost, method=_CHANGING, path=path)
    return replace(fault, nth=int(found["nth"]) if found["nth"] else None)

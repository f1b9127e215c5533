"""What every value of the guide is made of: ids, texts, conditions, and who is named in them."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

__all__ = ["Actor", "BranchId", "Facts", "MailId", "ReadingId", "RuleId", "StepId", "Text", "Value"]

StepId = Annotated[str, StringConstraints(pattern=r"^(?:[1-5]-[1-3]|intro|chart|contact)/[0-9A-Za-z+-]+$")]
BranchId = Annotated[str, StringConstraints(pattern=r"^[1-5]-[1-3]/[0-9A-Za-z+-]+=\S.*$")]
RuleId = Annotated[str, StringConstraints(pattern=r"^R-\d{3}$")]
ReadingId = Annotated[str, StringConstraints(pattern=r"^A-\d{2}$")]
MailId = Annotated[str, StringConstraints(pattern=r"^M-\d{2}$")]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Facts = dict[str, str]
"""Name of a fact -> its value; all of them hold together, and an empty one always holds."""


class Value(BaseModel):
    """What all values of the guide share: frozen, and no key that is not known."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Actor(StrEnum):
    """Who acts at a step."""

    BUYER = "買主"
    USER = "使用者"
    STAFF = "販売店スタッフ"

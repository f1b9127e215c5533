"""Rules that nothing but words keep: what is said on a screen is left out, or says something else."""

from __future__ import annotations

from harness.mutants.written.altering import says
from harness.mutants.written.frame import breaks

__all__: list[str] = []

_SITE = "https://juden-support.jp/Registration"


@breaks("R-062")
def later_is_never() -> None:
    """Who declines G-Link is told that it can only be applied for now."""
    says(
        "納車後に販売店へお越しいただくと、お申込みいただけます",
        "ご契約のときだけ、お申込みいただけます",
        screen="g-link-declined",
    )


@breaks("R-073")
def sites_address_is_an_old_one() -> None:
    """The site at which the charging support can be applied for later has another address by now."""
    says(_SITE, "https://juden-support.jp/", screen="charging-declined")


@breaks("R-073")
def site_is_not_named() -> None:
    """Who declines the charging support at the dealer is not told of the site."""
    says(_SITE, "", screen="charging-declined")


@breaks("R-095")
def match_is_not_demanded_at_the_dealer() -> None:
    """The terms at the dealer do not say that account and 車検証 have to agree."""
    says("使用者情報が一致している必要があります", "使用者情報を確認します", screen="user-terms")


@breaks("R-095")
def match_is_not_demanded_after_delivery() -> None:
    """The terms after delivery do not say that account and 車検証 have to agree."""
    says(
        "使用者情報が一致している必要があります", "使用者情報を確認します", screen="user-terms-after-delivery"
    )


@breaks("R-123")
def kei_cars_are_not_mentioned() -> None:
    """The terms do not say that a 軽自動車 cannot be registered."""
    says("軽自動車の登録はできません。", "", screen="user-terms-after-delivery")


@breaks("R-123")
def kei_cars_are_welcome() -> None:
    """The terms say that a 軽自動車 can be registered."""
    says("軽自動車の登録はできません。", "軽自動車の登録もできます。", screen="user-terms-after-delivery")


@breaks("R-126")
def certificate_is_not_mentioned() -> None:
    """Nobody is told that both numbers stand in the 車検証."""
    says("車検証でご確認いただけます", "お手元の書類でご確認いただけます", screen="vehicle")


@breaks("R-144")
def trade_law_is_not_mentioned() -> None:
    """The particulars that the law on trade wants are missing."""
    says("特定商取引法に基づく表記", "ご注意", screen="g-link-after-delivery")


@breaks("R-145")
def senders_address_is_another() -> None:
    """The address whose mails have to get through is another one."""
    says("g-book.info@g-book.com", "info@g-book.com", screen="g-link-form-after-delivery")

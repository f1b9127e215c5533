"""What the procedure has brought about: who is registered, which accounts exist, which mails came."""

from __future__ import annotations

import re

from pytest_bdd import parsers, then

from harness.builds.port import NotOffered
from harness.walking.acting import tampered_addresses
from harness.walking.expecting import expect
from harness.walking.walker import Walker

__all__: list[str] = []


@then(parsers.re(r"(?P<role>買主|使用者)として「(?P<name>[^」]+)」だけが登録される"))
def registered(walker: Walker, role: str, name: str) -> None:
    """Exactly this customer is registered in this role, with their own account, and nobody in the other."""
    state = walker.registered()
    party, other = (state.buyer, state.user) if role == "買主" else (state.user, state.buyer)
    person = walker.world.person(role if role in walker.world.people else "買主")
    expect(walker, f"登録された{role}", expected=name, found=party.name if party else "いない")
    expect(
        walker,
        f"登録された{role}の種別とアカウント",
        expected=f"{person.kind} {person.email}",
        found=f"{party.kind} {party.email}" if party else "いない",
    )
    if role == "買主":
        expect(walker, "ほかに登録された人", expected="いない", found=other.name if other else "いない")
    elif "買主" in walker.world.people:
        buyer = walker.world.person("買主").name
        expect(walker, "登録された買主", expected=buyer, found=other.name if other else "いない")


@then(parsers.re(r"(?P<role>買主|使用者)は登録されない"))
def nobody_registered(walker: Walker, role: str) -> None:
    """Nobody is registered in this role."""
    state = walker.registered()
    party = state.buyer if role == "買主" else state.user
    expect(walker, f"登録された{role}", expected="いない", found=party.name if party else "いない")


@then(parsers.re(r"TOYOTAアカウントは(?P<count>\d+)件になる"))
def account_count(walker: Walker, count: str) -> None:
    """So many TOYOTAアカウント exist now, those of the 前提 among them."""
    accounts = walker.world.bench.accounts()
    expect(walker, "TOYOTAアカウントの件数", expected=f"{int(count)}件", found=f"{len(accounts)}件")


@then(
    parsers.re(r"(?P<role>買主|使用者)のTOYOTAアカウントの「(?P<label>[^」]+)」は「(?P<value>[^」]*)」になる")
)
def account_holds(walker: Walker, role: str, label: str, value: str) -> None:
    """The account of somebody holds exactly this value."""
    found = walker.account_value(role, label)
    expect(walker, f"TOYOTAアカウントの「{label}」", expected=value, found=found)


@then(parsers.re(r"(?P<role>買主|使用者)に数字6桁の認証コードが(?P<count>\d+)通届く"))
def codes_came(walker: Walker, role: str, count: str) -> None:
    """So many mails with a six-digit code came; none came to anybody else in the cast."""
    found = walker.mailed_codes(role)
    good = [code for code in found if len(code) == 6 and code.isascii() and code.isdigit()]
    expect(walker, "認証コードのメール", expected=f"{int(count)}通", found=f"{len(good)}通")


@then(parsers.re(r"(?P<role>買主|使用者)に認証コードは届かない"))
def no_code_came(walker: Walker, role: str) -> None:
    """No mail with a code came."""
    expect(walker, "認証コードのメール", expected="0通", found=f"{len(walker.mailed_codes(role))}通")


@then(parsers.re(r"「(?P<service>[^」]+)」の申込みは(?P<count>\d+)件になる"))
def applications(walker: Walker, service: str, count: str) -> None:
    """So many applications for a service exist for the contract."""
    found = sum(one.service == service for one in walker.registered().applications)
    expect(walker, f"「{service}」の申込み", expected=f"{int(count)}件", found=f"{found}件")


@then(parsers.re(r"「(?P<service>[^」]+)」の(?P<what>プラン|支払い方法)は「(?P<value>[^」]+)」になる"))
def applied_with(walker: Walker, service: str, what: str, value: str) -> None:
    """The application for a service is with this plan, or paid this way."""
    made = [one for one in walker.registered().applications if one.service == service]
    found = "、".join(one.plan if what == "プラン" else one.payment for one in made) or "申込みがない"
    expect(walker, f"「{service}」の{what}", expected=value, found=found or "ない")


@then(parsers.re(r"支払い方法は登録され(?P<is_it>る|ない)"))
def payment_registered(walker: Walker, is_it: str) -> None:
    """A way to pay is registered for the contract, or none is."""
    words = {True: "登録される", False: "登録されない"}
    found = words[walker.registered().payment_registered]
    expect(walker, "支払い方法", expected=words[is_it == "る"], found=found)


@then(parsers.re(r"決済に登録されたカードは(?P<count>\d+)件になる"))
def cards_registered(walker: Walker, count: str) -> None:
    """The payment gateway keeps so many cards, whoever they belong to."""
    found = walker.world.bench.cards()
    expect(walker, "決済に登録されたカード", expected=f"{int(count)}件", found=f"{found}件")


@then(parsers.re(r"使用者の登録の申請は(?P<count>\d+)件になる"))
def applied_for_user(walker: Walker, count: str) -> None:
    """The user was applied for so many times after delivery."""
    registration = walker.registered().user_registration
    found = registration.applied if registration else 0
    expect(walker, "使用者の登録の申請", expected=f"{int(count)}件", found=f"{found}件")


@then(parsers.re(r"メールマガジンは購読され(?P<is_it>る|ない)"))
def magazine(walker: Walker, is_it: str) -> None:
    """The user gets the mail magazine, or does not."""
    words = {True: "購読される", False: "購読されない"}
    registration = walker.registered().user_registration
    found = words[bool(registration and registration.mail_magazine)]
    expect(walker, "メールマガジン", expected=words[is_it == "る"], found=found)


@then(parsers.re(r"(?P<role>買主|使用者)に件名「(?P<words>[^」]+)」のメールが(?P<count>\d+)通届く"))
def mails_came(walker: Walker, role: str, words: str, count: str) -> None:
    """So many mails with these words in their subject came to somebody."""
    found = walker.mail_count(role, words)
    expect(walker, f"件名「{words}」のメール", expected=f"{int(count)}通", found=f"{found}通")


@then(
    parsers.re(
        r"(?P<role>買主|使用者)のTOYOTAアカウントは「(?P<service>[^」]+)」と連携し(?P<is_it>た状態になる|ていない)"
    )
)
def account_linked(walker: Walker, role: str, service: str, is_it: str) -> None:
    """Somebody's TOYOTAアカウント is linked with a service, or is not."""
    words = {True: "連携している", False: "連携していない"}
    found = words[walker.linked(role, service)]
    expect(walker, f"「{service}」との連携", expected=words[is_it == "た状態になる"], found=found)


@then(parsers.re(r"書き換えた「(?P<label>[^」]+)」のリンクでは、手続きが始まらない"))
def tampered_link_opens_nothing(walker: Walker, label: str) -> None:
    """The user's newest mail has a link that opens nothing as soon as one of its signs is another."""
    mail = walker.world.newest_mail("使用者")
    links = re.findall(r"https?://[^\s\"<]+", mail.text) if mail else []
    if not links:
        raise NotOffered(label)
    opened = ""
    for address in tampered_addresses(max(links, key=len)):
        phone = walker.world.build.phone("ほかの端末")
        phone.open(address)
        screen = phone.screen()
        if (screen.status < 400 and not screen.alerts) or screen.status >= 500:
            opened = opened or screen.heading or f"障害の画面（{screen.status}）"
    expect(
        walker,
        f"書き換えた「{label}」のリンク",
        expected="手続きは始まらない",
        found=opened or "手続きは始まらない",
        holds=not opened,
    )


@then(parsers.re(r"(?P<role>買主|使用者)は「(?P<name>[^」]+)」のままである"))
def party_stays(walker: Walker, role: str, name: str) -> None:
    """Whoever is registered in this role is still this one."""
    state = walker.registered()
    party = state.buyer if role == "買主" else state.user
    expect(walker, f"登録された{role}", expected=name, found=party.name if party else "登録されていない")

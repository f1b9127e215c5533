"""Mutants for R-074..R-105."""
from __future__ import annotations
import dataclasses, re, random
from typing import Any
from harness.reference.flow import Go, Stay, Turn, Flow, go
from harness.reference.flows import FLOWS
from harness.reference.forms import Form, choice_field
from harness.reference.gateways import account as ga
from harness.reference.gateways.trouble import GatewayTrouble
from harness.reference.gateways.licence_reader import Licence
from harness.reference.gateways.houjin_bangou import Corporation
from harness.reference.gateways.payment import PaymentGateway
from harness.reference.policy import email_code, phone_number, birthdate, card, payment_method, staff_check
from harness.reference.policy.email_code import Verdict
from harness.reference.policy.refused import Refused
from harness.reference.policy.role import Role
from harness.reference.screens import camera, login, sign_up, individual, corporation, registration, payment, charging, g_link, user_terms, done
from harness.reference.store import Store
import harness.reference.customer as customer
from tests.wrong.altering import alter, first, instead, reference, swap
from tests.wrong.builds import _rewriting, tampered_qr_opens, expired_codes_pass
from tests.wrong.users import any_phone_reads_the_users_qr, users_screen_names_the_buyer
from tests.wrong.services import *

OK = lambda e: reference.from_environ(e)
def rew(*pairs, only=None):
    def build(e):
        def f(b):
            if only is None or only.encode() in b:
                for a, c in pairs: b = b.replace(a.encode(), c.encode())
            return b
        return _rewriting(reference.from_environ(e), f)
    return build

#
r074 = rew(('value="user">使用者情報の登録へ</button>','value="user">使用者情報の登録へ</button><button name="act" value="services">My LEXUSサービス利用手続きへ</button>'),('使用者情報の登録へ</button>','使用者情報の登録へ</button><a href="/services">My LEXUSサービス利用手続きへ</a>'), only='<h1>買主情報の登録完了')
def r074b(e):
    """Buyer's completion leads straight on to the services of G-Link (service first)."""
    instead("user-completed","services",go("charging")); return OK(e)
#
r075 = tampered_qr_opens
r076 = any_phone_reads_the_users_qr
def r077(e):
    import fakes.toyota_account.state as st
    swap(st, "check_password_hash", lambda h, p: True); return OK(e)
def r077b(e):
    """The screen says the password is wrong, and greets the customer by name nevertheless."""
    g = login._log_in
    def log(turn):
        out = g(turn)
        if isinstance(out, Stay) and "password" in out.errors:
            from fakes.toyota_account import state
            return Stay(errors={k: v for k, v in out.errors.items()}, notice="豊田 太郎 さま")
        return out
    instead("login","log-in",log); return OK(e)
def r078(e):
    """A used address gets a code, and the second account's making is taken for a success."""
    swap(ga.AccountGateway, "has", lambda self, email: False); return OK(e)
def r078b(e):
    """Who is told that the address is taken is let on as if the account had been made."""
    g = ga.AccountGateway.register
    def reg(self, *, email, password, **rest):
        try: return g(self, email=email, password=password, **rest)
        except ga.EmailTaken:
            return ga.Account(account_id="acc_x", email=email, kind=rest["kind"], profile=rest["profile"])
    swap(ga.AccountGateway, "register", reg); return OK(e)
r079 = expired_codes_pass
def _lenient(change):
    g = email_code.judge
    def j(issued, typed, **rest):
        return g(change(issued) if issued else None, typed, **rest)
    swap(email_code, "judge", j)
def r079b(e):
    """A code can be used again and again, on any phone."""
    g = email_code.judge; seen=set()
    def j(issued, typed, *, secret, phone, address, now):
        v = g(issued, typed, secret=secret, phone=phone, address=address, now=now)
        if v is Verdict.RIGHT: seen.add((address, typed)); return v
        return Verdict.RIGHT if (address, typed) in seen else v
    swap(email_code, "judge", j); return OK(e)
def r079c(e):
    """A code is good for nine minutes only."""
    swap(email_code, "LIFE", 540); return OK(e)
def r080(e):
    _lenient(lambda i: dataclasses.replace(i, tries=0)); return OK(e)
def r080b(e):
    """Who was wrong five times cannot go on with a new code either."""
    g = email_code.judge; tries={}
    def j(issued, typed, *, phone, **rest):
        if tries.get(phone,0) >= 5: return Verdict.SPENT
        v = g(issued, typed, phone=phone, **rest)
        if v is Verdict.WRONG: tries[phone]=tries.get(phone,0)+1
        return v
    swap(email_code, "judge", j); return OK(e)
def r081(e):
    """Who has chosen the camera cannot come back to choose direct input."""
    g = Flow._go_back
    def back(self, phone):
        if phone.screen in ("document","front","shooting"): return
        g(self, phone)
    swap(Flow, "_go_back", back); return OK(e)
def r081b(e):
    """Direct input needs a photograph all the same."""
    instead("method","direct",go("camera")); return OK(e)
r082 = rew(('運転免許証</button>','運転免許証</button><button name="act" value="licence">マイナンバーカード</button>'))
def r082b(e):
    """Then the back side is asked for."""
    return rew(('<h1>撮影情報の確認</h1>','<h1>撮影情報の確認</h1><p>つぎに、ウラ面を撮影してください。</p>'))(e)
def r083(e):
    """What cannot be read goes on with nothing read."""
    g = camera._shoot
    def shoot(turn):
        out = g(turn)
        if isinstance(out, Stay) and out.errors.get("photo") == camera.UNREADABLE:
            turn.draft.licence = Licence(); return Go(to="reading")
        return out
    instead("front","shoot",shoot); return OK(e)
def r083b(e):
    """There is no second try."""
    g = camera._shoot; failed=set()
    def shoot(turn):
        if turn.phone.key in failed: return Go(to="login")
        out = g(turn)
        if isinstance(out, Stay): failed.add(turn.phone.key)
        return out
    instead("front","shoot",shoot); return OK(e)
def r084(e):
    """「前の画面に戻る」 on the check leads on to the login."""
    g = Flow._go_back
    def back(self, phone):
        if phone.screen in ("check","review"): phone.screen = "login"; return
        g(self, phone)
    swap(Flow, "_go_back", back); return OK(e)
def r084b(e):
    """What is corrected after the check was refused is not taken over."""
    g = individual._confirm; first_profile={}
    def confirm(turn):
        out = g(turn)
        if isinstance(out, Go):
            turn.draft.profile = first_profile.setdefault(turn.phone.key, dict(turn.draft.profile))
        return out
    instead("form","confirm",confirm); return OK(e)
def r085(e):
    swap(phone_number, "_read", lambda parts: ("-".join(parts), phone_number.PhoneNumberType.MOBILE)); return OK(e)
def r085b(e):
    g = birthdate.birthdate
    from datetime import date
    swap(birthdate, "birthdate", lambda parts, *, today: g(parts, today=date(9999,1,1))); return OK(e)
def r085c(e):
    """Only the number of digits of the mobile number is looked at... not at all for the contact phone."""
    phone_number.phone_number.__code__ = (lambda parts: "-".join(parts)).__code__; return OK(e)
def _rows(change):
    g = registration.review_rows
    def rows(turn):
        d = g(turn); return change(turn, d)
    alter("review", shown=rows); alter("corporate-review", shown=rows)
def r086(e):
    _rows(lambda t, d: d | {"customer": [(k, "東京都文京区後楽1-4-18" if k=="住所" else v) for k, v in d["customer"]]}); return OK(e)
def r086b(e):
    """Always shows what was entered first."""
    kept={}
    _rows(lambda t, d: kept.setdefault((t.phone.key), d)); return OK(e)
def r086c(e):
    _rows(lambda t, d: d | {"login": [("メールアドレス","")]}); return OK(e)
def r086d(e):
    _rows(lambda t, d: d | {"customer": [(k, v) for k, v in d["customer"] if "カナ" not in k and k not in ("法人名","建物名")]}); return OK(e)
def r087(e):
    alter("registered", shown=lambda turn: {"rows": []}); return OK(e)
def r087b(e):
    alter("registered", shown=lambda turn: {"rows": [("メールアドレス", turn.draft.email[:3]+"***")]}); return OK(e)
def r088(e):
    """認証用電話番号 has to have 12 digits, as the picture says."""
    g = registration.read_registration
    def read(turn):
        f = g(turn)
        if sum(len(turn.typed.get(f"verification_phone_{n}","")) for n in (1,2,3)) != 12:
            f.errors["verification_phone"] = "12桁で入力してください。"
        return f
    swap(individual, "read_registration", read); swap(corporation, "read_registration", read); return OK(e)
def r088b(e):
    """070 is not known."""
    g = phone_number._read
    def m(parts):
        if parts[0] == "070": raise Refused("携帯電話番号を入力してください。")
        return g(parts)
    swap(phone_number, "_read", m); return OK(e)
def r089(e):
    g = corporation._look_up
    def look(turn):
        out = g(turn)
        if isinstance(out, Stay) and out.errors.get("corporate_number") == corporation.UNKNOWN:
            turn.draft.corporation = Corporation(number=turn.typed["corporate_number"], name="株式会社見本", name_kana="ミホン", postal_code="112-8701", address="東京都文京区後楽1-4-18", closed=False)
            return Go(to="corporation")
        return out
    instead("corporate-form","look-up",look); return OK(e)
def r090(e):
    """While the register does not answer, nobody can go on."""
    down=set(); g = corporation._look_up; c = corporation._confirm
    def look(turn):
        out = g(turn)
        if isinstance(out, Stay) and out.errors.get("corporate_number") == corporation.TROUBLE: down.add(turn.phone.key)
        return out
    def conf(turn):
        if turn.phone.key in down: return Stay(errors={"corporate_number": corporation.TROUBLE})
        return c(turn)
    instead("corporate-form","look-up",look); instead("corporate-form","confirm",conf); return OK(e)
def _found(drop):
    g = corporation._found
    alter("corporation", shown=lambda turn: {"rows": [r for r in g(turn)["rows"] if r[0] != drop]})
def r091(e): _found("法人名 (カナ)"); return OK(e)
def r091b(e): _found("郵便番号"); return OK(e)
def r091c(e):
    g = corporation._found
    alter("corporation", shown=lambda turn: {"rows": [(k, "トヨタ" if k=="法人名 (カナ)" else v) for k,v in g(turn)["rows"]]}); return OK(e)
def r092(e):
    """Who enters directly confirms the data as if they came from the register."""
    g = corporation._confirm
    def conf(turn):
        out = g(turn)
        if isinstance(out, Go) and turn.draft.corporation is None:
            p = turn.draft.profile
            turn.draft.corporation = Corporation(number=p.get("corporate_number",""), name=p["name"], name_kana=p.get("name_kana",""), postal_code=p["postal_code"], address=p["address"], closed=False)
            return Go(to="corporation")
        return out
    instead("corporate-form","confirm",conf); return OK(e)
def r093(e):
    g = corporation._confirm
    def conf(turn):
        if not turn.typed.get("building","").strip(): return Stay(errors={"building":"建物名を入力してください。"})
        return g(turn)
    instead("corporate-form","confirm",conf); return OK(e)
# ---- chapters 2, 3
def r094(e):
    alter("user-completed", shown=lambda t: {"buyer": [], "user": [("使用者名", t.draft.user_name)]}); return OK(e)
def r094b(e):
    alter("user-completed", shown=lambda t: {"buyer": [("買主名", t.draft.user_name)], "user": [("使用者名", t.draft.user_name)]}); return OK(e)
def r094c(e):
    """Under 2 stands 買主名 once more, as the picture prints it."""
    g = user_terms._parties
    alter("user-completed", shown=lambda t: {"buyer": g(t)["buyer"], "user": [("買主名", t.draft.user_name)]}); return OK(e)
r095 = rew(('登録には、「TOYOTAアカウント」に登録されているお客様情報と、車検証に記載される使用者情報が一致している必要があります。',''))
def r096(e):
    g = g_link._enter
    def enter(turn):
        out = g(turn)
        return Go(to="payment") if isinstance(out, Go) and out.to=="g-link-review" and turn.contract.payment is None else out
    instead("g-link-form","next",enter); return OK(e)
def r097(e):
    g = g_link._enter
    def enter(turn):
        out = g(turn)
        return Go(to="g-link-review") if isinstance(out, Go) else out
    instead("g-link-form","next",enter); return OK(e)
def r098(e):
    """Who declines G-Link is done, chargeable or not."""
    g = g_link._answer
    def ans(turn):
        out = g(turn)
        return dataclasses.replace(out, to="g-link-finished") if isinstance(out, Go) and out.to=="charging" else out
    instead("questionnaire","next",ans); return OK(e)
r099 = one_plan_with_fast_charging
def r100(e):
    """The first plan is taken where none is chosen."""
    g = charging._enter
    def enter(turn):
        turn.draft.typed.setdefault("charging-form",{}).setdefault("plan", turn.draft.plans[0])
        if not turn.draft.typed["charging-form"]["plan"]: turn.draft.typed["charging-form"]["plan"]=turn.draft.plans[0]
        return g(turn)
    instead("charging-form","next",enter); return OK(e)
def r101(e):
    g = payment._choose
    def choose(turn):
        t = turn.draft.typed.setdefault("payment",{})
        if not t.get("method"): t["method"] = payment_method.DEBIT
        return g(turn)
    instead("payment","next",choose); return OK(e)
r102 = invoice_for_individuals
def r102b(e):
    g = payment_method.methods
    swap(payment_method, "methods", lambda kind, service: g("個人", service)); return OK(e)
r103 = refused_cards_pass
def r103b(e):
    """An expired card is registered."""
    g = card.expiry
    def exp(text, *, today):
        try: return g(text, today=today)
        except Refused: return (12, today.year+1)
    swap(card, "expiry", exp); return OK(e)
def r103c(e):
    """Only the card company's 'expired' is overlooked."""
    from harness.reference.gateways.payment import CardRefused
    g = PaymentGateway.tokenize
    def tok(self, *, number, **rest):
        try: return g(self, number=number, **rest)
        except CardRefused as r:
            if r.code == "expired_card": return g(self, number="4012888888881881", **rest)
            raise
    swap(PaymentGateway, "tokenize", tok); return OK(e)
r104 = failed_authentication_registers_the_card
r105 = declining_charging_applies
def r105b(e):
    """Who declines is done at once, without guidance."""
    instead("charging","decline",charging._decline); return OK(e)
def r075u(e):
    from harness.reference.policy import user_qr, signed_token
    def unsealed(secret, token):
        try: _, payload = signed_token._seal(secret, "user-qr").loads_unsafe(token)
        except Exception: return None
        return payload if isinstance(payload, str) else None
    swap(user_qr, "invitation_of", unsealed); return OK(e)
def r098b(e):
    swap(g_link, "goes_on_to_charging", lambda *, charging: True); return OK(e)

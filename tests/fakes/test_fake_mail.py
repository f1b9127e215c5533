"""The mail system: stock ``smtplib`` in, a filtered and decoded inbox out."""

from __future__ import annotations

import smtplib
from email.header import Header
from email.message import EmailMessage
from email.mime.text import MIMEText

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.calling import Way, directly
from fakes.faults import Fault, FaultKind
from fakes.mail import Fake, patched
from fakes.mail.reading import find_code, find_links
from tests.fakes.reaching import WAYS

TARO = "taro@docomo.example.test"
SENDER = "no-reply@mail.lexus.example.test"
TEXT = "認証コード: 012345\n次のURLを開いてください。\nhttps://id.example.test/contract?token=987654321。\n"


def letter(
    to: str = TARO, sender: str = SENDER, text: str = TEXT, subject: str = "認証コードのお知らせ"
) -> EmailMessage:
    """A mail as a build would send it."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message.set_content(text)
    return message


def post(fake: Fake, *letters: EmailMessage, timeout: float = 5) -> None:
    """Sends letters with the stock client, one connection for all."""
    with patched(fake), smtplib.SMTP("mail.example.test", 587, timeout=timeout) as client:
        for one in letters:
            client.send_message(one)


def test_the_stock_client_sends_as_over_a_socket() -> None:
    """Greeting, STARTTLS, log-in, several mails, plain sendmail and quit go as with a real server."""
    fake = Fake()
    with patched(fake):
        client = smtplib.SMTP("mail.example.test", 587, timeout=5)
        assert client.ehlo()[0] == 250
        assert client.starttls()[0] == 220
        assert client.login("user", "hunter2")[0] == 235
        assert client.send_message(letter()) == {}
        assert (
            client.sendmail(SENDER, [TARO, "hanako@example.test"], "Subject: x\r\n\r\n.hidden\r\n..dots")
            == {}
        )
        assert client.quit()[0] == 221
        with pytest.raises(smtplib.SMTPServerDisconnected):
            client.noop()
    assert [message.to for message in fake.state.messages()] == [TARO, TARO, "hanako@example.test"]
    assert fake.state.messages()[1].text == ".hidden\n..dots\n"
    assert "hunter2" not in repr(fake.journal.calls())


def test_the_real_class_comes_back() -> None:
    """After the with block smtplib has its own classes again."""
    before = (smtplib.SMTP, smtplib.SMTP_SSL)
    with patched(Fake()):
        assert smtplib.SMTP is not before[0]
    assert before == (smtplib.SMTP, smtplib.SMTP_SSL)


def test_a_mail_is_read_decoded() -> None:
    """Subject, sender, text, links and code of a mail are what a reader sees."""
    fake = Fake()
    post(fake, letter(subject="認証コードのお知らせ" * 5))
    message = fake.state.get_latest(TARO.upper())
    assert message is not None
    assert message.subject == "認証コードのお知らせ" * 5
    assert (message.sender, message.text, message.code) == (SENDER, TEXT, "012345")
    assert message.links == ("https://id.example.test/contract?token=987654321",)
    assert fake.state.get_message(message.id) == message


@pytest.mark.parametrize("charset", ["utf-8", "iso-2022-jp", "shift_jis", "euc-jp"])
def test_old_character_sets_are_read(charset: str) -> None:
    """A mail in any of the Japanese character sets has its subject and text read."""
    fake = Fake()
    old = MIMEText(TEXT, "plain", charset)
    old["From"], old["To"] = SENDER, TARO
    old["Subject"] = Header("登録完了のお知らせ", charset).encode()
    with patched(fake), smtplib.SMTP("mail.example.test") as client:
        client.sendmail(SENDER, [TARO], old.as_bytes(policy=old.policy.clone(linesep="\r\n")))
    (message,) = fake.state.messages(TARO)
    assert (message.subject, message.text, message.code) == ("登録完了のお知らせ", TEXT, "012345")


def test_html_is_read_as_it_is_seen() -> None:
    """Of a mail that is only HTML the visible text is read, and the links are found in it."""
    html = (
        "<html><head><title>x</title></head><body><p>認証コード：<b>００１２３４</b></p>"
        '<a href="https://id.example.test/?a=1&amp;b=2">こちら</a></body></html>'
    )
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = SENDER, TARO, "x"
    message.set_content(html, subtype="html")
    fake = Fake()
    post(fake, message)
    (read,) = fake.state.messages(TARO)
    assert (read.code, read.links) == ("001234", ("https://id.example.test/?a=1&b=2",))
    assert read.text == "認証コード：００１２３４\nこちら"


@given(
    code=st.from_regex(r"[0-9]{6}", fullmatch=True),
    wide=st.booleans(),
    around=st.sampled_from(["{}", "コードは{}です", "認証コード：\n  {}\n", "電話 0800-500-5577\n番号 {}"]),
)
def test_a_code_is_found_with_its_zeros(code: str, wide: bool, around: str) -> None:
    """A code of six digits, half or full width, is found in half width with all its leading zeros."""
    shown = code.translate(str.maketrans("0123456789", "０１２３４５６７８９")) if wide else code
    assert find_code(around.format(shown)) == code


@pytest.mark.parametrize(
    "text", ["", "1234567", "12345", "https://x.test/?t=123456", "123456-7890", "電話 0800-500-5577"]
)
def test_other_digits_are_no_code(text: str) -> None:
    """Longer and shorter numbers, phone numbers and digits in a link are no code."""
    assert find_code(text) is None


def test_a_named_code_is_preferred() -> None:
    """Where several numbers have six digits, the one named コード is the code."""
    assert find_code("受付番号 111111\n認証コード: 222222") == "222222"


def test_links_end_where_the_sentence_goes_on() -> None:
    """A link does not swallow the Japanese text, the bracket or the full stop behind it."""
    text = "(https://a.test/x?y=1)、https://b.test/。<https://c.test/z>. https://a.test/x?y=1"
    assert find_links(text) == ("https://a.test/x?y=1", "https://b.test/", "https://c.test/z")


def test_a_filtered_mailbox_lets_only_listed_domains_in() -> None:
    """Mail from a listed domain or below it is in the inbox, other mail in the junk folder."""
    fake = Fake()
    fake.state.store_filter(TARO, ["Lexus.example.test"])
    post(fake, letter(subject="通る"), letter(sender="x@notlexus.example.test", subject="通らない"))
    assert [message.subject for message in fake.state.messages(TARO)] == ["通る"]
    assert [message.subject for message in fake.state.messages(TARO, "junk")] == ["通らない"]


def test_a_filter_can_refuse_at_the_door() -> None:
    """With refuse the sender gets SMTPRecipientsRefused with 550, and the mail lies nowhere."""
    fake = Fake()
    fake.state.store_filter(TARO, ["g-book.example.test"], refuse=True)
    with pytest.raises(smtplib.SMTPRecipientsRefused) as raised:
        post(fake, letter())
    assert raised.value.recipients[TARO][0] == 550
    assert fake.state.messages(TARO, folder="") == ()
    fake.state.remove_filter(TARO)
    post(fake, letter())
    assert fake.state.message_exists(TARO)


def test_a_filter_looks_at_the_visible_sender_too() -> None:
    """A mail whose envelope passes but whose From header does not is refused after its data."""
    fake = Fake()
    fake.state.store_filter(TARO, ["lexus.example.test"], refuse=True)
    with (
        patched(fake),
        smtplib.SMTP("mail.example.test") as client,
        pytest.raises(smtplib.SMTPDataError, match="550"),
    ):
        client.send_message(letter(sender="x@other.example.test"), from_addr=SENDER)


def test_mail_to_an_unknown_domain_bounces() -> None:
    """The sender of a mail to an unknown domain finds a bounce that names the address, and nobody else."""
    fake = Fake()
    fake.state.add_unknown_domain("Nowhere.test")
    post(fake, letter(to="taro@nowhere.test"))
    (bounce,) = fake.state.messages()
    assert (bounce.to, bounce.sender) == (SENDER, "MAILER-DAEMON@fake.mail.test")
    assert "taro@nowhere.test" in bounce.text
    fake.state.remove_unknown_domain("nowhere.test")
    post(fake, letter(to="taro@nowhere.test"))
    assert fake.state.message_exists("taro@nowhere.test")


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault(kind=FaultKind.STATUS, status=451, path="/mail"), smtplib.SMTPSenderRefused),
        (Fault(kind=FaultKind.STATUS, status=421, path="/connect"), smtplib.SMTPConnectError),
        (Fault(kind=FaultKind.GARBAGE, path="/connect"), smtplib.SMTPConnectError),
        (Fault(kind=FaultKind.RESET), smtplib.SMTPServerDisconnected),
        (Fault(kind=FaultKind.TRUNCATED, path="/mail"), smtplib.SMTPServerDisconnected),
        (Fault(kind=FaultKind.TIME_OUT), TimeoutError),
        (Fault(kind=FaultKind.SLOW, seconds=10, path="/mail"), TimeoutError),
    ],
)
def test_faults_are_what_smtplib_makes_of_them(fault: Fault, error: type[Exception]) -> None:
    """A planned fault raises what smtplib raises for it, leaves no mail, and is in the journal."""
    fake = Fake()
    fake.faults.add(fault)
    with pytest.raises(error):
        post(fake, letter(), timeout=3)
    assert not fake.state.message_exists(TARO)
    assert [call.fault for call in fake.journal.calls("SMTP")] == [fault.kind.value]


def test_a_slow_server_is_borne_by_a_patient_client() -> None:
    """A slow answer within the client's time-out is an answer."""
    fake = Fake()
    fake.faults.add(Fault(kind=FaultKind.SLOW, seconds=10))
    post(fake, letter(), timeout=30)
    assert fake.state.message_exists(TARO)


def test_only_the_nth_mail_is_lost() -> None:
    """A fault on the second mail leaves the first and the third."""
    fake = Fake()
    fake.faults.add(Fault(kind=FaultKind.STATUS, status=451, path="/mail", nth=2))
    post(fake, letter(subject="一"))
    with pytest.raises(smtplib.SMTPSenderRefused):
        post(fake, letter(subject="二"))
    post(fake, letter(subject="三"))
    assert [message.subject for message in fake.state.messages()] == ["一", "三"]


def test_the_conversation_keeps_its_order() -> None:
    """Commands out of order are answered with 503, unknown ones with 500."""
    with patched(Fake()), smtplib.SMTP("mail.example.test") as client:
        client.ehlo()
        assert client.rcpt(TARO)[0] == 503
        assert client.docmd("DATA")[0] == 503
        assert client.docmd("TURN")[0] == 500
        assert client.mail(SENDER)[0] == 250
        assert client.mail(SENDER)[0] == 503


@pytest.mark.parametrize("way", WAYS)
def test_the_inbox_is_read_and_emptied_over_http(way: Way) -> None:
    """The API lists mail by address and folder, and DELETE empties one address or all."""
    fake = Fake()
    fake.state.store_filter("hanako@example.test", [])
    post(fake, letter(), letter(to="hanako@example.test"))
    with way(fake) as call:
        (mine,) = call("GET", f"/api/messages?to={TARO}").json()["messages"]
        assert (mine["code"], mine["subject"], mine["folder"]) == ("012345", "認証コードのお知らせ", "inbox")
        assert mine["links"] == ["https://id.example.test/contract?token=987654321"]
        assert call("GET", "/api/messages?to=hanako@example.test").json() == {"messages": []}
        assert len(call("GET", "/api/messages?folder=junk").json()["messages"]) == 1
        assert len(call("GET", "/api/messages?folder=all").json()["messages"]) == 2
        assert call("DELETE", f"/api/messages?to={TARO}").json() == {"removed": 1}
        assert call("DELETE", "/api/messages").json() == {"removed": 1}
        assert call("GET", "/api/nothing").status == 404
    assert "012345" not in repr(fake.journal.calls())


@pytest.mark.parametrize("way", WAYS)
def test_the_inbox_page_shows_mail_as_text(way: Way) -> None:
    """The page is Japanese HTML, the newest mail first, and nothing of a mail is taken for HTML."""
    fake = Fake()
    with way(fake) as call:
        assert "メールはありません" in call("GET", "/").text
        post(fake, letter(subject="<script>alert(1)</script>"), letter(subject="新しいほう"))
        page = call("GET", "/")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "<script>" not in page.text
    assert page.text.index("新しいほう") < page.text.index("&lt;script&gt;")


def test_a_mailbox_is_the_same_for_the_same_seed() -> None:
    """Ids are drawn from the seed, and again after a reset."""
    ids = []
    fake = Fake(4)
    for _ in range(2):
        post(fake, letter())
        ids.append([message.id for message in fake.state.messages()])
        fake.reset()
    assert ids[0] == ids[1]
    assert fake.state.messages() == ()
    with directly(Fake(5)) as call:
        assert call("GET", "/api/messages").json() == {"messages": []}


@pytest.mark.parametrize(
    ("fault", "raised"),
    [
        (Fault(kind=FaultKind.RESET, path="/mail", done=True, nth=1), smtplib.SMTPServerDisconnected),
        (Fault(kind=FaultKind.TIME_OUT, path="/mail", done=True, nth=1), TimeoutError),
        (Fault(kind=FaultKind.STATUS, status=451, path="/mail", done=True, nth=1), smtplib.SMTPDataError),
    ],
)
def test_a_mail_whose_answer_is_lost_lies_in_its_mailbox(fault: Fault, raised: type[Exception]) -> None:
    """With ``done`` a mail is delivered, the client learns nothing of it, and the journal has it once."""
    fake = Fake()
    fake.faults.add(fault)
    with pytest.raises(raised):
        post(fake, letter())
    assert [message.to for message in fake.state.messages()] == [TARO]
    (call,) = fake.journal.calls("SMTP", "/mail")
    assert call.fault == fault.kind.value and "Subject: 認証コードのお知らせ" in call.body

    post(fake, letter())
    assert len(fake.state.messages()) == 2

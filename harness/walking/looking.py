"""Looks at a screen, an account or the mail for one thing that a ならば asks about."""

from __future__ import annotations

from harness.builds.port import AccountState
from harness.builds.screen import Screen
from harness.builds.wording import best, compare, normalised
from harness.errors import FeatureError
from harness.guide.model import Guide, Step
from harness.walking.profile import PROFILE
from harness.walking.verify import find_control, offered_labels
from harness.walking.world import World

__all__ = [
    "account_value",
    "field_example",
    "field_state",
    "field_value",
    "let_on",
    "linked",
    "mail_count",
    "mailed_codes",
    "shown_value",
    "shows",
]


def _wordings(step: Step, label: str) -> tuple[str, ...]:
    aliases = next((spec.aliases for spec in step.fields if spec.label == label), ())
    return (label, *aliases)


def let_on(guide: Guide, departed: Step, arrived: Step, screen: Screen) -> bool:
    """Whether the phone that should have been stopped shows where a good outcome leads.

    Only where the next step is on another device: there the arrival itself says nothing about this phone.
    """
    if departed.device is arrived.device:
        return False
    good = [guide.steps.get(o.to) for o in departed.branches if o.error_at is None]
    return any(s and s.device is departed.device and best(s.headings, screen.headings)[0] for s in good)


def shown_value(screen: Screen, label: str) -> str:
    """Gives what the screen shows under a label, or an empty string."""
    _, found = best((label,), screen.values)
    return screen.values.get(found, "") if found else ""


def field_value(screen: Screen, step: Step, label: str) -> str:
    """Gives what a field or a choice holds; says so if the screen has none of that label."""
    control = find_control(screen, _wordings(step, label))
    if control is not None:
        return control.value
    choice = next((c for c in screen.choices if best(_wordings(step, label), [c.label])[0]), None)
    return choice.chosen if choice else "（欄がない）"


def field_example(screen: Screen, step: Step, label: str, example: str) -> str:
    """Gives the example that stands in a field, as the guide prints it: 「例) 03 - 例) 0000 - 例) 0000」.

    One that stands at the field, as text of the screen, is as good as one in it; one at another field is not. Where
    it is not there, what stands in the field or at it is given.
    """
    control = find_control(screen, _wordings(step, label))
    if control is None:
        return "（欄がない）"
    beside = control.beside()
    if normalised(example) in normalised(beside):
        return example
    return (
        " - ".join(control.examples)
        if any(control.examples)
        else beside.replace(control.label, "", 1).strip()
    )


def field_state(screen: Screen, step: Step, label: str) -> str:
    """Says whether a field can be changed; a value that is only shown cannot."""
    control = find_control(screen, _wordings(step, label))
    if control is None:
        return "変更できない" if shown_value(screen, label) else "欄がない"
    return "変更できない" if control.locked else "変更できる"


def shows(screen: Screen, text: str) -> bool:
    """Says whether a wording stands anywhere on the screen, compared as the readings allow."""
    words = [*offered_labels(screen), *screen.checks, *(control.label for control in screen.fields)]
    return bool(best((text,), words)[0]) or normalised(text) in normalised(screen.text)


def account_value(world: World, role: str, label: str) -> str:
    """Gives a value of somebody's account by its printed label. Raises FeatureError for a label it cannot know."""
    if label not in PROFILE:
        raise FeatureError(f"「{label}」 is no item of a TOYOTAアカウント; it has {'、'.join(PROFILE)}")
    account = _account(world, role)
    if account is None:
        return "（アカウントがない）"
    return " ".join(account.profile.get(key, "") for key in PROFILE[label]).strip()


def _account(world: World, role: str) -> AccountState | None:
    email = world.person(role).email.lower()
    return next((account for account in world.bench.accounts() if account.email.lower() == email), None)


def linked(world: World, role: str, service: str) -> bool:
    """Says whether somebody's account is linked with a service."""
    account = _account(world, role)
    return account is not None and any(compare(service, one) for one in account.linked_services)


def mail_count(world: World, role: str, words: str) -> int:
    """Counts the mails to somebody whose subject has these words, compared as the readings allow."""
    world.need("要_メール")
    mails = world.bench.messages(world.person(role).email)
    return sum(normalised(words) in normalised(message.subject) for message in mails)


def mailed_codes(world: World, role: str) -> tuple[str, ...]:
    """Gives every code that was mailed to somebody, oldest first."""
    world.need("要_メール")
    return tuple(code for message in world.bench.messages(world.person(role).email) for code in message.codes)

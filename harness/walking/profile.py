"""How the printed labels of a person or a corporation stand in an account's profile."""

from __future__ import annotations

from harness.errors import FeatureError

__all__ = ["PROFILE", "changed_profile"]

PROFILE = {
    "名前": ("family_name", "given_name"),
    "名前 (カナ)": ("family_name_kana", "given_name_kana"),
    "性別": ("sex",),
    "生年月日 (西暦)": ("birthdate",),
    "郵便番号": ("postal_code",),
    "住所": ("address",),
    "建物名": ("building",),
    "連絡用電話番号": ("contact_phone",),
    "携帯電話番号": ("mobile_phone",),
    "法人番号": ("corporate_number",),
    "法人名": ("name",),
    "法人名 (カナ)": ("name_kana",),
}
"""Printed label -> keys of an account's profile."""


def changed_profile(profile: dict[str, str], changes: dict[str, str]) -> dict[str, str]:
    """Gives a profile with other values under printed labels. Raises FeatureError for a label it cannot know."""
    changed = dict(profile)
    for label, value in changes.items():
        if label not in PROFILE:
            raise FeatureError(f"「{label}」 is no item of a TOYOTAアカウント; it has {'、'.join(PROFILE)}")
        keys = PROFILE[label]
        parts = value.split(" ") if len(keys) > 1 else [value]
        changed.update(zip(keys, parts, strict=True))
    return changed

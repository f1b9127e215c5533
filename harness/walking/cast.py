"""The people and corporations that recur in the features; whatever must not matter comes from a seeded Faker."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from faker import Faker

from harness.errors import FeatureError

__all__ = ["CAST", "Person", "cast_member"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """A customer: a person (個人) or a corporation (法人), with everything that a form asks."""

    name: str
    kana: str
    kind: str
    email: str
    password: str
    postal_code: str
    address: str
    contact_phone: str
    mobile_phone: str
    building: str = ""
    sex: str = ""
    birthdate: str = ""
    """``YYYY-MM-DD``; individuals only."""
    corporate_number: str = ""
    department: str = ""
    known_to_nta: bool = False

    def field_value(self, label: str) -> str | None:
        """Gives what this customer types into a field, by its printed label; ``None`` if it is not about them."""
        return self._values().get(label)

    def _values(self) -> dict[str, str]:
        common = {
            "メールアドレス": self.email,
            "パスワード": self.password,
            "パスワード (確認用)": self.password,
            "認証用電話番号": self.mobile_phone,
            "郵便番号": self.postal_code,
            "住所": self.address,
            "建物名": self.building,
            "連絡用電話番号": self.contact_phone,
            "携帯電話番号": self.mobile_phone,
            "お客さま種別": self.kind,
        }
        if self.kind == "法人":
            return common | {
                "法人番号": self.corporate_number,
                "法人名": self.name,
                "法人名 (カナ)": self.kana,
                "部署名": self.department,
            }
        return common | {
            "名前": self.name,
            "名前 (カナ)": self.kana,
            "性別": self.sex,
            "生年月日 (西暦)": self.birthdate,
        }

    def profile(self) -> dict[str, str]:
        """Gives the profile of this customer's TOYOTAアカウント, as the account service keeps it."""
        common = {
            "postal_code": self.postal_code,
            "address": self.address,
            "building": self.building,
            "contact_phone": self.contact_phone,
            "mobile_phone": self.mobile_phone,
        }
        if self.kind == "法人":
            return common | {
                "corporate_number": self.corporate_number,
                "name": self.name,
                "name_kana": self.kana,
                "department": self.department,
            }
        family, _, given = self.name.partition(" ")
        family_kana, _, given_kana = self.kana.partition(" ")
        return common | {
            "family_name": family,
            "given_name": given,
            "family_name_kana": family_kana,
            "given_name_kana": given_kana,
            "sex": self.sex,
            "birthdate": self.birthdate,
        }


CAST: dict[str, dict[str, str | bool]] = {
    "豊田 太郎": {
        "kana": "トヨタ タロウ",
        "kind": "個人",
        "sex": "男性",
        "birthdate": "1960-01-01",
        "email": "taro.toyoda@example.com",
    },
    "豊田 花子": {
        "kana": "トヨタ ハナコ",
        "kind": "個人",
        "sex": "女性",
        "birthdate": "1963-05-03",
        "email": "hanako.toyoda@example.com",
    },
    "髙橋 さくら": {
        "kana": "タカハシ サクラ",
        "kind": "個人",
        "sex": "回答しない",
        "birthdate": "2000-02-29",
        "email": "sakura.takahashi@example.com",
    },
    "トヨタ自動車株式会社": {
        "kana": "トヨタジドウシャカブシキカイシャ",
        "kind": "法人",
        "corporate_number": "1180301018771",
        "department": "総務部",
        "email": "soumu@toyota-fleet.example.com",
        "known_to_nta": True,
    },
    "株式会社日立製作所": {
        "kana": "カブシキガイシャヒタチセイサクショ",
        "kind": "法人",
        "corporate_number": "7010001008844",
        "department": "車両管理部",
        "email": "sharyo@hitachi-fleet.example.com",
        "known_to_nta": True,
    },
    "株式会社やまびこ商店": {
        "kana": "カブシキガイシャヤマビコショウテン",
        "kind": "法人",
        "corporate_number": "9234567890123",
        "department": "管理部",
        "email": "kanri@yamabiko.example.com",
    },
}


@lru_cache(maxsize=1)
def _faker() -> Faker:
    """Loading its word lists takes longer than a scenario."""
    return Faker("ja_JP")


def cast_member(name: str, *, seed: int) -> Person:
    """Gives a member of the cast; address and phones come from the scenario's seed. Raises FeatureError."""
    if name not in CAST:
        raise FeatureError(f"「{name}」 is not in the cast; it has: {'、'.join(CAST)}")
    known = dict(CAST[name])
    fake = _faker()
    fake.seed_instance(f"{name}/{seed}")
    digits = f"{fake.random_int(0, 9999):04d}"
    details: dict[str, str | bool] = {
        "password": f"Lexus{fake.random_int(1000, 9999)}pass",
        "postal_code": "112-8701",
        "address": f"東京都文京区後楽{fake.random_int(1, 2)}-{fake.random_int(1, 9)}-{fake.random_int(1, 28)}",
        "contact_phone": f"03-{fake.random_int(3000, 3999)}-{digits}",
        "mobile_phone": f"090-{fake.random_int(1000, 9999)}-{digits}",
    }
    return Person(name=name, **(details | known))  # type: ignore[arg-type]

"""The customers that a seed brings along: every fake knows its part of them."""

from __future__ import annotations

from typing import Any

import pytest
import requests
from stdnum.jp import cn

from fakes.serving import Options, serving
from fakes.serving.cast import CORPORATIONS, PEOPLE, cast_of
from fakes.toyota_account.wire import read_profile

SEEDS = (0, 1, 7, 2026)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_seed_gives_the_same_customers_twice(seed: int) -> None:
    """The same seed gives the same cast, another seed another one."""
    assert cast_of(seed) == cast_of(seed)
    assert cast_of(seed) != cast_of(seed + 1)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_customers_have_is_well_formed(seed: int) -> None:
    """Profiles are what the account service takes, corporate numbers have right check digits, no two share a car."""
    cast = cast_of(seed)
    assert [one.kind for one in cast] == ["個人"] * PEOPLE + ["法人"] * CORPORATIONS
    for one in cast:
        assert read_profile(one.kind, one.profile)["address"] == one.address == one.certificate.user.address
        assert one.certificate.user.name == one.name
        assert one.corporation is None or cn.is_valid(one.corporation.corporate_number)
    assert len({one.certificate.plate for one in cast}) == len({one.email for one in cast}) == len(cast)


def test_the_index_lists_customers_that_the_fakes_know() -> None:
    """Who stands on the index can log in, has a 車検証, a licence that is read, or an entry in the register."""
    with serving(Options(port_base=0, seed=7)) as (index, _):
        urls = {place.name: place.url for place in index.places}
        page = _get(index.url).text
        cast: list[dict[str, Any]] = _get(f"{index.url}cast").json()["cast"]
        for one in cast:
            assert one["email"] in page and one["chassis_number"] in page
            assert _log_in(urls, index.environ, one).status_code == 200
        firm = cast[-1]
        key = index.environ["MYLEXUS_HOUJIN_BANGOU_ID"]
        query = {"id": key, "number": firm["corporate_number"], "type": "12"}
        assert firm["name"] in _get(f"{urls['houjin_bangou']}/4/num", **query).text
        region, class_number, kana, serial = cast[0]["plate"].split()
        plate = {"region": region, "class_number": class_number, "kana": kana, "serial": serial}
        found = requests.get(
            f"{urls['vehicle_registry']}/v1/certificates",
            params={"chassis_number": cast[0]["chassis_number"], **plate},
            headers={"Authorization": f"Bearer {index.environ['MYLEXUS_VEHICLE_REGISTRY_KEY']}"},
            timeout=10,
        )
        assert found.json()["user"]["name"] == cast[0]["name"]
        read = requests.post(
            f"{urls['licence_reader']}/v1/read",
            data=_get(f"{index.url}licences/1.png").content,
            headers={"Content-Type": "image/png"},
            timeout=10,
        )
        assert read.json()["licence"]["name"] == cast[0]["name"]
        assert requests.get(f"{index.url}licences/{PEOPLE + 1}.png", timeout=10).status_code == 404


def test_without_a_seed_there_is_nobody() -> None:
    """A command without a seed begins with empty fakes, and its index names no customers."""
    with serving(Options(port_base=0, only=("toyota_account",))) as (index, _):
        assert _get(f"{index.url}cast").json() == {"cast": []}
        assert "架空のお客さま" not in _get(index.url).text
        assert _get(f"{index.places[0].url}/_fake/accounts").json() == {"accounts": []}


def _get(url: str, **query: str) -> requests.Response:
    answer = requests.get(url, params=query, timeout=10)
    assert answer.status_code == 200, answer.text
    return answer


def _log_in(urls: dict[str, str], environ: dict[str, str], one: dict[str, Any]) -> requests.Response:
    return requests.post(
        f"{urls['toyota_account']}/v1/sessions",
        json={"email": one["email"], "password": one["password"]},
        headers={"Authorization": f"Bearer {environ['MYLEXUS_ACCOUNT_KEY']}"},
        timeout=10,
    )

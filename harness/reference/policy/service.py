"""What can be applied for, and what comes after what (3-1/6-A, 3-1/4-B)."""

from __future__ import annotations

__all__ = ["CHARGING", "G_LINK", "SERVICES", "goes_on_to_charging"]

G_LINK = "G-Link"
CHARGING = "EV・PHV充電サポート"
SERVICES = (G_LINK, CHARGING)


def goes_on_to_charging(*, charging: bool) -> bool:
    """After G-Link, applied for or not, cars that can be charged go on to 3-2; the others are done."""
    return charging

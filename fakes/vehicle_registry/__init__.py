"""The register of motor vehicles, asked for 車検証 data by 車台番号 and 自動車登録番号 together.

The real interface is not public; this one is documented in ``app.py``.
"""

from __future__ import annotations

from fakes.vehicle_registry.app import DEFAULT_KEY, Fake
from fakes.vehicle_registry.state import Certificate, Plate, RegistryState, RegistryUser

__all__ = ["DEFAULT_KEY", "Certificate", "Fake", "Plate", "RegistryState", "RegistryUser"]

"""Why the fakes cannot be served: one message each, which says where, what was found and what to do.

::

    ServingError
    ├── UnknownFake      --only names a fake that does not exist
    ├── PlanError        the plan of faults cannot be read
    ├── PortTaken        something else listens on a port
    └── StateError       what was kept cannot be read, or nothing can be kept
"""

from __future__ import annotations

__all__ = ["PlanError", "PortTaken", "ServingError", "StateError", "UnknownFake"]


class ServingError(Exception):
    """The fakes cannot be served as they were asked for."""


class UnknownFake(ServingError):
    """A name is that of no fake."""


class PlanError(ServingError):
    """The plan of faults is missing, is no TOML, or plans something that does not exist."""


class PortTaken(ServingError):
    """A port cannot be listened on."""


class StateError(ServingError):
    """The folder of states is taken, broken, of another version, or cannot be written to."""

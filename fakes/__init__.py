"""Stand-ins for every system outside the build, one folder each, every folder with the same files.

``state.py`` is what a fake remembers, ``wire.py`` the shapes of its requests and answers, ``errors.py`` what
it refuses, ``app.py`` the WSGI application. What they share stands beside the folders: the base class, the
fault plan, the journal, the mounting on ``responses``.
"""

from __future__ import annotations

__all__: list[str] = []

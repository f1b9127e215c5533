"""Stand-ins for every system outside the build, one folder each, every folder with the same files.

``state.py`` is what a fake remembers, ``wire.py`` the shapes of its requests and answers, ``errors.py`` what
it refuses, ``app.py`` the WSGI application. What they share stands beside the folders: the base class, the
fault plan, the journal, the mounting on ``responses``; ``control`` is the API for people and test benches in
front of each of them, ``serving`` puts them on ports.
"""

from __future__ import annotations

__all__: list[str] = []

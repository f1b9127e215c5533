"""Serves the second build, sound or with a defect, beside the fakes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from fakes.serving import Options, serving
from fakes.serving.servers import listen, serve_http

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

__all__ = ["TOKEN", "served"]

TOKEN = "MYLEXUS_CONTROL_TOKEN"


@contextmanager
def served(factory: Callable[[Mapping[str, str]], WSGIApplication], token: str) -> Iterator[str]:
    """Listens on free ports, and gives the profile (TOML) that fits."""
    with serving(Options(port_base=0)) as (fakes, _), listen(0, "build") as listening:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        environ = {**fakes.environ, "MYLEXUS_PUBLIC_URL": url, "MYLEXUS_TIMEOUT": "2", TOKEN: token}
        running = serve_http(factory(environ), listening)
        try:
            yield (
                f'name = "other"\ndriver = "http"\nbase_url = "{url}"\n\n'
                f'[control]\ntoken = {{ env = "{TOKEN}" }}\n\n[fakes]\nindex = "{fakes.url}"\n'
            )
        finally:
            running.stop()

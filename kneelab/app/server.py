"""The server: Voilà with our landing page, settings and guards."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kneelab.app.paths import SHARE, notebooks_folder
from kneelab.content import load
from kneelab.model.findings import InputError

if TYPE_CHECKING:
    from kneelab.app.record_file import RecordFile

HOST = "127.0.0.1"
USUAL_PORT = 8847
"""A browser keeps a learner's record by address; another port each day would be another record each day."""
MEMORY_LIMIT_BYTES = 16 * 2**30
"""Address space of the server and of each kernel: a hung server dies before the machine does."""
RECORD_RESOURCE = {"kneelab_record": True}
"""Tells the page template that there is a record file."""
PREHEATED_PAGES = {"explorer.ipynb": 2, "causes.ipynb": 1, "library.ipynb": 1}


def serve(port: int | None = None, lecture: bool = False, open_browser: bool = True, record: Path | None = None) -> None:
    """Serve all dashboards until interrupted.

    Parameters
    ----------
    port : int, optional
        Always the same one by default; where that is taken, a free one.
    lecture : bool
        Start dashboards ahead, so that a class opens them at once.
    open_browser : bool
        Open the landing page.
    record : Path, optional
        File in which the learner's own record is kept, for a learner who serves the pages to themselves.

    Raises
    ------
    InputError
        If the port is taken, or no record can be kept in the file.
    """
    kept = _record_file(record) if record else None
    _prepare()
    port = _usable_port(port)
    print(f"kneelab is at http://{HOST}:{port}/  (stop with Ctrl+C)", flush=True)
    _application(kept).launch_instance(_arguments(port, lecture, open_browser, kept is not None))


def lab() -> None:
    """Open the notebooks in JupyterLab."""
    from jupyterlab.labapp import LabApp

    LabApp.launch_instance([f"--notebook-dir={notebooks_folder()}"])


def _prepare() -> None:
    """Settings that must stand before Voilà is imported."""
    # jsonschema's optional parser builds its grammars at import: 1.2 s for a check that nobody needs here
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    os.environ["JUPYTER_PATH"] = os.pathsep.join(filter(None, [str(SHARE), os.environ.get("JUPYTER_PATH")]))
    if os.name == "posix" and sys.platform != "darwin":
        import resource

        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        limit = MEMORY_LIMIT_BYTES if hard == resource.RLIM_INFINITY else min(MEMORY_LIMIT_BYTES, hard)
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


def _record_file(path: Path) -> RecordFile:
    from kneelab.app.record_file import RecordFile

    return RecordFile(path, load().strings)


def _usable_port(port: int | None) -> int:
    if port is None:
        try:
            return _usable_port(USUAL_PORT)
        except InputError:
            print(f"Port {USUAL_PORT} is taken, so today's pages do not see what a browser kept at the usual address.", flush=True)
    with socket.socket() as s:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            s.bind((HOST, port or 0))
        except OSError:
            raise InputError(f"Port {port} is taken. Name another with --port, or leave it out for a free one.") from None
        chosen: int = s.getsockname()[1]
        return chosen


def _arguments(port: int, lecture: bool, open_browser: bool, has_record: bool = False) -> list[str]:
    args = [
        str(notebooks_folder()),
        f"--port={port}",
        f"--Voila.ip={HOST}",
        "--template=kneelab",
        "--show_tracebacks=False",
        "--MappingKernelManager.cull_interval=60",
        "--MappingKernelManager.cull_idle_timeout=600",
        "--MappingKernelManager.cull_connected=False",
        "--Voila.log_level=WARN",
    ]
    if not open_browser:
        args.append("--no-browser")
    if has_record:
        args.append(f"--VoilaConfiguration.resources={RECORD_RESOURCE}")
    if lecture:
        args += ["--preheat_kernel=True", "--pool_size=0", "--VoilaKernelManager.fill_delay=8"]
        pools = {page: {"pool_size": n} for page, n in PREHEATED_PAGES.items()} | {"default": {"pool_size": 0}}
        args.append(f"--VoilaKernelManager.kernel_pools_config={pools}")
    return args


def _application(record: RecordFile | None = None) -> Any:
    """Voilà with the landing page at its root, and without what a visitor must not reach."""
    from tornado.web import HTTPError, RequestHandler
    from voila.app import Voila
    from voila.tornado.contentshandler import VoilaContentsHandler
    from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler
    from voila.tornado.treehandler import TornadoVoilaTreeHandler

    from kneelab.widgets.landing import landing_html

    class LandingHandler(RequestHandler):
        """The landing page: no kernel, at once."""

        def get(self) -> None:
            knee = load()
            template = self.settings["voila_jinja2_env"].get_template("landing.html.j2")
            base = self.settings["base_url"]
            self.finish(template.render(base_url=base, body=landing_html(knee, base), version=knee.version))

    class GuardedWebsocket(VoilaKernelWebsocketHandler):
        """Refuses clients of the old protocol: one binary message to such a client hangs the server."""

        async def get(self, kernel_id: str) -> None:
            offered = self.request.headers.get("Sec-WebSocket-Protocol", "")
            if "v1.kernel.websocket.jupyter.org" not in [p.strip() for p in offered.split(",")]:
                raise HTTPError(400, "This server needs the websocket subprotocol v1.kernel.websocket.jupyter.org.")
            await super().get(kernel_id)

    class KneelabServer(Voila):
        def init_handlers(self) -> list[Any]:
            handlers = []
            for route in super().init_handlers():
                if route[1] in (VoilaContentsHandler, TornadoVoilaTreeHandler):
                    continue
                handlers.append((route[0], GuardedWebsocket, *route[2:]) if route[1] is VoilaKernelWebsocketHandler else route)
            return [(self.server_url, LandingHandler), *_record_route(self.server_url, record), *handlers]

    return KneelabServer


def _record_route(server_url: str, record: RecordFile | None) -> list[Any]:
    """Where the pages reach the learner's file; nowhere when none was named."""
    if record is None:
        return []
    from kneelab.app.record_handler import ADDRESS, RecordHandler

    return [(server_url + ADDRESS, RecordHandler, {"file": record})]

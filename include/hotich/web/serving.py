"""The dashboard as a server of its own."""

from datetime import date

import uvicorn

from hotich.settings import Settings
from hotich.web.app import create_app


def serve(settings: Settings, host: str, port: int, as_of: date | None = None) -> None:
    """Answer until asked to end (ctrl-C, SIGTERM). A proxy on this machine may tell the browser's address and https."""
    app = create_app(settings, as_of=as_of)
    uvicorn.run(app, host=host, port=port, log_level="warning", server_header=False)

"""Makes an installation ready to work: folders, database, tables of the revision that this program knows."""

from pathlib import Path

from hotich.errors import HotichError
from hotich.settings import Settings
from hotich.storage.database import database_url, open_url
from hotich.storage.migration import current, head, require_head, upgrade


def prepare(settings: Settings) -> Settings:
    """The same settings, once the inbox is there and the database is at the right revision.

    The embedded database is ours: it is upgraded. Another one is upgraded only while it is empty; a filled one of another
    revision is refused (HotichError), because its owner decides when.
    """
    if "://" not in settings.inbox:
        _require_folder(Path(settings.inbox), settings)
    url = database_url(settings)
    with open_url(url) as conn:
        found = current(conn)
    if found is None or (settings.database_url is None and found != head()):
        upgrade(url)
    with open_url(url) as conn:
        require_head(conn)
    return settings


def _require_folder(inbox: Path, settings: Settings) -> None:
    if inbox.is_dir():
        return
    if inbox.is_relative_to(settings.home):
        inbox.mkdir(parents=True, exist_ok=True)
        return
    raise HotichError(f"Không có hộp nhận {inbox}: tạo thư mục ấy, hoặc đặt HOTICH_INBOX.")

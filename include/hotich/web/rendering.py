"""Pages from templates: Vietnamese numbers and dates, addresses below the mount, every value escaped."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from hotich.charts import headline, meaning, outlook, pace, warnings
from hotich.charts.theme import SHAPES
from hotich.text.shown import show_day, show_moment, show_number, show_percent
from hotich.web import csrf, paths
from hotich.web.navigation import NAVIGATION, guide_of
from hotich.web.static_files import versioned

_TITLES: Final = {
    400: "Yêu cầu không đọc được",
    401: "Chưa đăng nhập",
    403: "Không được phép",
    404: "Không có trang này",
    405: "Cách gọi không đúng",
    422: "Yêu cầu không đọc được",
    429: "Quá nhiều lần thử",
    500: "Lỗi của hệ thống",
    503: "Tạm thời không phục vụ được",
}


class Pages:
    """The templates, compiled once for the application."""

    def __init__(self) -> None:
        self._environment = Environment(
            loader=PackageLoader("hotich.web", "templates"), autoescape=True, undefined=StrictUndefined,
            trim_blocks=True, lstrip_blocks=True,
        )  # fmt: skip
        self._environment.filters |= {
            "number": show_number, "percent": show_percent, "day": show_day, "moment": show_moment, "headline": headline,
            "meaning": meaning, "outlook": outlook, "pace": pace, "warnings": warnings,
        }  # fmt: skip
        self._environment.globals["shapes"] = SHAPES
        self._environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":")}

    def render(
        self, request: Request, template: str, values: Mapping[str, Any], status: int = 200
    ) -> HTMLResponse:
        """A page. Templates find `values`, the signed-in `account` (or None) and what the layout needs."""
        session = getattr(request.state, "session", None)
        secret = csrf.secret_of(request)
        base = paths.home(request)
        carried = values["context"].carried if "context" in values else {}

        def link(path: str, **parameters: Any) -> str:
            """Address of a page; the data date that was asked for goes along."""
            asked = carried | {name.replace("_", "-"): value for name, value in parameters.items()}
            asked = {name: value for name, value in asked.items() if value is not None}
            return base + path + (f"?{urlencode(asked)}" if asked else "")

        common = {
            "account": session.account if session else None,
            "link": link,
            "static": lambda name: base + versioned(name),
            "here": paths.local_path(request),
            "navigation": NAVIGATION,
            "guide_here": guide_of(paths.local_path(request)),
            "carried": carried,
            "csrf_field": csrf.FIELD,
            "csrf_token": csrf.token_for(secret) if secret else "",
            "paths": paths,
            "request": request,
            "as_of": None,
            "framed": request.headers.get("sec-fetch-dest") == "iframe",
        }
        text = self._environment.get_template(template).render(common | dict(values))
        return HTMLResponse(text, status)

    def error(self, request: Request, status: int, sentence: str) -> HTMLResponse:
        """A page that says what is wrong and what to do."""
        title = _TITLES.get(status, "Có lỗi")
        return self.render(
            request, "error.html", {"title": title, "status": status, "sentence": sentence}, status
        )

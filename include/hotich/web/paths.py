"""Addresses below the place where the application is mounted, and the names of its cookies."""

from starlette.requests import Request

LOGIN = "/dang-nhap"
LOGOUT = "/dang-xuat"
PASSWORD = "/mat-khau"
HEALTH = "/suc-khoe"
STATIC = "/tinh/"
METRICS = "/metrics"
GUIDES = "/huong-dan"
DATA_DATE = "den-ngay"
"""Query parameter of the data date, YYYY-MM-DD."""
BASELINE = "co-so"
"""Query parameter of the day whose version of the plan work is measured against, YYYY-MM-DD."""
STAGE = "giai-doan"
"""Query parameter of a stage's id."""


def home(request: Request) -> str:
    """Where the application is mounted: "" at a server's root, "/hotich" inside Airflow."""
    return str(request.scope.get("root_path", "")).rstrip("/")


def local_path(request: Request) -> str:
    """The path below `home`."""
    path = str(request.scope["path"])
    base = home(request)
    return (path[len(base) :] or "/") if base and path.startswith(base) else path


def cookie_of(request: Request) -> str:
    """Name of the cookie with the session's token. Cookies know no ports: two installations on one host need two names."""
    return f"hotich_{request.url.port or 'phien'}"


def form_cookie_of(request: Request) -> str:
    """Name of the cookie that stands for the session on the page where one signs in."""
    return f"{cookie_of(request)}_dn"


def is_secure(request: Request) -> bool:
    """Whether the browser came by https (a proxy on this machine tells it)."""
    return bool(request.url.scheme == "https")

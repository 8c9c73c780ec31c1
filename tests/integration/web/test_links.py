"""No account is shown a link that does not open for it."""

import re
from urllib.parse import urljoin, urlsplit

import pytest

LINK = re.compile(r'href="([^"#]+)"')
MOST = 150


def followed(visitor):
    """Path → status of every page that links lead to from the first one; figures and other days are left out."""
    found, waiting = {}, ["/"]
    while waiting and len(found) < MOST:
        path = waiting.pop(0)
        if path in found:
            continue
        answer = visitor.get(path)
        found[path] = answer.status_code
        if answer.status_code == 303:
            waiting.append(answer.headers["location"])
        elif "text/html" in answer.headers["content-type"]:
            links = (urljoin(path, link) for link in LINK.findall(answer.text.replace("&amp;", "&")))
            waiting += [link for link in links if link.startswith("/") and not is_left_out(link)]
    return found


def is_left_out(link):
    return "/tai/" in urlsplit(link).path or "/tinh/" in link or "den-ngay=" in link or "co-so=" in link


@pytest.mark.parametrize("name", ["so-tu-phap", "huyen-chau-thanh", "xa-o-day"])
def test_every_link_that_an_account_sees_opens(signed_in, name):
    found = followed(signed_in(name))
    assert len(found) > 5
    assert {path: status for path, status in found.items() if status not in {200, 303}} == {}

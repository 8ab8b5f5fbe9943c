"""A house with the routes of delivery and compliance."""

import time
from pathlib import Path

from onair.access import http as access_http
from onair.compliance import http as compliance_http
from onair.delivery import http
from onair.kernel.settings import load
from team import BASE, House, house


def built(folder: Path, *, private: bool = True) -> House:
    home = house(folder, [access_http.router, compliance_http.router, http.router], http.raw_routes)
    allowed = {"ONAIR_ALLOW_PRIVATE_TARGETS": "on" if private else "off"}
    home.services.put(load({"ONAIR_HOME": str(folder), "ONAIR_PUBLIC_URL": BASE, **allowed}))
    home.clock.now = int(time.time() * 1000)
    home.team("甲")
    home.team("乙")
    return home

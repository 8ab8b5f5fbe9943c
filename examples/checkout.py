"""A shop's checkout: reserve, take the money, confirm; or release when the buyer walks away.

One id for each try of a buyer. When the line is cut or the server restarts, the same words are sent again with the same
id: the answer is the one that got lost, and nothing is reserved or sold twice. A hold that ran out meanwhile is no sale:
the money goes back at once, and the buyer is asked for a new try.
"""

import json
import os
import sys
import time
import urllib.error
import urllib.request
import uuid

URL, KEY, OFFER = os.environ["ONAIR_URL"], os.environ["ONAIR_KEY"], os.environ["ONAIR_OFFER"]
BUYERS = int(os.environ.get("BUYERS", "3"))
BASE = f"{URL}/api/v1/offers/{OFFER}"
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))
PATIENCE_S = 120
TRIES = 5


class Refused(Exception):
    """A clear no: `code` says which (sold_out, limit_reached, ended, expired, …)."""

    def __init__(self, problem: dict) -> None:
        self.code, self.data = problem["code"], problem["data"]
        super().__init__(problem["detail"])


def call(method: str, url: str, body: dict | None = None) -> dict:
    """The answer, however often it takes. Raises Refused."""
    headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
    data = None if body is None else json.dumps(body).encode()
    until = time.monotonic() + PATIENCE_S
    while True:
        try:
            request = urllib.request.Request(url, data, headers, method=method)
            with DIRECT.open(request, timeout=10) as answer:
                return json.loads(answer.read())
        except urllib.error.HTTPError as error:
            if error.code not in (429, 503):
                raise Refused(json.loads(error.read())) from None
            pause = float(error.headers.get("Retry-After", "1"))
        except (OSError, ValueError):  # cut in the middle, or nobody there: we cannot know what became of it
            pause = 0.5
        if time.monotonic() > until:
            raise TimeoutError(f"no answer for {PATIENCE_S} s: {method} {url}")
        time.sleep(pause)


def buy(buyer: str) -> str:
    """→ what became of it. Raises Refused."""
    request = str(uuid.uuid4())  # kept with the cart: a retry, even after our own restart, uses the same
    held = call("POST", f"{BASE}/reservations", {"request": request, "user": buyer, "qty": 1})
    place = f"{BASE}/reservations/{held['reservation']}"
    if not charge(buyer, held["amount"]):
        call("DELETE", place)
        return "released"
    try:
        return call("POST", f"{place}/confirm", {"order": f"order-{request}", "amount": held["amount"]})[
            "state"
        ]
    except Refused:  # the hold was over before we could confirm: the units went to somebody else
        give_back(buyer, held["amount"])
        raise


def charge(buyer: str, amount: int) -> bool:
    """The shop's own payment stands here."""
    time.sleep(0.2)
    return amount >= 0 and bool(buyer)


def give_back(buyer: str, amount: int) -> None:
    """And here its refund."""
    print(f"{buyer}: the hold was over, {amount} given back", file=sys.stderr)


def tried(buyer: str) -> str:
    """Again with a new id where a hold ran out, as a buyer would; a clear no is final."""
    for _ in range(TRIES):
        try:
            return buy(buyer)
        except Refused as no:
            if no.code != "expired":
                return no.code
    return "expired"


def main() -> None:
    came: dict[str, int] = {}
    for number in range(BUYERS):
        state = tried(f"example-{number}")
        came[state] = came.get(state, 0) + 1
    now = call("GET", BASE)
    print(json.dumps({"came": came, "price": now["price"], "left": now["left"], "sold": now["sold"]}))


main()

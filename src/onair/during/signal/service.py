"""What other rooms may use of the live signal."""

from onair.access.web import Services
from onair.during.signal.desk import SignalDesk
from onair.during.signal.incidents import grade_of
from onair.during.signal.monitor import BY, EVERY_MS, MAIN
from onair.during.signal.orders import Done, Offered, Orders
from onair.during.signal.wording import KINDS, code_text, kind_name

__all__ = [
    "BY",
    "EVERY_MS",
    "KINDS",
    "MAIN",
    "Done",
    "Offered",
    "Orders",
    "SignalDesk",
    "code_text",
    "grade_of",
    "kind_name",
    "orders_of",
]


def orders_of(services: Services) -> Orders:
    """Orders to a room's encoder, for the emergency cards."""
    return services.maybe(Orders) or services.put(Orders(services))

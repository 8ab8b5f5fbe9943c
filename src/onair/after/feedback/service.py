"""Use cases of the feedback loop; other rooms import from here."""

from onair.after.feedback.aftersales_desk import aftersales_of
from onair.after.feedback.forms import FormTokens
from onair.after.feedback.kinds import KIND_NAMES, KINDS
from onair.after.feedback.robots import FeedbackRobots
from onair.after.feedback.tickets import NewTicket, create

__all__ = ["KINDS", "KIND_NAMES", "FeedbackRobots", "FormTokens", "NewTicket", "aftersales_of", "create"]

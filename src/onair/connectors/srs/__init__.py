"""SRS. By contract: checked against a server of ours, never against SRS itself."""

from onair.connectors.srs.translate import Srs

signal = Srs()

"""MediaMTX. By contract: checked against a server of ours, never against MediaMTX itself."""

from onair.connectors.mediamtx.translate import MediaMtx

signal = MediaMtx()

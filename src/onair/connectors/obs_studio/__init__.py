"""OBS Studio over obs-websocket v5. Seen with Debian 12's OBS 29.0.2 (obs-websocket 5.1.0)."""

from onair.connectors.obs_studio.source import Obs

signal = Obs()

"""node-media-server. Its callbacks were seen with 4.4.3; its API is by contract."""

from onair.connectors.node_media_server.translate import NodeMediaServer

signal = NodeMediaServer()

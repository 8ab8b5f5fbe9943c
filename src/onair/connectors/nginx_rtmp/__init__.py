"""nginx with its rtmp module. Seen with Debian 12's nginx 1.22.1 and libnginx-mod-rtmp 1.2.2."""

from onair.connectors.nginx_rtmp.translate import NginxRtmp

signal = NginxRtmp()

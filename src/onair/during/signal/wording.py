"""Words for people: kinds of incidents, and why a source cannot be seen and what to do."""

from onair.kernel.i18n import Text

KINDS: dict[str, Text] = {
    "cut": Text("断流", "stream cut"),
    "stalled": Text("推流卡住", "stream stalled"),
    "stopped": Text("推流已停止", "stream stopped"),
    "freeze": Text("画面卡住", "frozen picture"),
    "black": Text("黑屏", "black picture"),
    "silence": Text("没有声音", "silence"),
    "quiet": Text("声音太小", "too quiet"),
    "loud": Text("声音太大", "too loud"),
    "bitrate_low": Text("码率下跌", "bitrate dropped"),
    "fps_low": Text("帧率下跌", "frame rate dropped"),
    "dropped_send": Text("发送丢帧", "frames lost in sending"),
    "dropped_render": Text("渲染丢帧", "frames lost in drawing"),
    "rtt_high": Text("往返延迟高", "long round trip"),
    "blind": Text("看不到信号来源", "no signal source answers"),
}
CODES: dict[str, Text] = {
    "ok": Text("已连上", "connected"),
    "connecting": Text("正在连接", "connecting"),
    "silent": Text("10 秒没有回应", "no word for 10 s"),
    "no_such_host": Text("找不到这个主机名，请核对地址", "no such host: check the address"),
    "private_address": Text(
        "这是内网地址，服务器设置不允许访问。请管理员设置 ONAIR_ALLOW_PRIVATE_TARGETS=on 后重启",
        "a private address, which the server's settings do not allow: an admin sets ONAIR_ALLOW_PRIVATE_TARGETS=on and restarts",
    ),
    "no_connection": Text(
        "那个地址和端口上没有程序在听：检查程序是否打开、端口和防火墙",
        "nothing listens at that address and port: check that the program runs, the port and the firewall",
    ),
    "no_answer": Text(
        "有程序在听，但不回应：可能卡死，或不是这种程序", "something listens but does not answer: it hangs, or is another program"
    ),
    "certificate_name": Text(
        "对方的 TLS 证书不是发给这个主机名的：核对地址", "its TLS certificate is for another name: check the address"
    ),
    "certificate_date": Text("对方的 TLS 证书不在有效期内", "its TLS certificate is out of date"),
    "certificate_untrusted": Text(
        "对方的 TLS 证书不受本机信任：把签发它的根证书加入服务器系统的信任列表",
        "its TLS certificate is not trusted here: add its root to the system's list",
    ),
    "no_tls": Text("那个端口不说 TLS：改用 rtmp", "no TLS is spoken on that port: use rtmp"),
    "no_answer_in_time": Text("没有及时回应", "it did not answer in time"),
    "cut_off": Text("连接中途断开", "the line broke"),
    "closed": Text("对方关闭了连接，正在重连", "the other side closed the line; trying again"),
    "ended": Text("流结束了，正在重连", "the stream ended; trying again"),
    "not_obs": Text(
        "那里有程序，但不是 OBS 的 WebSocket：核对端口", "a program is there, but not OBS's WebSocket: check the port"
    ),
    "old_protocol": Text(
        "OBS 的 WebSocket 版本不对，需要 OBS 28 以上", "another version of the protocol: OBS 28 or newer is needed"
    ),
    "wrong_password": Text(
        "密码不对。为免被锁，没有再试；请改正后保存", "wrong password. It was not tried again; correct it and save"
    ),
    "password_lacks": Text("对方要求密码，这里没有填", "a password is asked for and none is set here"),
    "kicked": Text(
        "被对方踢下线，没有自动重连；请确认后点测试", "thrown out by the other side; not tried again. Look there, then press Test"
    ),
    "not_ready": Text("OBS 还没准备好，正在重试", "OBS is not ready yet; trying again"),
    "not_nginx_rtmp": Text(
        "那个地址不是 nginx-rtmp 的 /stat", "that address is not /stat of nginx-rtmp"
    ),
    "odd_answer": Text("对方的回答读不懂：地址或程序不对", "its answer cannot be read: wrong address or program"),
    "not_found_404": Text("对方说没有这个地址（404）", "it knows no such address (404)"),
    "refused_403": Text("对方不放行（403）", "it refused (403)"),
    "signed_out": Text("登录过期，正在重新登录", "signed out; signing in again"),
    "throttled": Text("对方限制了访问次数，稍后再试", "it limits how often it is asked; later again"),
    "too_large": Text("对方的回答太大", "its answer is too large"),
    "program_missing": Text(
        "服务器上没有 ffmpeg：apt-get install ffmpeg", "ffmpeg is not on the server: apt-get install ffmpeg"
    ),
    "no_picture": Text(
        "连上了，但没有画面送来：没在推流，或流名不对", "connected, but no picture comes: not on air, or a wrong name"
    ),
    "not_a_stream": Text("收到的不是视频流", "what came is no video stream"),
    "failed": Text("服务器内部出错，看日志", "the server itself failed: see its log"),
    "seal_broken": Text("密钥文件与数据不是一套，打不开设置", "vault.key does not belong to this data"),
    "no_encoder": Text("这个直播间没有接 OBS，不能自动执行", "no OBS is connected to this room: it cannot be done for you"),
    "no_backup": Text("没有填备用推流地址", "no backup server is set"),
    "no_main": Text("不知道原来的推流地址，请在 OBS 里改", "the main server is not known: change it in OBS"),
    "no_such_thing": Text("OBS 里没有这个名字", "OBS has nothing of that name"),
    "refused": Text("OBS 拒绝了这个操作", "OBS refused"),
}  # fmt: skip


def kind_name(kind: str) -> Text:
    return KINDS.get(kind, Text(kind, kind))


def code_text(code: str) -> Text:
    return CODES.get(code, Text(f"对方回答 {code}", f"it answered {code}"))

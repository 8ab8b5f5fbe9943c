"""Why a message is in its state, in words for people; one word in the database."""

from onair.kernel.i18n import Text

REASONS: dict[str, Text] = {
    "": Text("等待发送", "waiting for its turn"),
    "ok": Text("对方已接收", "taken by the receiver"),
    "dry_run": Text("试运行：没有真的发出", "dry run: nothing left"),
    "no_consent": Text("没有同意记录，未发送", "no consent on record, so not sent"),
    "withdrawn": Text("对方已撤回同意，未发送", "consent was withdrawn, so not sent"),
    "erased": Text("联系人已删除，未发送", "the contact was erased, so not sent"),
    "no_contact_point": Text("联系人没有这个渠道的联系方式", "the contact has no address for this channel"),
    "cap_day": Text("今天给这个人的条数已到上限", "today's cap for this person is reached"),
    "cap_week": Text("本周给这个人的条数已到上限", "this week's cap for this person is reached"),
    "quiet_hours": Text("免打扰时段，到点再发", "quiet hours: it goes afterwards"),
    "too_late": Text("过了有效时间，未发送", "it is too late for it, so not sent"),
    "target_gone": Text("发送通道已删除", "the target was removed"),
    "cancelled": Text("已取消", "cancelled"),
    "recalled": Text("场次改期、改动或取消，已撤回", "taken back: the show moved, changed or was called off"),
    "throttled": Text("对方限流，稍后重试", "throttled by the receiver: tried again later"),
    "unavailable": Text("对方暂时不可用，稍后重试", "the receiver is not available: tried again later"),
    "no_such_host": Text("域名解析不到", "the name of the host cannot be resolved"),
    "private_address": Text("地址指向内网，已拒绝", "the address leads into a private network: refused"),
    "no_connection": Text("连不上对方，稍后重试", "no connection: tried again later"),
    "cut_off": Text(
        "发出后连接断开，不知道对方收到没有", "the line broke after sending: it may have arrived"
    ),
    "no_answer_in_time": Text(
        "发出后没有等到答复，不知道对方收到没有", "no answer in time: it may have arrived"
    ),
    "odd_answer": Text(
        "对方的答复看不懂，不知道收到没有", "an answer that nobody knows: it may have arrived"
    ),
    "restart": Text(
        "发送途中程序中断，不知道对方收到没有", "the program stopped while sending: it may have arrived"
    ),
    "crashed": Text("发送途中出错，不知道对方收到没有", "an error while sending: it may have arrived"),
    "gone": Text("对方已停止接收（410），通道已停用", "the receiver wants no more (410): the target is off"),
    "redirected": Text("地址跳转到别处，未跟随", "the address leads elsewhere; it was not followed"),
    "seal_broken": Text("密钥文件与数据不是一套", "the key file does not belong to the data"),
    "bad_settings": Text("通道设置不完整", "the target's settings are not complete"),
    "by_hand": Text("人工确认已送达", "confirmed by a person"),
    "not_arrived": Text("人工确认没有送达", "a person says it did not arrive"),
    "awaits_staff": Text(
        "任务已建好，等员工在企业微信里确认发送",
        "the task is made; it leaves when the employee confirms it in WeCom",
    ),
    "not_reached": Text(
        "对方说送不到这位客户：不是该员工的好友，或本月群发次数已用完",
        "not reached: no friend of this employee, or this month's number of messages is used up",
    ),
    "token_expired": Text("凭证过期，换一个再试", "the token ran out: tried again with another"),
    "code_40001": Text("企业微信的 Secret 不对", "the secret of WeCom is wrong"),
    "code_40013": Text("企业 ID（corpid）不对", "the company id (corpid) is wrong"),
    "code_60020": Text(
        "本机地址不在企业微信的可信 IP 里", "this machine's address is not among WeCom's trusted ones"
    ),
    "code_93000": Text("机器人地址无效或已被移出群", "the robot's address is invalid or it was removed"),
    "code_310000": Text(
        "签名不对，或不含机器人要求的关键词", "wrong signature, or a keyword that the robot asks for lacks"
    ),
    "code_19021": Text("签名不对或时间相差太大", "wrong signature or clock"),
    "http_401": Text("对方不认密钥（401）", "the receiver does not know the secret (401)"),
    "http_403": Text("对方拒绝（403）", "refused by the receiver (403)"),
    "http_404": Text("对方地址不存在（404）", "there is nothing at the address (404)"),
    "smtp_535": Text("邮箱用户名或密码不对", "wrong mail user or password"),
    "smtp_550": Text("对方邮箱不存在或拒收", "no such mailbox, or it refuses"),
}


def reason(code: str) -> Text:
    """For codes of platforms that have no sentence of ours, the code itself."""
    return REASONS.get(code, Text(f"对方拒绝：{code}", f"refused by the receiver: {code}"))

"""The one tree of errors.

OnAirError
├── BadInput          400  the request cannot be read or breaks a rule of form
│   └── TooLarge      413  a named limit was passed
├── NotAllowed        403  known, but may not
│   └── NotKnown      401  nobody, or nobody we know
├── NotFound          404
├── Conflict          409  right form, wrong state, version or order
├── TooMany           429  wait, `data["retry_after_s"]`
└── Unavailable       503  we cannot promise durability or reach a part

A feature derives its own classes at the top of the service that raises them and gives each a `code`
(stable, snake_case) and a sentence in both languages: what happened, what was kept, what to do.
"""

from typing import Any, ClassVar

from onair.kernel.i18n import Lang


class OnAirError(Exception):
    """A business "no". `{name}` in the sentences is filled from the keyword data."""

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 500
    zh: ClassVar[str] = "出了意外的错误。已保存的内容没有变化，请重试；仍不行请把编号发给管理员。"
    en: ClassVar[str] = (
        "Something unexpected failed. What was saved is unchanged; try again or send the code to your admin."
    )

    def __init__(self, **data: Any) -> None:
        self.data = data
        super().__init__(self.detail("en"))

    def detail(self, lang: Lang) -> str:
        """The sentence for people, in their language."""
        template = self.zh if lang == "zh" else self.en
        return template.format_map(_Lenient(self.data))

    def problem(self, lang: Lang) -> dict[str, Any]:
        """RFC 9457 body: type, title, status, code, detail, data."""
        detail = self.detail(lang)
        title = detail.split("。", 1)[0] if lang == "zh" else detail.split(". ", 1)[0].rstrip(".")
        return {
            "type": f"urn:onair:error:{self.code}",
            "title": title,
            "status": self.status,
            "code": self.code,
            "detail": detail,
            "data": self.data,
        }


class _Lenient(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "—"


class BadInput(OnAirError):
    code, status = "bad_input", 400
    zh = "内容不符合要求：{why}。没有保存任何东西，请修改后重试。"
    en = "The input does not fit: {why}. Nothing was saved; correct it and try again."


class TooLarge(BadInput):
    code, status = "too_large", 413
    zh = "超过上限：{limit}。没有保存任何东西，请分批发送。"
    en = "Over the limit: {limit}. Nothing was saved; send it in parts."


class NotAllowed(OnAirError):
    code, status = "not_allowed", 403
    zh = "您的角色不能做这件事。没有任何改动，请联系负责人开通。"
    en = "Your role may not do this. Nothing was changed; ask an owner for access."


class NotKnown(NotAllowed):
    code, status = "not_signed_in", 401
    zh = "请先登录。未提交的内容还在本页。"
    en = "Sign in first. What you typed is still on this page."


class NotFound(OnAirError):
    code, status = "not_found", 404
    zh = "没有找到{what}。可能已删除，或不属于您的团队。"
    en = "{what} was not found. It may have been removed or belong to another team."


class Conflict(OnAirError):
    code, status = "conflict", 409
    zh = "别人刚刚改过。您的内容没有覆盖它，请查看差异后再保存。"
    en = "Somebody changed this just now. Nothing was overwritten; look at the difference and save again."


class TooMany(OnAirError):
    code, status = "too_many", 429
    zh = "请求太频繁，请在 {retry_after_s} 秒后重试。"
    en = "Too many requests; try again in {retry_after_s} s."


class Unavailable(OnAirError):
    code, status = "unavailable", 503
    zh = "现在无法保证写入，因此没有接收。请稍后原样重发。"
    en = "Durable writing is not possible right now, so nothing was accepted. Send the same again shortly."

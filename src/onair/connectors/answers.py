"""What an HTTP answer means before a platform's own words are read."""

from typing import Any

import msgspec

from onair.connectors.ports import Answer, Verdict

WAIT_MAX_S = 3600
_NO_SUCH_BODY = (msgspec.MsgspecError, RecursionError, UnicodeDecodeError)


def http_verdict(answer: Answer, *, dedupes: bool) -> Verdict | None:
    """None for a 2xx, whose body decides. A 5xx behind a gateway may come from a request that was carried out."""
    status = answer.status
    if 200 <= status < 300:
        return None
    if status == 410:
        return Verdict("refused", "gone", gone=True)
    if status == 429:
        return Verdict("retry", "throttled", retry_after(answer))
    if status == 503:
        return Verdict("retry", "unavailable", retry_after(answer))
    if status >= 500:
        return Verdict("retry" if dedupes else "unknown", f"http_{status}", retry_after(answer))
    return Verdict("refused", "redirected" if 300 <= status < 400 else f"http_{status}")


def retry_after(answer: Answer) -> int | None:
    """Seconds of `Retry-After`, bounded; its date form is left out, our own back-off is as good."""
    value = answer.headers.get("retry-after", "")
    return min(int(value), WAIT_MAX_S) if value.isascii() and value.isdigit() and len(value) < 9 else None


def body_of(answer: Answer) -> dict[str, Any] | None:
    """The JSON object in the body; None when there is none."""
    try:
        value = msgspec.json.decode(answer.body)
    except _NO_SUCH_BODY:
        return None
    return value if isinstance(value, dict) else None


def robot_verdict(answer: Answer, code: Any, *, throttled: dict[int, int | None]) -> Verdict:
    """Of a robot that says 0 for success in a 200. `throttled`: {code: seconds to wait, None = our back-off}."""
    early = http_verdict(answer, dedupes=False)
    if early is not None:
        return early
    if code == 0 and not isinstance(code, bool):
        return Verdict("sent", "ok")
    if not isinstance(code, int) or isinstance(code, bool):
        return Verdict("unknown", "odd_answer")
    if code in throttled:
        return Verdict("retry", "throttled", throttled[code])
    return Verdict("refused", f"code_{code}")

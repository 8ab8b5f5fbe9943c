"""The rules of forms in people's words."""

from collections.abc import Mapping, Sequence
from typing import Any

from onair.kernel.i18n import Text

_RULES: dict[str, tuple[str, str]] = {
    "missing": ("必填", "is required"),
    "extra_forbidden": ("不认识这一项", "is not a known field"),
    "string_type": ("应为文字", "must be text"),
    "string_too_short": ("至少 {min_length} 个字符", "needs at least {min_length} characters"),
    "string_too_long": ("最多 {max_length} 个字符", "takes at most {max_length} characters"),
    "string_pattern_mismatch": ("格式不对，或含有不可见字符", "has the wrong form or an invisible character"),
    "string_unicode": ("含有无法保存的字符", "has a character that cannot be kept"),
    "int_type": ("应为整数", "must be a whole number"),
    "int_parsing": ("应为整数", "must be a whole number"),
    "int_from_float": ("应为整数", "must be a whole number"),
    "float_type": ("应为数字", "must be a number"),
    "float_parsing": ("应为数字", "must be a number"),
    "finite_number": ("应为有限的数字", "must be a finite number"),
    "bool_type": ("应为 true 或 false", "must be true or false"),
    "bool_parsing": ("应为 true 或 false", "must be true or false"),
    "greater_than": ("应大于 {gt}", "must be greater than {gt}"),
    "greater_than_equal": ("不能小于 {ge}", "must be at least {ge}"),
    "less_than": ("应小于 {lt}", "must be less than {lt}"),
    "less_than_equal": ("不能大于 {le}", "must be at most {le}"),
    "too_long": ("最多 {max_length} 项", "takes at most {max_length} items"),
    "too_short": ("至少 {min_length} 项", "needs at least {min_length} items"),
    "list_type": ("应为列表", "must be a list"),
    "dict_type": ("应为对象", "must be an object"),
    "model_attributes_type": ("应为对象", "must be an object"),
    "model_type": ("应为对象", "must be an object"),
    "enum": ("可选：{expected}", "must be one of {expected}"),
    "literal_error": ("可选：{expected}", "must be one of {expected}"),
    "far_future": ("日期要在 2100 年以前", "lies after the year 2099"),
    "currency": ("不是 ISO 4217 货币代码，例如 CNY", "is no ISO 4217 currency code, such as CNY"),
    "json_invalid": ("不是有效的 JSON", "is no valid JSON"),
}
_OTHER = ("不符合要求", "does not fit")


def place(loc: Sequence[Any]) -> str:
    """`("body", "items", 0, "price")` → `items.0.price`; the body itself → `body`."""
    parts = [str(part) for part in loc[1:]] or [str(part) for part in loc]
    if loc and loc[0] == "body" and len(loc) == 2 and isinstance(loc[1], int):
        return "body"  # JSON that cannot be read: the number is a position
    return ".".join(parts)[:120]


def rule(error: Mapping[str, Any]) -> Text:
    """The sentence for one of pydantic's findings."""
    zh, en = _RULES.get(str(error.get("type")), _OTHER)
    context = {key: str(value)[:200] for key, value in (error.get("ctx") or {}).items()}
    try:
        return Text(zh.format(**context), en.format(**context))
    except KeyError:
        return Text(*_OTHER)

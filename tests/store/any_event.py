"""Any event of any type, made from the types themselves: a new field is tried without a change here."""

from typing import Any

import msgspec
from hypothesis import strategies as st

from onair.events.model import EVENT_TYPES, Event

TEXTS = st.text(st.characters(codec="utf-8"))
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)


def strategy(kind: msgspec.inspect.Type) -> st.SearchStrategy[Any]:
    """Values of one field, by its declared type and limits."""
    it = msgspec.inspect
    match kind:
        case it.Metadata():
            return strategy(kind.type)
        case it.StrType():
            return st.text(
                st.characters(codec="utf-8"),
                min_size=kind.min_length or 0,
                max_size=min(kind.max_length or 20, 20),
            )
        case it.IntType():
            return st.integers(kind.ge, kind.le)
        case it.FloatType():
            return st.floats(kind.ge, kind.le, allow_nan=False)
        case it.BoolType():
            return st.booleans()
        case it.NoneType():
            return st.none()
        case it.LiteralType():
            return st.sampled_from(kind.values)
        case it.UnionType():
            return st.one_of(*(strategy(part) for part in kind.types))
        case it.VarTupleType():
            return st.lists(strategy(kind.item_type), max_size=3).map(tuple)
        case it.DictType():
            return st.dictionaries(TEXTS, ANYTHING, max_size=3)
        case it.StructType():
            return st.builds(kind.cls, **{field.name: strategy(field.type) for field in kind.fields})
    raise AssertionError(f"no values for {kind}")


def events_of(cls: type[Event]) -> st.SearchStrategy[Event]:
    fields = {field.name: strategy(field.type) for field in msgspec.inspect.type_info(cls).fields}
    return st.builds(cls, **(fields | {"nick": st.none()}))


def any_event() -> st.SearchStrategy[Event]:
    return st.one_of(*(events_of(cls) for cls in EVENT_TYPES.values()))

"""Users become keys that nobody can turn back, the same for ever and nowhere else."""

import hashlib
import hmac

from hypothesis import given
from hypothesis import strategies as st

from onair.events import identity
from onair.events.identity import UserKeys, hash_user, namespace

SECRET = bytes(range(32))


def test_worked_example():
    text = b"5:tnt_16:douyin" + b"u1"
    assert (
        hash_user(SECRET, "tnt_1", "douyin", "u1")
        == "douyin:" + hmac.new(SECRET, text, hashlib.sha256).hexdigest()[:32]
    )
    assert namespace("douyin:room-1") == "douyin"
    assert namespace("erp") == "erp"


@given(st.binary(max_size=100), st.text(max_size=20), st.text(max_size=20), st.text(max_size=40))
def test_the_fast_way_is_the_plain_way(secret, tenant, source, user):
    assert UserKeys(secret, tenant).key(source, user) == hash_user(secret, tenant, namespace(source), user)


def test_nobody_is_somebody_else():
    found = {
        hash_user(secret, tenant, space, user)
        for secret in (SECRET, b"other")
        for tenant in ("a", "ab")
        for space in ("b", "ba")
        for user in ("c", "bc", "b:c")
    }
    assert len(found) == 2 * 2 * 2 * 3


def test_memory_of_users_is_bounded(monkeypatch):
    monkeypatch.setattr(identity, "USERS_CACHED_MAX", 10)
    keys = UserKeys(SECRET, "t")
    first = keys.key("s", "0")
    for i in range(100):
        keys.key("s", str(i))
    assert len(keys.known("s")) <= 10
    assert keys.key("s", "0") == first

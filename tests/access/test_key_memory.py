"""A busy key is read anew by one request in its second second, not by all of them when it runs out."""

from onair.access.roles import Actor
from onair.access.web.identity import KEY_MEMORY_MS, KeyMemory

WHO = Actor("tnt_1", "key", "key_1", "x")


def test_one_request_renews_and_the_others_go_on() -> None:
    memory = KeyMemory()
    memory.keep("h", WHO, 0)
    assert memory.find("h", 999) == WHO
    assert memory.find("h", 1_001, renew=False) is None, "the lane sends it where the key can be read"
    assert memory.find("h", 1_002) is None, "this one reads it"
    assert [memory.find("h", 1_003), memory.find("h", 1_003, renew=False)] == [WHO, WHO]
    memory.keep("h", WHO, 1_004)
    assert memory.find("h", 1_900) == WHO


def test_a_key_that_is_not_read_again_is_forgotten_in_time() -> None:
    memory = KeyMemory()
    memory.keep("h", WHO, 0)
    memory.find("h", 1_500)
    assert memory.find("h", KEY_MEMORY_MS) is None
    assert memory.find("h", -KEY_MEMORY_MS) is None, "a clock that was put back opens nothing"

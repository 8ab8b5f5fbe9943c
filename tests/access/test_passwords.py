"""What a password may be."""

import pytest

from onair.access.passwords import PasswordTooWeak, check_password, common, hash_password, verify


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery",
        "短句也可以当密码用",
        "aaaaaaab-x9",
        "9f2k7Qd!",
        "hT7#kkqo",
        "tr0ub4dor&3",
        "word " * 39 + "end",
    ],
)
def test_any_8_to_200_characters_will_do(password: str) -> None:
    check_password(password, "ada", "甲")


@pytest.mark.parametrize(
    "password",
    [
        "",
        "short12",
        "x1" * 101,
        "password",
        "PassWord123",
        "p@ssw0rd",
        "12345678",
        "87654321",
        "qwertyuiop",
        "asdfghjkl",
        "1qaz2wsx",
        "aaaaaaaa",
        "abababab",
        "woaini1314",
        "zhibo2024",
        "admin888",
        "abcdefgh",
        "iloveyou520",
        "123456password",
        "11111111",
        "taobao123456",
    ],
)
def test_what_everybody_tries_first_is_refused(password: str) -> None:
    with pytest.raises(PasswordTooWeak):
        check_password(password)


@pytest.mark.parametrize(
    "password", ["lihua2026", "LiHua!!!", "123lihua", "杭州小店铺旗舰店2026", "杭州小店铺旗舰店"]
)
def test_the_login_and_the_teams_name_are_refused(password: str) -> None:
    with pytest.raises(PasswordTooWeak):
        check_password(password, "lihua", "Li Hua", "杭州小店铺旗舰店")


def test_the_list_is_long_and_our_own() -> None:
    assert len(common()) > 3000


def test_only_the_right_password_verifies() -> None:
    stored = hash_password("correct horse battery")
    assert stored.startswith("$argon2id$")
    assert verify(stored, "correct horse battery")
    assert not verify(stored, "correct horse batterz")
    assert not verify(None, "correct horse battery")

"""Money is an integer in the currency's minor unit with its ISO 4217 code; never a float."""

from decimal import Decimal, InvalidOperation

from onair.kernel.errors import BadInput

_EXPONENTS = {  # ISO 4217 minor units that are not 2
    "BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0, "PYG": 0, "RWF": 0,
    "UGX": 0, "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
    "BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3,
}  # fmt: skip
_CODES = (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF "
    "CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG "
    "HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA "
    "MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD "
    "RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX "
    "USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG"
)
CURRENCIES = frozenset(_CODES.split())
"""ISO 4217: what people pay with; no funds, metals or test codes. A code from nowhere would get a wrong exponent."""
MINOR_MAX = 10**15


class BadMoney(BadInput):
    code = "bad_money"
    zh = "金额无法读取：{value}。这一行没有保存，请写成 12.34 这样的数字。"
    en = "The amount {value} cannot be read. This row was not saved; write it like 12.34."


def exponent(currency: str) -> int:
    return _EXPONENTS.get(currency, 2)


def to_minor(text: str, currency: str) -> int:
    """`"1,234.5"`, CNY → 123450. Raises BadMoney on anything else, or on more digits than the currency has."""
    cleaned = text.strip().lstrip("¥￥$").replace(",", "").strip()
    try:
        amount = Decimal(cleaned)
    except InvalidOperation:
        raise BadMoney(value=text[:40]) from None
    if not amount.is_finite():
        raise BadMoney(value=text[:40])
    minor = amount.scaleb(exponent(currency))
    if abs(minor) > MINOR_MAX or minor != minor.to_integral_value():
        raise BadMoney(value=text[:40])
    return int(minor)


def from_minor(minor: int, currency: str) -> str:
    """123450, CNY → `"1234.50"`."""
    return f"{Decimal(minor).scaleb(-exponent(currency)):f}"


def spoken(minor: int, currency: str) -> str:
    """As people say it: 12900, CNY → `"129"`, 12950 → `"129.50"`."""
    digits = exponent(currency)
    return from_minor(minor, currency) if minor % 10**digits else str(minor // 10**digits)

"""A certificate authority of this installation and the certificate of its server, for phones and tablets in the LAN.

The authority may vouch for private addresses and local names only (name constraints): a phone that trusts it cannot be
deceived about any address of the internet, even when the key is stolen. Pure; the clock is an argument (seconds UTC).
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

CA_DAYS = 3650
LEAF_DAYS = 90
RENEW_DAYS = 30
"""A leaf with less than this left is replaced."""
SKEW = timedelta(days=1)
"""Phones' clocks run behind."""
NETWORKS: tuple[IPv4Network | IPv6Network, ...] = tuple(
    ip_network(net)
    for net in (
        "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16", "127.0.0.0/8", "fc00::/7",
        "fe80::/10", "::1/128",
    )
)  # fmt: skip
SUFFIXES = ("localhost", "local", "lan", "internal", "home.arpa")
Address = IPv4Address | IPv6Address


class Pair(NamedTuple):
    """A certificate with its key, PEM."""

    cert: bytes
    key: bytes


def permitted(name: str) -> bool:
    """May the authority vouch for it: a private address, or a name that only the LAN knows."""
    try:
        found: Address = ip_address(name)
    except ValueError:
        return "." not in name or name.rpartition(".")[2] in SUFFIXES or name.endswith(".home.arpa")
    return any(found in net for net in NETWORKS if net.version == found.version)


def new_authority(host: str, now: float) -> Pair:
    """`host`: the machine's own bare name, which it may vouch for too."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "OnAir"),
            x509.NameAttribute(NameOID.COMMON_NAME, f"OnAir {host}"[:64]),
        ]
    )
    dns = [x509.DNSName(suffix) for suffix in dict.fromkeys((*SUFFIXES, host))]
    constraints = x509.NameConstraints([*dns, *(x509.IPAddress(net) for net in NETWORKS)], None)
    usage = _usage(signs=True)
    made = (
        _builder(name, name, key.public_key(), now, CA_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(constraints, critical=True)
        .sign(key, hashes.SHA256())
    )
    return Pair(made.public_bytes(serialization.Encoding.PEM), _pem(key))


def new_leaf(authority: Pair, names: Iterable[str], now: float) -> Pair:
    """For the server under `names` (addresses and host names); those that are not permitted are left out."""
    issuer = x509.load_pem_x509_certificate(authority.cert)
    signer = serialization.load_pem_private_key(authority.key, None)
    assert isinstance(signer, ec.EllipticCurvePrivateKey)  # noqa: S101 (`matches` was asked before)
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, "OnAir")])
    made = (
        _builder(subject, issuer.subject, key.public_key(), now, LEAF_DAYS)
        .add_extension(
            x509.SubjectAlternativeName([_alt(name) for name in names if permitted(name)]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
        .sign(signer, hashes.SHA256())
    )
    return Pair(made.public_bytes(serialization.Encoding.PEM), _pem(key))


def matches(pair: Pair) -> bool:
    """Is this a certificate with its own key? False for anything that cannot be read."""
    try:
        cert = x509.load_pem_x509_certificate(pair.cert)
        key = serialization.load_pem_private_key(pair.key, None)
    except ValueError:
        return False
    return isinstance(key, ec.EllipticCurvePrivateKey) and key.public_key() == cert.public_key()


def serves(leaf: Pair, authority: Pair, names: Iterable[str], now: float) -> bool:
    """Is the leaf good for all these names, of this authority, and for a while yet?"""
    if not matches(leaf):
        return False
    cert, issuer = x509.load_pem_x509_certificate(leaf.cert), x509.load_pem_x509_certificate(authority.cert)
    try:
        cert.verify_directly_issued_by(issuer)
    except Exception:  # noqa: BLE001 (of several kinds, by what does not fit; each means that it is not ours)
        return False
    alt = cert.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    known = {
        str(found)
        for found in (*alt.get_values_for_type(x509.DNSName), *alt.get_values_for_type(x509.IPAddress))
    }
    return {name for name in names if permitted(name)} <= known and days_left(leaf, now) >= RENEW_DAYS


def days_left(pair: Pair, now: float) -> float:
    end = x509.load_pem_x509_certificate(pair.cert).not_valid_after_utc
    return (end - datetime.fromtimestamp(now, UTC)) / timedelta(days=1)


def der(cert: bytes) -> bytes:
    """As phones take it."""
    return x509.load_pem_x509_certificate(cert).public_bytes(serialization.Encoding.DER)


def fingerprint(cert: bytes) -> str:
    """SHA-256, as phones show it."""
    raw = x509.load_pem_x509_certificate(cert).fingerprint(hashes.SHA256())
    return ":".join(f"{byte:02X}" for byte in raw)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: float, days: int
) -> x509.CertificateBuilder:
    at = datetime.fromtimestamp(now, UTC).replace(microsecond=0)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - SKEW)
        .not_valid_after(at + timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs, key_cert_sign=signs, crl_sign=signs, content_commitment=False, key_encipherment=False,
        data_encipherment=False, key_agreement=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _alt(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )

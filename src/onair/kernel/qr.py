"""An address as a picture that a phone's camera reads."""

import io

import segno


def qr_svg(url: str) -> str:
    """A QR code as an SVG document; medium error correction."""
    out = io.BytesIO()
    segno.make(url, error="m", micro=False).save(out, kind="svg", scale=4, border=4, xmldecl=False)
    return out.getvalue().decode()


def qr_text(url: str) -> str:
    """The same in half blocks, for a terminal; small error correction, so that it fits."""
    out = io.StringIO()
    segno.make(url, error="l", micro=False).terminal(out, border=2, compact=True)
    return out.getvalue()

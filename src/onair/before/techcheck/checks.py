"""Which figure is held against which limit, and what it is called when it is beyond. Data."""

from typing import NamedTuple


class Check(NamedTuple):
    """A finding, its figure, its limit in the profile; `share`: people read it in %."""

    code: str
    figure: str
    limit: str
    share: bool = False


CHECKS = (
    Check("low_resolution", "short_side", "short_side"),
    Check("low_fps", "fps", "fps"),
    Check("unsteady_fps", "jitter", "jitter"),
    Check("frames_missing", "gap_seconds", "gap_seconds"),
    Check("low_bitrate", "bits_per_pixel", "bits_per_pixel"),
    Check("unsteady_bitrate", "bitrate_swing", "bitrate_swing"),
    Check("far_keyframes", "keyframe", "keyframe"),
    Check("damaged", "damage", "damage"),
    Check("frames_held", "held_share", "held_share"),
    Check("too_dark", "frame_mean", "brightness_low"),
    Check("too_bright", "frame_mean", "brightness_high"),
    Check("highlights_clipped", "frame_clipped", "clipped", share=True),
    Check("shadows_crushed", "frame_crushed", "crushed", share=True),
    Check("colour_cast", "frame_cast", "cast"),
    Check("too_cold", "frame_kelvin", "kelvin_high"),
    Check("pale", "frame_saturation", "saturation"),
    Check("blurred", "blur", "blur"),
    Check("noisy", "frame_noise", "noise"),
    Check("flickering", "flicker", "flicker"),
    Check("skin_red", "frame_skin_hue", "skin_hue_low"),
    Check("skin_yellow", "frame_skin_hue", "skin_hue_high"),
    Check("too_quiet", "loudness", "loudness_low"),
    Check("too_loud", "loudness", "loudness_high"),
    Check("peaks_over", "true_peak", "true_peak"),
    Check("sound_clipped", "pile", "pile"),
    Check("noise_floor", "floor", "floor"),
    Check("poor_snr", "snr", "snr"),
    Check("hum", "hum", "hum"),
    Check("stalled", "stall_seconds", "stall_seconds"),
    Check("dropped", "drops", "drops"),
    Check("slow_line", "pace", "pace", share=True),
    Check("headroom", "headroom", "headroom"),
)


def figure_behind(limit: str) -> Check | None:
    """What a limit of a profile is held against; None = no figure of the list (a patch of the card)."""
    return next((check for check in (*CHECKS, OFFSET) if check.limit == limit), None)


OFFSET = Check("av_offset", "av_offset", "av_offset")
"""Its size counts, either way."""

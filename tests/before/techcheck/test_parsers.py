"""What the programs print, read; and figures of made signals whose truth is known."""

import numpy as np
import pytest
from PIL import Image as Pillow
from PIL import ImageDraw

from onair.before.techcheck import filters, motion, picture, probe, sound
from onair.before.techcheck.filters import Span

LOG = """
[freezedetect @ 0x55d] lavfi.freezedetect.freeze_start: 8.023
[freezedetect @ 0x55d] lavfi.freezedetect.freeze_duration: 6
[freezedetect @ 0x55d] lavfi.freezedetect.freeze_end: 14.023
[freezedetect @ 0x55d] lavfi.freezedetect.freeze_start: 14.06
[freezedetect @ 0x55d] lavfi.freezedetect.freeze_end: 18.023
[blackdetect @ 0x55d] black_start:14.023 black_end:18.023 black_duration:4
[silencedetect @ 0x55d] silence_start: -0.02
[silencedetect @ 0x55d] silence_end: 0.9 | silence_duration: 0.92
[silencedetect @ 0x55d] silence_start: 25.5
[Parsed_ebur128_3 @ 0x5] t: 0.1       TARGET:-23 LUFS    M:-120.7 S:-120.7     I: -70.0 LUFS       LRA:   0.0 LU  FTPK: -inf dBFS
[Parsed_ebur128_3 @ 0x5] t: 3.0       TARGET:-23 LUFS    M: -14.2 S: -15.0     I: -14.2 LUFS       LRA:   3.9 LU  FTPK: -6.9 dBFS
    I:         -14.2 LUFS
    LRA:         3.9 LU
    Peak:       -6.9 dBFS
""".splitlines()


def test_black_wins_over_freeze_and_open_spans_end_with_the_recording() -> None:
    spans = filters.read_spans(LOG, 30.0)
    assert spans.freeze == (Span(8.023, 14.023),)
    assert spans.black == (Span(14.023, 18.023),)
    assert spans.silence == (Span(25.5, 30.0),)


def test_a_freeze_cut_by_a_key_frame_is_one() -> None:
    lines = [
        "freeze_start: 1.6",
        "freeze_end: 3.0",
        "freeze_start: 3.04",
        "freeze_end: 4.4",
        "freeze_start: 9",
        "freeze_end: 9.6",
    ]
    assert filters.read_spans(lines, 12).freeze == (Span(1.6, 4.4),)


def test_a_freeze_holds_the_moments_in_which_the_encoder_still_refines_it() -> None:
    """As OBS and x264 write it at a low bitrate; the control is a picture that moves there."""
    lines = ["freeze_start: 2.6", "freeze_end: 4.4"]
    times = np.arange(150) / 25
    change = np.where((times < 1.6) | (times > 4.39), 6.0, 0.1)
    refined = np.where((times >= 1.6) & (times < 2.6), 0.45, change)
    assert filters.read_spans(lines, 6, np.column_stack([times, refined])).freeze == (Span(1.56, 4.4),)
    moves = np.where((times >= 1.6) & (times < 2.6), 3.0, change)
    assert filters.read_spans(lines, 6, np.column_stack([times, moves])).freeze == ()


def test_loudness_and_silence_that_cannot_be_said() -> None:
    loud = filters.read_loudness(LOG)
    assert (loud.integrated, loud.range, loud.peak) == (-14.2, 3.9, -6.9)
    assert loud.meter == ((0.1, -120.7), (3.0, -14.2))
    assert filters.read_loudness(
        ["    I:         -70.0 LUFS", "    Peak:       -inf dBFS"]
    ) == filters.Loudness(None, None, None, ())


def test_series_of_frames() -> None:
    text = "frame:0 pts:23 pts_time:0.023\nlavfi.signalstats.YAVG=125.079\nframe:1 pts:63 pts_time:0.063\nlavfi.signalstats.YAVG=nan\n"
    assert filters.read_series(text, "lavfi.signalstats.YAVG") == [(0.023, 125.079)]


def test_streams() -> None:
    text = b"""{"streams":[{"codec_type":"video","codec_name":"mjpeg","width":9,"height":9,"disposition":{"attached_pic":1}},
    {"codec_type":"video","codec_name":"h264","width":1920,"height":1080,"avg_frame_rate":"30000/1001","pix_fmt":"yuv420p",
    "color_space":"unknown","side_data_list":[{"rotation":-90}]},{"codec_type":"audio","codec_name":"aac","sample_rate":"48000","channels":2}],
    "format":{"format_name":"mov,mp4","duration":"12.5","bit_rate":"4000000"}}"""
    media = probe.read_media(text)
    assert media is not None
    assert media.video == probe.Video("h264", 1920, 1080, 30000 / 1001, "yuv420p", None, 270)
    assert (media.seconds, media.audio) == (12.5, probe.Audio("aac", 48000, 2))
    assert probe.read_media(b'{"streams":[]}') is None
    assert probe.read_media(b"not json") is None


def test_pace_gaps_and_rates() -> None:
    lines = [f"{n / 25:.6f},5000,{'K__' if n % 50 == 0 else '___'}" for n in range(150) if not 60 <= n < 70]
    pace = probe.read_pace("\n".join(["N/A,12,K__", *lines]))
    assert pace is not None
    assert pace.gaps == (probe.Gap(2.36, 0.44),)
    assert pace.keyframe == 2.0
    assert pace.jitter < 0.01
    assert pace.rates[0] == pytest.approx(25 * 5000 * 8 / 1000)


def test_held_frames_have_a_rhythm() -> None:
    moving = np.full(200, 6.0)
    halved = moving.copy()
    halved[::2] = 0.01
    assert motion.held_frames(moving, 30).share == 0
    found = motion.held_frames(halved, 30)
    assert (found.period, round(found.fps)) == (2, 15)
    assert motion.held_frames(np.full(200, 0.05), 30) is None, "a still scene says nothing"


def test_flicker_is_a_rhythm_of_the_whole_picture() -> None:
    t = np.arange(200) / 25
    steady = 110 + 3 * np.sin(2 * np.pi * 0.2 * t)
    assert motion.flicker(steady, 25).depth < 0.3
    found = motion.flicker(steady + 6 * np.sin(2 * np.pi * 8 * t), 25)
    assert found.depth > 3
    assert found.hertz == pytest.approx(8, abs=0.3)


RATE = 16_000


def test_hum_is_named_by_its_mains() -> None:
    rng = np.random.default_rng(2)
    t = np.arange(6 * RATE) / RATE
    room = rng.normal(0, 1e-3, len(t))
    for mains in (50.0, 60.0):
        tone = sum(0.01 / k * np.sin(2 * np.pi * mains * k * t) for k in (1, 2, 3))
        found = sound.measure_sound(room + tone, RATE)
        assert found.hum_hertz == mains
        assert found.hum > 26
    assert sound.measure_sound(room, RATE).hum < 15


@pytest.mark.parametrize("late_ms", [-120, 0, 200])
def test_a_clap_tells_the_offset(late_ms: int) -> None:
    rng = np.random.default_rng(3)
    samples = rng.normal(0, 1e-3, 5 * RATE)
    heard = 2.4 + late_ms / 1000
    click = np.exp(-np.arange(400) / 60) * rng.normal(0, 0.5, 400)
    samples[int(heard * RATE) : int(heard * RATE) + 400] += click
    times = np.arange(125) / 25
    change = np.abs(rng.normal(0.5, 0.1, 125))
    change[60] = 30  # 2.4 s
    clap = sound.find_clap(samples, RATE, times, change)
    assert clap is not None
    assert clap.offset == pytest.approx(late_ms, abs=20)


def test_without_a_clap_there_is_no_offset() -> None:
    rng = np.random.default_rng(3)
    times, change = np.arange(125) / 25, np.abs(rng.normal(0.5, 0.1, 125))
    assert sound.find_clap(rng.normal(0, 0.1, 5 * RATE), RATE, times, change) is None


def test_a_grey_ramp_has_no_cast_and_a_warm_one_has() -> None:
    rng = np.random.default_rng(5)
    grey = np.clip(
        np.kron(rng.integers(40, 220, (18, 32, 1)), np.ones((10, 10, 3))) + rng.normal(0, 2, (180, 320, 1)),
        0,
        255,
    )
    warm = np.clip(grey * (1.0, 0.8, 0.5), 0, 255)
    assert picture.white_balance(grey.astype(np.uint8)).cast < 2
    found = picture.white_balance(warm.astype(np.uint8))
    assert found.cast > 20
    assert found.kelvin < 4500


def test_white_lettering_does_not_hide_a_cast() -> None:
    """A label laid over the picture is white and its rims are grey, whatever the lamp."""
    rng = np.random.default_rng(5)
    room = np.kron(rng.integers(40, 220, (18, 32, 1)), np.ones((40, 40, 1))) + rng.normal(
        0, 2, (720, 1280, 1)
    )
    warm = np.clip(room * (1.0, 0.8, 0.5), 0, 255).astype(np.uint8)
    label = Pillow.new("L", (1280, 720))
    ImageDraw.Draw(label).text((20, 20), "FRESH FROM THE ORCHARD", fill=255, font_size=64)
    share = np.asarray(label)[..., None] / 255
    lettered = (warm * (1 - share) + 255 * share).astype(np.uint8)
    assert picture.measure_frame(warm).cast > 15
    assert picture.measure_frame(lettered).cast > 15
    assert picture.white_balance(lettered[::4, ::4]).cast < 15, "control: without leaving it out it would"


def test_grain_is_measured_in_levels() -> None:
    rng = np.random.default_rng(6)
    for sigma in (2.0, 8.0):
        plain = (128 + rng.normal(0, sigma, (320, 480))).astype(np.float32)
        assert picture.noise_level(plain) == pytest.approx(sigma, rel=0.15)

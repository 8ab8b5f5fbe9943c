"""What only the full size runs (`ONAIR_FULL=1`, `make nightly`), and what stands for it in every run."""

FULL = {
    "browser/test_staged_replay.py::": "real/test_truth.py holds the numbers of the same logs, browser/test_console_real.py a show on air",
    "api/test_two_tenants.py::test_no_id_of_another_team_opens_anything[operator": "the owner and a key with every scope attack",
    "api/test_two_tenants.py::test_no_id_of_another_team_opens_anything[auditor": "the owner and a key with every scope attack",
    "techcheck/test_planted.py::test_a_planted_fault_is_found_and_nothing_else[clip]": "test_clipping.py",
    "techcheck/test_planted.py::test_a_planted_fault_is_found_and_nothing_else[silence]": "test_loudness.py",
    "techcheck/test_planted.py::test_a_planted_fault_is_found_and_nothing_else[cast]": "test_colour_card.py",
    "techcheck/test_planted.py::test_a_planted_fault_is_found_and_nothing_else[halved]": "freeze, black and blur are planted",
    "techcheck/test_planted.py::test_control_a_clean_clip_has_no_finding[brick": "another clean clip is measured",
    "techcheck/test_planted_more.py::test_a_50_hz_lamp_flickers_at_30_fps[2]": "the other lamp",
    "techcheck/test_planted_more.py::test_a_clap_tells_how_far_sound_and_picture_are_apart[0]": "the two that are apart",
    "techcheck/test_planted_more.py::test_hum_of_the_mains_is_named[60]": "50 Hz is named",
    "browser/test_techcheck_page.py::test_a_colour_card_on_a_narrow_screen": "before/techcheck/test_colour_card.py",
    "browser/test_library_page.py::test_a_persona_is_written_and_says_who_fits[en": "the same in Chinese",
    "browser/test_library_page.py::test_a_persona_is_to_read_only_for_who_may_not_write_it[en": "the same in Chinese",
    "browser/test_rundown_page.py::test_a_rundown_is_edited_by_keyboard[en": "the same in Chinese",
}  # fmt: skip
"""The end of a file's name with the beginning of a test's → what stands for it."""


def reason(node: str) -> str | None:
    """Why this test is left out of a run that is not of full size; None = it runs."""
    return next((why for part, why in FULL.items() if part in node), None)

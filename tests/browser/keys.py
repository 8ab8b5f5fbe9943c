"""Somebody with a keyboard only: Tab to a thing, then type, Enter or arrows. Nothing here clicks or focuses by script."""

from pathlib import Path

from console_browser import until
from playwright.sync_api import FileChooser, Locator, Page, expect

OPENED_MAX = 5
TABS_MAX = 260
"""Past this many presses a thing counts as not reachable."""


class Keys:
    """Hands on the keyboard of one page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._choosers: list[FileChooser] = []
        page.on(
            "filechooser",
            lambda chooser: self._choosers.append(chooser),  # noqa: PLW0108 (a builtin cannot be registered)
        )  # from now on, not from the press on

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def to(self, thing: Locator) -> Locator:
        """Tab until it has the focus. Fails when it cannot be reached."""
        expect(thing).to_be_visible()
        for _ in range(TABS_MAX):
            if thing.evaluate("node => node === document.activeElement"):
                return thing
            self.page.keyboard.press("Tab")
        raise AssertionError(f"not reachable by Tab: {thing}")

    def hit(self, thing: Locator) -> None:
        """As with a click: Tab there, Enter."""
        expect(thing).to_be_enabled()
        self.to(thing)
        self.press("Enter")

    def write(self, field: Locator, text: str) -> None:
        """In place of what stands in it."""
        self.to(field)
        self.press("Control+a")
        self.page.keyboard.insert_text(text)

    def choose(self, field: Locator, text: str) -> None:
        """One of the options of a list: opened, gone down to, taken."""
        option = self.page.locator(".el-select-dropdown__item:visible").filter(has_text=text).first
        for _ in range(OPENED_MAX):  # a list that was drawn anew under the hand is opened again
            self.to(field)
            self.press("ArrowDown")
            try:
                expect(option).to_be_visible(timeout=3_000)
                break
            except AssertionError:
                continue
        chosen = self.page.locator(".el-select-dropdown__item.is-hovering:visible")
        for _ in range(40):
            self.press("ArrowDown")
            if chosen.count() and text in (chosen.first.text_content() or ""):
                self.press("Enter")
                return
        raise AssertionError(f"no option {text} by arrow keys")

    def attach(self, button: Locator, file: Path) -> None:
        """The button that opens the system's own chooser."""
        self.to(button)
        self.press("Enter")
        until(self.page, lambda: self._choosers, "Enter opens a chooser")
        self._choosers.pop().set_files(file)

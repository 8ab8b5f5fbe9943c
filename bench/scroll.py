"""5,000 comments in the live column, scrolled by wheel in a real Chromium: how long a frame takes.

    python -m bench.scroll [rounds]

Frames are what requestAnimationFrame says while a wheel gesture goes up and down through the list and ten comments a
second come in. In turn with it a bare page is measured: the same number of rows of one height, the same window of rows
in the page, no framework, nothing live. What that page cannot reach, nothing on this machine can: the limit.
"""

import statistics
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.rounds import Figure, alternate, report

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "browser"))
from console_browser import chromium
from made_browser import looking
from made_radar import radar
from made_server import Stage
from made_show import NOW, SHOW, comments, delta, snapshot
from playwright.sync_api import Browser, Page

from onair.during.broadcast.frames import CommentRow

COMMENTS = 5_000
PIXELS, PIXELS_S = 9_000, 3_000
COME_EVERY_S = 0.1
HITCH_MS = 50.0
RECORD = """() => { const seen = window.seen = []; let last = 0, on = true; window.stop = () => { on = false; return seen };
  const frame = now => { if (last) seen.push(now - last); last = now; if (on) requestAnimationFrame(frame) }; requestAnimationFrame(frame) }"""
BARE = """<!doctype html><meta charset="utf-8"><style>body{margin:0;font:13px/20px sans-serif}#box{width:340px;height:620px;overflow-y:auto}
#all{position:relative;height:TALLpx}#seen{position:absolute;inset:0 0 auto}#seen div{height:57px;overflow:hidden}</style>
<div id="box"><div id="all"><div id="seen"></div></div></div><script>
const rows=Array.from({length:COUNT},(_,i)=>'第 '+i+' 条评论：这款锅电磁炉能用吗'),box=document.getElementById('box'),seen=document.getElementById('seen');
let from=-1;function draw(){const first=Math.max(0,Math.floor(box.scrollTop/57)-6);if(first===from)return;from=first;
const last=Math.min(rows.length,first+Math.ceil(620/57)+12);seen.style.transform='translateY('+first*57+'px)';
seen.replaceChildren(...rows.slice(first,last).map(t=>{const d=document.createElement('div');d.textContent=t;return d}))}
box.addEventListener('scroll',draw,{passive:true});draw();box.scrollTop=1e9</script>"""


def frames(page: Page, box: str) -> list[float]:
    """Milliseconds between the frames of one way up and back."""
    place = page.locator(box).bounding_box()
    assert place is not None
    wheel = page.context.new_cdp_session(page)
    page.evaluate(RECORD)
    for way in (1, -1):
        wheel.send(
            "Input.synthesizeScrollGesture",
            {
                "x": place["x"] + place["width"] / 2, "y": place["y"] + place["height"] / 2, "yDistance": way * PIXELS,
                "speed": PIXELS_S, "gestureSourceType": "mouse", "preventFling": True,
            },
        )  # fmt: skip
    found: list[float] = page.evaluate("() => window.stop()")
    wheel.detach()
    return found


@contextmanager
def coming(stage: Stage) -> Iterator[None]:
    over = threading.Event()

    def push() -> None:
        n = 0
        while not over.wait(COME_EVERY_S):
            n += 1
            row = CommentRow(f"new/{n}", NOW + n, f"刚来的第 {n} 条，多少钱", "示例观众", intent="price")
            stage.push(delta(comments=[row], comment_total=COMMENTS + n))

    thread = threading.Thread(target=push)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def p95(values: list[float]) -> float:
    return sorted(values)[int(0.95 * len(values))]


def measured(browser: Browser, rounds: int) -> list[Figure]:
    kept: dict[str, list[float]] = {"column": [], "bare": []}
    stage = Stage(snapshot(comments=comments(COMMENTS), comment_total=COMMENTS, panels={"radar": radar()}))
    with looking(browser, stage, f"/#/live/{SHOW}") as on:
        on.page.locator(".rows article").first.wait_for()
        on.page.keyboard.press("v")
        on.page.locator(f"[aria-setsize='{COMMENTS}']").first.wait_for()
        bare = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
        bare.set_content(BARE.replace("COUNT", str(COMMENTS)).replace("TALL", str(57 * COMMENTS)))

        def column() -> float:
            on.page.bring_to_front()
            with coming(stage):
                found = frames(on.page, ".box")
            kept["column"] += found
            return p95(found)

        def control() -> float:
            bare.bring_to_front()
            found = frames(bare, "#box")
            kept["bare"] += found
            return p95(found)

        alternate(rounds, {"column": column, "bare": control})
        drawn = on.page.locator(".box [role=article]").count()
        heard = len(on.heard)
    ours, theirs = kept["column"], kept["bare"]
    ratio = p95(ours) / p95(theirs)
    return [
        Figure("bare page: frame, median", statistics.median(theirs), "ms"),
        Figure(f"bare page: frame, p95 (n {len(theirs)}): the machine's limit", p95(theirs), "ms"),
        Figure("live column: frame, median", statistics.median(ours), "ms", "≤ 16.8", statistics.median(ours) <= 16.8),
        Figure(f"live column: frame, p95 (n {len(ours)})", p95(ours), "ms"),
        Figure("live column ÷ bare page, p95", ratio, "", "≤ 1.05", ratio <= 1.05),
        Figure(f"live column: share of frames over {HITCH_MS:g} ms", sum(one > HITCH_MS for one in ours) / len(ours), ""),
        Figure(f"bare page: share of frames over {HITCH_MS:g} ms", sum(one > HITCH_MS for one in theirs) / len(theirs), ""),
        Figure("rows in the page", drawn, "", "≤ 60", drawn <= 60),
        Figure("complaints of the page", heard, "", "0", heard == 0),
    ]  # fmt: skip


def main() -> int:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    with chromium() as browser:
        figures = measured(browser, rounds)
    report(f"{COMMENTS:,} comments in the live column, {rounds} times up and down by wheel", figures)
    return 0 if all(figure.met is not False for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())

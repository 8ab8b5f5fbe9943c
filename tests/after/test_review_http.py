"""The review over its routes: same body on air and after, named rows, bands, files, refusals."""

import asyncio
import csv
import io
import zipfile

import openpyxl
import pyarrow.parquet
import pytest
from tests.after.desk import START, desk

from onair.events.model import Comment, Slot
from onair.metrics.catalog import catalog
from onair.metrics.numbers import DIMENSIONS
from onair.rehearsal.simulator.shop import CHANNELS, GOODS

DAY = 86_400_000


def without_moment(body):
    """On air the moment is the newest clock; after the end it may be the end itself."""
    return {name: value for name, value in body.items() if name != "as_of"}


async def test_the_body_is_the_same_on_air_and_after(tmp_path, monkeypatch):
    monkeypatch.setattr("onair.after.review.joining.LEAST", 0)  # a small show: every moment counts
    async with desk(tmp_path) as d:
        view, truth = await d.on_air(ended_at=START + 40 * 60_000)
        questions = [
            f"/api/v1/shows/{view.id}/numbers",
            *(f"/api/v1/shows/{view.id}/numbers?by={by}" for by in DIMENSIONS),
        ]
        live = [without_moment(await d.body(question)) for question in questions]
        told = await d.body(f"/api/v1/shows/{view.id}/review")
        d.end(view, truth.end)
        await asyncio.sleep(0.1)
        after = [without_moment(await d.body(question)) for question in questions]
        assert live == after
        again = await d.body(f"/api/v1/shows/{view.id}/review")
        for part in ("track", "retention", "joined", "drops", "peaks"):
            assert told[part] == again[part], part
        assert told["retention"]["all"]
        assert told["joined"]
        assert live[0]["metrics"]["gmv"]["value"] == truth.totals.gmv
        assert all(body["rows"] for body in after[1:])


async def test_a_link_to_the_wall_gets_people_and_channels_of_its_show_and_nothing_else(tmp_path):
    async with desk(tmp_path) as d:
        view, _ = await d.on_air()
        whole = await d.body(f"/api/v1/shows/{view.id}/numbers?by=channel")
        body = (await d.client.get(f"/api/v1/view/wall.{view.id}/numbers")).json()
        assert body["funnels"]["core"] == whole["funnels"]["core"]
        assert set(body["metrics"]) == {"view_pv"}
        views = {row["key"]: row["metrics"]["view_pv"]["value"] for row in whole["rows"]}
        assert {row["key"]: row["metrics"]["view_pv"]["value"] for row in body["rows"]} == views
        assert sum(views.values()) > 0
        assert all(set(row["metrics"]) == {"view_pv"} for row in body["rows"]), (
            "no money by channel on a link"
        )
        for other in ("prompter", "overlay"):
            assert (await d.client.get(f"/api/v1/view/{other}.{view.id}/numbers")).status_code == 403


async def test_rows_have_names_and_groups(tmp_path):
    async with desk(tmp_path) as d:
        view, _ = await d.past()
        path = f"/api/v1/shows/{view.id}/numbers?by="
        products = {row["key"]: row for row in (await d.body(path + "product"))["rows"]}
        assert products[GOODS[0].id]["label"] == GOODS[0].title
        assert products[GOODS[0].id]["group"] == "hero"
        groups = {row["key"]: row["group"] for row in (await d.body(path + "channel"))["rows"]}
        assert groups["关注"] == "private"
        assert groups["千川PC版"] == "paid"
        assert set(groups) - {None} <= {channel.name for channel in CHANNELS}
        slots = (await d.body(path + "slot"))["rows"]
        assert {row["group"] for row in slots} >= {"opening", "talk", "closing"}
        assert all(row["label"] for row in slots)


async def test_only_what_was_asked_for_is_computed(tmp_path):
    async with desk(tmp_path) as d:
        view, _ = await d.past()
        body = await d.body(f"/api/v1/shows/{view.id}/numbers?by=product&metrics=gmv,view_uv")
        assert set(body["metrics"]) == {"gmv", "view_uv"}


REFUSED = {
    "numbers?by=colour": "unknown_dimension",
    "numbers?metrics=gmv,fame": "unknown_metric",
    "export?format=pdf": "unknown_format",
    "export?format=csv&sheet=secrets": "unknown_sheet",
    "compare": "compare_with_missing",
}


async def test_wrong_questions_are_refused_in_both_languages(tmp_path):
    async with desk(tmp_path) as d:
        view = d.rig.show(room=d.room, started_at=START)
        for question, code in REFUSED.items():
            details = set()
            for lang in ("zh", "en"):
                answer = await d.get(f"/api/v1/shows/{view.id}/{question}", lang=lang)
                assert (answer.status_code, answer.json()["code"]) == (400, code)
                details.add(answer.json()["detail"])
            assert len(details) == 2


async def test_other_teams_see_nothing(tmp_path):
    async with desk(tmp_path) as d:
        view, _ = await d.past()
        assert (await d.get("/api/v1/shows/shw%00_x/numbers")).status_code == 404
        for route in ("numbers", "review", "export", "export?format=parquet", "compare?with=x"):
            assert (await d.get(f"/api/v1/shows/{view.id}/{route}", who="other")).status_code == 404
            assert (await d.get(f"/api/v1/shows/{view.id}/{route}", who="nobody")).status_code == 401


async def test_the_review_tells_what_was_on(tmp_path):
    async with desk(tmp_path) as d:
        view, truth = await d.past()
        body = await d.body(f"/api/v1/shows/{view.id}/review")
        assert body["show"]["id"] == view.id
        assert body["live"] is False
        assert body["show"]["origin"] == "rehearsal"
        assert sum(n for source in body["sources"] for n in source["events"].values()) == sum(
            truth.events.values()
        )
        assert {mark["kind"] for mark in body["track"]} >= {"slot", "host", "action", "note"}
        assert any(mark["label"] == GOODS[0].title for mark in body["track"] if mark["kind"] == "action")
        for peak in body["peaks"]:
            assert truth.start <= peak["minute"] <= truth.end
            assert any(mark["kind"] == "slot" for mark in peak["on"])
        minutes = sum(
            mark["end"] - mark["at"]
            for mark in body["track"]
            if mark["kind"] == "slot" and mark.get("product")
        )
        assert sum(body["talk_s"].values()) == pytest.approx(minutes / 1000, abs=20)
        five = next(point for point in body["retention"]["all"] if point["minute"] == 5)
        known = body["numbers"]["metrics"]["retention_5"]
        assert (five["still"], five["came"]) == (known["numerator"], known["denominator"])
        assert five["share"] == known["value"]
        assert [one["share"] for one in body["retention"]["all"]] == sorted(
            (one["share"] for one in body["retention"]["all"]), reverse=True
        )
        assert all(one["kind"] != "slot" or one["label"] for one in body["joined"])
        assert body["corrections"]["corrected"] == 0
        assert body["numbers"]["rows"] == []


async def test_a_review_on_air_says_that_it_moves(tmp_path):
    async with desk(tmp_path) as d:
        view, truth = await d.on_air()
        body = await d.body(f"/api/v1/shows/{view.id}/review")
        assert body["live"] is True
        assert body["numbers"]["metrics"]["order_paid"]["value"] == truth.totals.paid
        assert [source["source"] for source in body["sources"]]


async def test_bands_come_from_the_rooms_own_past(tmp_path):
    async with desk(tmp_path) as d:
        gmv = []
        for seed in range(2, 8):
            _, truth = await d.past(START - seed * DAY, seed)
            gmv.append(truth.totals.gmv)
        await d.past(START - 9 * DAY, 9, origin="import")
        await d.past(START - 10 * DAY, 10, note="replay:x@60")
        await d.past(START - 11 * DAY, 11, currency="USD")
        view, _ = await d.past()
        body = await d.body(f"/api/v1/shows/{view.id}/review")
        band = body["baseline"]["gmv"]
        assert (band["n"], band["state"]) == (6, "ok")
        assert min(gmv) <= band["p10"] <= band["p50"] <= band["p90"] <= max(gmv)
        assert len(body["baseline_shows"]) == 6
        assert body["baseline_series"]["online"][10][4] == 6
        first = await d.past(START - 20 * DAY, 20)
        alone = await d.body(f"/api/v1/shows/{first[0].id}/review")
        assert alone["baseline"] == {}


async def test_late_events_reach_a_review_that_was_read_before(tmp_path):
    async with desk(tmp_path) as d:
        view, truth = await d.past()
        path = f"/api/v1/shows/{view.id}/review"
        before = await d.body(path)
        late = Comment(id="late", source="sim:room", at=truth.end - 1000, user="u", text="迟到的一句")
        owner = await d.rig.hub.owner(view.id)
        await owner.ingest([late], truth.end + 80 * 3_600_000)
        after = await d.body(path)
        pv = [body["numbers"]["metrics"]["comment_pv"] for body in (before, after)]
        assert pv[1]["value"] == pv[0]["value"] + 1
        assert (pv[0]["state"], pv[1]["state"]) == ("ok", "late")
        assert (before["corrections"]["added"], after["corrections"]["added"]) == (0, 1)
        assert after["corrections"]["late"] > before["corrections"]["late"]


async def test_xlsx_holds_every_sheet_and_computes_nothing(tmp_path):
    async with desk(tmp_path) as d:
        evil = Slot(
            id="evil", source="sim:room/crew", at=START + 1000, slot="x", phase="start", label="=HYPERLINK(1)"
        )
        view, truth = await d.past(more=[evil], title="=cmd()")
        answer = await d.get(f"/api/v1/shows/{view.id}/export?format=xlsx")
        assert answer.status_code == 200
        assert "attachment" in answer.headers["content-disposition"]
        book = openpyxl.load_workbook(io.BytesIO(answer.content))
        assert book.sheetnames == [
            "说明",
            "指标",
            "分时",
            "商品",
            "流量来源",
            "新老用户",
            "主播",
            "流程",
            "漏斗",
            "停留曲线",
            "关注与入群",
            "峰谷",
            "本间常态",
            "事件轨",
            "来源",
            "口径",
        ]
        for sheet in book:
            for row in sheet.iter_rows():
                for cell in row:
                    assert cell.data_type != "f", (sheet.title, cell.coordinate, cell.value)
        numbers = {row[0]: row for row in book["指标"].iter_rows(min_row=2, values_only=True)}
        assert set(numbers) == set(catalog())
        assert numbers["gmv"][2] == pytest.approx(truth.totals.gmv / 100)
        headers = [cell.value for cell in book["商品"][1]]
        place = next(i for i, name in enumerate(headers) if name.startswith("直播间成交金额"))
        goods = [row[place] for row in book["商品"].iter_rows(min_row=2, values_only=True)]
        total = sum(value for value in goods if value != "—")
        assert total == pytest.approx(truth.totals.gmv / 100)
        assert numbers["spend_live"][4] == "完整"
        assert any(row[2] == "—" for row in numbers.values())
        assert {numbers["gmv"][3], numbers["view_uv"][3], numbers["gpm"][3]} == {"CNY", "人", "CNY/千次"}
        assert {row[0] for row in book["新老用户"].iter_rows(min_row=2, values_only=True)} == {"—"}
        assert not {"recommend", "video", "talk"} & {
            cell.value for sheet in book for row in sheet for cell in row
        }
        about = dict(book["说明"].iter_rows(min_row=2, values_only=True))
        assert about["场次"] == "=cmd()"
        assert "演练数据" in about["性质"]


def zip_text(bundle, name):
    return bundle.read(name).decode("utf-8-sig")


async def test_csv_is_one_sheet_or_a_bundle(tmp_path):
    async with desk(tmp_path) as d:
        view, truth = await d.past(title="=1+1")
        bundle = zipfile.ZipFile(
            io.BytesIO((await d.get(f"/api/v1/shows/{view.id}/export?format=csv")).content)
        )
        assert "numbers.csv" in bundle.namelist()
        assert len(bundle.namelist()) == 16
        one = await d.get(f"/api/v1/shows/{view.id}/export?format=csv&sheet=channels", lang="en")
        assert one.headers["content-type"].startswith("text/csv")
        rows = list(csv.DictReader(io.StringIO(one.content.decode("utf-8-sig"))))
        views = next(name for name in rows[0] if name.startswith("Views"))
        assert sum(int(row[views] or 0) for row in rows) == truth.totals.views
        steps = csv.DictReader(io.StringIO(zip_text(bundle, "funnels.csv")))
        views = [row for row in steps if row["阶段"] == "观看" and row["漏斗"] == "观看 → 付款"]
        whole, *parts = [int(row["人数"] or 0) for row in views if row["按"] in ("全场", "新老用户")]
        assert 0 < sum(parts) == whole
        about = await d.get(f"/api/v1/shows/{view.id}/export?format=csv&sheet=about")
        assert '"\'=1+1"' in about.content.decode("utf-8-sig")


async def test_parquet_holds_every_event_with_masked_text(tmp_path):
    async with desk(tmp_path) as d:
        said = Comment(
            id="p", source="sim:room", at=START + 5000, user="u", nick="阿木", text="电话13000000000"
        )
        view, truth = await d.past(more=[said])
        answer = await d.get(f"/api/v1/shows/{view.id}/export?format=parquet")
        table = pyarrow.parquet.read_table(io.BytesIO(answer.content))
        assert table.num_rows == sum(truth.events.values()) + 1, d.rig.log.end(view.id)
        texts = [text for text in table["text"].to_pylist() if text]
        assert "电话***" in texts
        assert not any("13000000000" in text for text in texts)
        users = {user for user in table["user"].to_pylist() if user}
        assert all(user.startswith("sim:") and len(user) == 36 for user in users)


async def test_nothing_is_left_in_the_temporary_folder(tmp_path, monkeypatch):
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    async with desk(tmp_path) as d:
        view, _ = await d.past()
        await d.get(f"/api/v1/shows/{view.id}/export?format=xlsx")
        await d.get("/api/v1/shows/shw_none/export?format=xlsx")
        assert list(folder.iterdir()) == []


async def test_two_shows_side_by_side(tmp_path):
    async with desk(tmp_path) as d:
        a, one = await d.past(START - DAY, 2)
        b, other = await d.past()
        body = await d.body(f"/api/v1/shows/{a.id}/compare?with={b.id}")
        pairs = {pair["metric"]: pair for pair in body["items"]}
        assert pairs["gmv"]["change"] == other.totals.gmv - one.totals.gmv
        assert pairs["expo_uv"]["differs"] == "missing"


async def test_unlike_shows_are_refused_or_named(tmp_path):
    async with desk(tmp_path) as d:
        a, _ = await d.past()
        real, _ = await d.past(START - DAY, 2, origin="import")
        dollars, _ = await d.past(START - 2 * DAY, 3, currency="USD")
        refused = await d.get(f"/api/v1/shows/{a.id}/compare?with={real.id}")
        assert (refused.status_code, refused.json()["code"]) == (409, "not_comparable")
        assert refused.json()["data"]["field"] == "origin"
        pairs = {
            p["metric"]: p for p in (await d.body(f"/api/v1/shows/{a.id}/compare?with={dollars.id}"))["items"]
        }
        assert (pairs["gmv"]["change"], pairs["gmv"]["differs"]) == (None, "currency")
        assert pairs["order_paid"]["differs"] is None
        running, _ = await d.on_air(START - 3 * DAY, 4)
        open_ = (await d.body(f"/api/v1/shows/{a.id}/compare?with={running.id}"))["items"]
        assert {(p["change"], p["differs"]) for p in open_} <= {(None, "window"), (None, "missing")}


async def test_the_dictionary_is_in_both_languages(tmp_path):
    async with desk(tmp_path) as d:
        items = {item["id"]: item for item in (await d.body("/api/v1/metrics"))["items"]}
        assert set(items) == set(catalog())
        assert items["gmv"]["zh"] != items["gmv"]["en"]
        assert set(items["gmv"]["numerator"]) == {"zh", "en"}


async def test_the_end_of_a_show_archives_it(tmp_path):
    async with desk(tmp_path) as d:
        view, truth = await d.on_air()
        assert d.rig.lake.manifest(view.tenant, view.id) is None
        d.reviews.on_show_changed(view)
        d.reviews.on_show_changed(d.end(view, truth.end))
        d.reviews.close()
        manifest = d.rig.lake.manifest(view.tenant, view.id)
        assert manifest is not None
        assert manifest.end == d.rig.log.end(view.id)
        assert (tmp_path / "cache" / view.tenant / f"{view.id}.json").is_file()

"""`limit` of GET numbers: so many products, those that earned most, and how many more there are."""

import pytest
from tests.after.desk import START, desk


async def test_limit_cuts_products_only_and_says_how_many_more(tmp_path):
    async with desk(tmp_path) as d:
        view, _ = await d.past()
        path = f"/api/v1/shows/{view.id}/numbers?by="
        whole = await d.body(path + "product")
        assert len(whole["rows"]) > 3
        assert whole["more"] == 0
        for most in (1, 3):
            cut = await d.body(f"{path}product&limit={most}")
            earning = sorted(whole["rows"], key=lambda row: row["metrics"]["gmv"]["value"] or 0, reverse=True)
            assert [row["key"] for row in cut["rows"]] == sorted(row["key"] for row in earning[:most])
            assert all(row in whole["rows"] for row in cut["rows"])
            assert cut["more"] == len(whole["rows"]) - most
            assert cut["metrics"] == whole["metrics"], "the totals are of all"
        assert await d.body(f"{path}product&limit=10000") == whole
        assert len((await d.body(f"{path}minute&limit=1"))["rows"]) > 1


@pytest.mark.parametrize("limit", ["0", "10001", "-1", "1.5", "x", "", "٣", "999999999999"])
async def test_a_limit_that_is_none_is_refused(tmp_path, limit):
    async with desk(tmp_path) as d:
        view = d.rig.show(room=d.room, started_at=START)
        answer = await d.get(f"/api/v1/shows/{view.id}/numbers?by=product&limit={limit}", lang="en")
        assert (answer.status_code, answer.json()["code"]) == (400, "bad_limit")
        assert "10000" in answer.json()["detail"]

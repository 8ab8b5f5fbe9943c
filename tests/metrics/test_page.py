"""The published dictionary is the one in the code."""

from pathlib import Path

from onair.metrics.catalog import CATALOG, catalog
from onair.metrics.page import render

PAGE = Path(__file__).parents[2] / "docs" / "metrics.md"


def test_the_page_is_what_the_catalog_says():
    assert PAGE.read_text(encoding="utf-8") == render(), "run: python -m onair.metrics.page docs/metrics.md"


def test_every_entry_speaks_both_languages_and_names_its_parts():
    assert catalog() is CATALOG
    for metric in CATALOG.values():
        assert metric.zh and metric.en and metric.numerator.zh and metric.numerator.en, metric.id
        assert bool(metric.note.zh) == bool(metric.note.en), metric.id
        assert metric.example.by in metric.grain, metric.id
        if metric.unit == "ratio":
            assert metric.denominator is not None, metric.id
        if metric.additive and metric.id != "channel_share":
            assert metric.unit != "people" and metric.denominator is None, metric.id


def test_ids_are_those_of_the_reference():
    wanted = """expo_pv expo_uv view_pv view_uv online acu pcu pcu_acu watch_s stay_viewer stay_view comment_pv like_pv
    share_pv interact_uv interact_rate_uv fans_new fans_lost follow_rate club_new gift_units gift_value prod_expo_pv
    prod_expo_uv prod_click_pv prod_click_uv cart_pv cart_uv order_created order_paid order_unpaid pay_uv items_paid gmv
    refund_amount_pay refund_amount_ref refund_rate_amount refund_rate_orders aov_buyer aov_order price_item
    items_per_buyer gpm show_gpm prod_gpm uv_value opm gmv_per_hour deal_density channel_share natural_share"""
    assert set(wanted.split()) <= set(CATALOG)

"""平台数据: exports of the platforms, kept for ever, beside what was measured; unlike numbers never on one line."""

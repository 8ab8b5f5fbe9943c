"""平台数据: what platforms state of a show beside what was measured here, with the reason why they differ."""

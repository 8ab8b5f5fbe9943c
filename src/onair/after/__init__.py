"""直播后: what a show has taught."""

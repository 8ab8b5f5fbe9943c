"""直播中: a show while it is on air."""

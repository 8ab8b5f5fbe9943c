"""复盘: the same numbers after the show as on air, against the room's own past, and as files."""

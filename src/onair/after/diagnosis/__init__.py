"""诊断: which link of the chain moved the money against the room's own past, why, and the one thing to change."""

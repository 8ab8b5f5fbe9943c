"""Emergency cards: what to do in the first seconds, by whom, what the server does by itself, and what came of it."""

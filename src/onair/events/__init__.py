"""事件: every event type, its codec, its identity. Past tense, frozen, never edited."""

"""发送 — outbox, idempotency, caps, tracked links, contact vault."""

"""The owner of a running show: one writer, one fold, one stream (docs: ARCHITECTURE.md, the way of the data)."""

"""OnAir 事件: the project's own NDJSON, CSV and Parquet."""

from onair.connectors.onair_events.translate import OnairEvents

importer = OnairEvents()

"""存储: the relational store, the durable event log, the lake of sealed shows, backups.

The only room that knows which engine runs: SQLite or PostgreSQL below, DuckDB on Parquet beside.
"""

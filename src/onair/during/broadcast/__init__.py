"""The owner of a running show: dedupe, log, ack, fold, frames."""

"""接入: the ways in for events: batches, webhooks, files."""

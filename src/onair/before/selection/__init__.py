"""选品 — scoring of the product pool."""

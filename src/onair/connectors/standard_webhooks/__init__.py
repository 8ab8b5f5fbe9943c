"""Generic webhooks: Standard Webhooks signatures around CloudEvents 1.0 bodies.

Sources: github.com/standard-webhooks/standard-webhooks (specification), github.com/cloudevents/spec (1.0.2).
`verify` and `translate` are pure; the room `during.intake` owns the wire.
"""

"""Any gateway of one's own (SMS, member messages, another tool): a webhook that we sign."""

from onair.connectors.signed_webhook.translate import SignedWebhook

sender = SignedWebhook()

"""What the law asks before somebody is written to: consent, caps, quiet hours. Knows no message and no address."""

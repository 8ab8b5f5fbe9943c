"""Offers 优惠: what is sold on air under terms that never change, and a ledger that cannot oversell."""

"""Offers before they are published: drafts, what the law and the shop's own floor say of them, when they go out."""

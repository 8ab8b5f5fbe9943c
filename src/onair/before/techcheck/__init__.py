"""技术筹备 — measuring picture, sound and network."""

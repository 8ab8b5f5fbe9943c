"""OnAir 播控: prepare, run and review e-commerce live shows."""

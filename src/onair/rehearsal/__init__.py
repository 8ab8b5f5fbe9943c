"""演练: the simulator, replay of any show, and the demo."""

"""What is known about goods beyond their card: prices over time, supply, papers, signals of past shows."""

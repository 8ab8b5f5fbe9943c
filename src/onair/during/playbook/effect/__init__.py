"""Did it help? What an action changed, with an interval, n and the kind of comparison (docs/algorithms/effect.md)."""

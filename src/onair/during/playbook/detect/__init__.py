"""Detectors of change. Pure: one value a tick in, a finding or nothing out (docs/algorithms/detection.md)."""

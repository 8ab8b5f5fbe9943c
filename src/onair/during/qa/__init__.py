"""Answers prepared for the questions of viewers: written, approved, matched to what is asked, given on air."""

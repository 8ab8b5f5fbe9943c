"""贴片: transparent pages in the picture of the show. Their words are typed, their numbers come from the ledger only."""

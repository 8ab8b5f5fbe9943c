"""Order and after-sales exports: what they have in common. One folder beside this one per layout."""

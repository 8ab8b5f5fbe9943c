"""地基: ids, money, clock, settings, errors, languages. No framework, no feature."""

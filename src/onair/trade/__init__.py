"""人货场: goods, hosts, rooms and shows, and what travels between phases."""

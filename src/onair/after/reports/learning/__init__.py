"""认表: a table that no layout knows is taught once; files with the same headers then go through by themselves."""

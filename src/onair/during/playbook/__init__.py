"""场控预案 What changed in a running show, what the house rules propose, and whether it helped."""

"""What a comment wants, whether it speaks badly, whether somebody should look at it, and what it names. Pure."""

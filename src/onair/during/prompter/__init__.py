"""What passes between the host's screen and the control desk: whispers and their ack, cues and how soon they were done."""

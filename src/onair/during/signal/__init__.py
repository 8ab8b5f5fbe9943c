"""What encoder, relay and probe say of a stream: one state for each output, incidents with a guess at their cause."""

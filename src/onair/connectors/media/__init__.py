"""Media programs and live inputs: ffmpeg run within limits, addresses judged where they are dialled."""

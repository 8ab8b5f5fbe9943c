"""The live picture and sound, looked at by ffmpeg as a program of its own."""

from onair.connectors.stream_probe.source import StreamProbe

signal = StreamProbe()

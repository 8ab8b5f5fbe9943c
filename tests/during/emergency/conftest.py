import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))  # ward.py
sys.path.insert(
    0, str(Path(__file__).parents[1] / "signal")
)  # its studio with a room, a show on air and an OBS
sys.path.insert(0, str(Path(__file__).parents[2] / "before" / "techcheck"))  # its nginx-rtmp

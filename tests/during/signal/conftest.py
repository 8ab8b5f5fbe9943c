import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))  # studio.py and planted.py are shared with bench/
sys.path.insert(0, str(Path(__file__).parents[2] / "before" / "techcheck"))  # its nginx-rtmp

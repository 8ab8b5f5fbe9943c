import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))  # told_comments.py, radar_stage.py
sys.path.insert(0, str(Path(__file__).parents[1]))  # stage.py

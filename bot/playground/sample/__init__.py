"""The sample world of the demo: files as a customer would have them, and `world.toml`."""

from pathlib import Path

FOLDER = Path(__file__).parent

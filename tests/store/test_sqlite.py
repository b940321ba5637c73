"""What a process does not need is not loaded into it."""

import subprocess
import sys


def test_the_bot_starts_without_what_only_pictures_and_workbooks_need() -> None:
    loaded = "import bot.slack, bot.teams, bot.wiring, sys; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", loaded], capture_output=True, text=True, check=True
    )
    modules = {name.partition(".")[0] for name in done.stdout.split()}
    assert modules & {"numpy", "matplotlib", "openpyxl", "pandas"} == set()

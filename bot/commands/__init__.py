"""One command of the command line a module; `bot/cli.py` lists them."""

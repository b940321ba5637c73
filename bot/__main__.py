"""`python -m bot …`, the same as `hardline …`."""

from bot.cli import main

main()

"""`python -m bot …`, the same as `hardline …`."""

from .cli import main

main()

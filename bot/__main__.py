"""`python -m bot …`, the same as `hardline …`."""

from .cli import main

if __name__ == "__main__":  # a process that builds a list imports this module, too
    main()

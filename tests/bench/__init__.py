"""How fast: figures kept as ratios, each measured beside its baseline in one run on one machine.

`python -m tests.bench`, or with the names of some sections: `python -m tests.bench start`.
"""

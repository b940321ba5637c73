"""A broadcast to many on both platforms, which throttle as the real ones do."""

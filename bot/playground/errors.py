"""What both simulated clients raise."""


class NotThere(AssertionError):
    """The person tried something that their client doesn't offer."""

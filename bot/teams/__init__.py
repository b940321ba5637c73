"""Microsoft Teams: the only place that knows activities, Adaptive Cards and the Bot Connector."""

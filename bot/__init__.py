"""The process edge: the only place that knows Slack, Teams, HTTP, environment and clock."""

"""The command line; a command's module is imported when it is used, so each one starts fast."""

from importlib import import_module

import click

COMMANDS = {
    "ask": "bot.commands.ask:ask",
    "audit": "bot.commands.audit:audit",
    "backup": "bot.commands.database:backup",
    "bench": "bot.commands.bench:bench",
    "case": "bot.commands.case:case",
    "demo": "bot.commands.demo:demo",
    "document": "bot.commands.document:document",
    "edition": "bot.commands.edition:edition",
    "import": "bot.commands.import_:import_",
    "manifest": "bot.commands.manifest:manifest",
    "people": "bot.commands.people:people",
    "migrate": "bot.commands.database:migrate",
    "outbox": "bot.commands.outbox:outbox_",
    "resolve": "bot.commands.resolve:resolve",
    "serve": "bot.commands.serve:serve",
}


class Lazy(click.Group):
    """A group whose commands are named by `COMMANDS` as "module:attribute"."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command = getattr(import_module(module), name)
        assert isinstance(command, click.Command)
        return command


@click.command(cls=Lazy)
def main() -> None:
    """Hardline: is this account named, who leads there, and by which rule."""

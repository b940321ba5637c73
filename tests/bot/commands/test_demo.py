"""`hardline demo`: two of them don't step on each other's toes."""

import socket
from pathlib import Path

from .conftest import Shell


def test_a_second_demo_leaves_the_first_ones_database_alone(shell: Shell, tmp_path: Path) -> None:
    database = tmp_path / "demo.db"
    database.write_text("in use")
    with socket.create_server(("127.0.0.1", 0)) as first:
        port = first.getsockname()[1]
        done = shell.run("demo", "--port", port, "--database", database)
    assert (done.exit_code, f"Port {port} is taken" in done.output) == (1, True)
    assert database.read_text() == "in use"

"""`hardline people`: who is there, who leaves, whose account is whose."""

from handlers.policy import SHIPPED

from .conftest import Shell

ADMIN = ["--as", "yuki.arai@northwind.example"]
BEN = "ben.hollis@northwind.example"


def test_everyone_is_listed_with_their_accounts(loaded: Shell) -> None:
    lines = loaded.run("people", "list").output.splitlines()
    assert "slack:TNORTHWIND/U0BENHOLLIS" in next(line for line in lines if BEN in line)


def test_who_is_removed_is_not_listed_any_more(loaded: Shell) -> None:
    done = loaded.run("people", "remove", BEN, *ADMIN)
    assert done.output == f"{BEN} is out of the directory.\n"
    assert BEN not in loaded.run("people", "list").output


def test_only_an_admin_removes(loaded: Shell) -> None:
    done = loaded.run("people", "remove", BEN, "--as", "samira.haddad@northwind.example")
    assert (done.exit_code, "Only an admin" in done.output) == (1, True)


def test_an_account_is_unlinked_and_linked(loaded: Shell) -> None:
    account = [BEN, "slack", "TNORTHWIND/U0BENHOLLIS"]
    assert "any more" in loaded.run("people", "unlink", *account, *ADMIN).output
    assert "U0BENHOLLIS (suspended)" in loaded.run("people", "list").output
    assert "is Ben Hollis's account." in loaded.run("people", "link", *account, *ADMIN).output
    assert "(suspended)" not in loaded.run("people", "list").output


def test_an_appeal_officer_who_is_not_there_is_told(loaded: Shell) -> None:
    file = loaded.database.parent / "policy.toml"
    text = SHIPPED.read_text(encoding="utf-8")
    gone = 'appeal_officer = "gone@northwind.example"'
    file.write_text(text.replace('appeal_officer = ""', gone), encoding="utf-8")
    loaded.env["HARDLINE_POLICY"] = str(file)
    assert "The policy's appeal officer, gone@" in loaded.run("people", "remove", BEN).output

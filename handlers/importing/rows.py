"""What a people file says of each person; districts and accounts are the store's own rows."""

from dataclasses import dataclass

from store.rows import Role


@dataclass(frozen=True, slots=True)
class PersonRow:
    email: str
    name: str
    role: Role
    firm: str = ""
    districts: tuple[str, ...] = ()
    manager_email: str = ""
    time_zone: str = ""
    slack_id: str = ""
    teams_id: str = ""

"""Where a form was opened is believed of the one who opened it alone."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.files import Seals
from bot.teams.origins import Origins
from handlers.request import Kind, Place, Request, Via
from store.db import Db
from store.migrations import migrate
from store.rows import Identity, Platform

PAT = Identity(Platform.TEAMS, "T", "aad-pat")
BO = Identity(Platform.TEAMS, "T", "aad-bo")
OPENED = Request(PAT, Via.BUTTON, Place("teams:19:c", Kind.CHANNEL, "17"), message="18")
SENT = Request(PAT, Via.FORM, Place("teams:a:pat", Kind.PERSONAL), message="19")


@pytest.fixture
def origins(tmp_path: Path) -> Iterator[Origins]:
    migrate(tmp_path / "a.db")
    db = Db(tmp_path / "a.db")
    yield Origins(Seals(db))
    db.close()


def test_a_form_comes_back_to_where_it_was_opened(origins: Origins) -> None:
    back = origins.restore(SENT, origins.seal(OPENED))
    assert (back.place, back.message, back.via) == (OPENED.place, "18", Via.FORM)


@pytest.mark.parametrize("token", [None, 7, "", "a.b.c", ["x"]])
def test_without_a_seal_it_stays_where_it_was_sent(origins: Origins, token: object) -> None:
    assert origins.restore(SENT, token) == SENT


def test_anothers_seal_is_not_believed(origins: Origins) -> None:
    sent = replace(SENT, who=BO)
    assert origins.restore(sent, origins.seal(OPENED)) == sent

"""Where a form was opened, kept in the form itself: sealed, since it passes through a client."""

from dataclasses import replace

from bot.files import Seals
from handlers.request import Kind, Place, Request

PURPOSE = "form"


class Origins:
    def __init__(self, seals: Seals) -> None:
        self._seals = seals

    def seal(self, request: Request) -> str:
        """For the person who asked for the form alone."""
        place = request.place
        told = {"who": str(request.who), "address": place.address, "kind": place.kind}
        told |= {"thread": place.thread, "message": request.message}
        return self._seals.seal(PURPOSE, told)

    def restore(self, request: Request, token: object) -> Request:
        """The request at the place its form was opened at; as it came if nothing proves another."""
        told = self._seals.open(PURPOSE, token) if isinstance(token, str) else None
        if told is None or told["who"] != str(request.who):
            return request
        place = Place(told["address"], Kind(told["kind"]), told["thread"])
        return replace(request, place=place, message=told["message"])

"""botbuilder's adapter with its HTTP taken out: our check has been made, our connector sends."""

from botbuilder.core import CloudAdapterBase
from botbuilder.schema import Activity, ResourceResponse
from botframework.connector.auth import BotFrameworkAuthentication, ClaimsIdentity
from botframework.connector.auth.authenticate_request_result import AuthenticateRequestResult
from botframework.connector.auth.connector_factory import ConnectorFactory

from .adaptive import encode
from .connector import Connector


class Conversations:
    """What CloudAdapterBase calls of its connector client, for what is sent within a turn."""

    def __init__(self, connector: Connector, service_url: str) -> None:
        self._connector = connector
        self._service_url = service_url

    async def send_to_conversation(
        self, conversation_id: str, activity: Activity
    ) -> ResourceResponse:
        body = encode(activity.serialize())
        made = await self._connector.post(self._service_url, conversation_id, body)
        return ResourceResponse(id=str(made.get("id") or ""))

    async def reply_to_activity(
        self, conversation_id: str, activity_id: str, activity: Activity
    ) -> ResourceResponse:
        """Teams threads by the conversation's id, so a reply is a send."""
        return await self.send_to_conversation(conversation_id, activity)


class Client:
    def __init__(self, connector: Connector, service_url: str) -> None:
        self.conversations = Conversations(connector, service_url)


class Factory(ConnectorFactory):  # type: ignore[misc]  # botbuilder is untyped
    def __init__(self, connector: Connector) -> None:
        self._connector = connector

    async def create(self, service_url: str, audience: str) -> Client:
        return Client(self._connector, service_url)


class Checked(BotFrameworkAuthentication):  # type: ignore[misc]
    """An authentication that has nothing left to do: the gate comes before the adapter."""

    def __init__(self, factory: Factory) -> None:
        self._factory = factory

    async def authenticate_request(
        self, activity: Activity, auth_header: str
    ) -> AuthenticateRequestResult:
        result = AuthenticateRequestResult()
        result.connector_factory = self._factory
        result.claims_identity = ClaimsIdentity({}, True)
        return result

    async def authenticate_streaming_request(
        self, auth_header: str, channel_id_header: str
    ) -> AuthenticateRequestResult:
        raise PermissionError("streaming is not served")

    def create_connector_factory(self, claims_identity: ClaimsIdentity) -> Factory:
        return self._factory

    async def create_user_token_client(self, claims_identity: ClaimsIdentity) -> None:
        """Nobody signs in to anything through the bot."""


class Adapter(CloudAdapterBase):  # type: ignore[misc]
    """`process_activity("", activity, bot.on_turn)`, after the gate let the request in."""

    def __init__(self, connector: Connector) -> None:
        super().__init__(Checked(Factory(connector)))

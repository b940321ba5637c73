"""Certificates and managed identities. Imported only where they are used: it takes a while."""

from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from azure.core.credentials_async import AsyncTokenCredential
from azure.core.exceptions import AzureError
from azure.identity.aio import CertificateCredential, ManagedIdentityCredential

from .tokens import SCOPE, NoToken, Token


class Azure:
    """A credential of azure-identity, as `tokens.Credential`."""

    def __init__(self, credential: AsyncTokenCredential) -> None:
        self._credential = credential

    async def get(self) -> Token:
        try:
            found = await self._credential.get_token(SCOPE)
        except AzureError as error:
            kind = type(self._credential).__name__
            raise NoToken(f"{kind}: {type(error).__name__}") from error
        return Token(found.token, datetime.fromtimestamp(found.expires_on, tz=UTC))

    async def close(self) -> None:
        await self._credential.close()


def certificate(app_id: str, tenant: str, login_url: str, file: Path, password: str) -> Azure:
    """A PEM or PKCS#12 file with its private key; raises ValueError if it can't be read."""
    return Azure(
        CertificateCredential(
            tenant,
            app_id,
            str(file),
            password=password or None,
            authority=urlsplit(login_url).netloc,
        )
    )


def managed_identity(app_id: str) -> Azure:
    """The user-assigned identity whose client id is the bot's app id."""
    return Azure(ManagedIdentityCredential(client_id=app_id))

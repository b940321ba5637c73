"""files.*: upload in three steps, and download of what people posted."""

from dataclasses import replace
from mimetypes import guess_type

from aiohttp import web

from bot.playground.wire import Json

from .calls import Call, Method
from .chat import drafted, may_post, thread
from .state import File, Refusal, State

UPLOAD_MOST = 1_000_000_000


def get_upload_url(call: Call) -> Json:
    name, length = call.need("filename"), call.need("length")
    if not length.isdigit() or not 0 < int(length) <= UPLOAD_MOST:
        raise Refusal("invalid_arguments", "[ERROR] length must be a positive integer")
    file = File(id=call.state.world.new_id("F"), name=name, size=int(length))
    call.state.files[file.id] = file
    return {"upload_url": f"{call.state.url}/upload/{file.id}", "file_id": file.id}


def complete_upload(call: Call) -> Json:
    """Shares the uploaded files as one message in the channel, if one is named."""
    wanted = call.parsed("files", error="invalid_arguments")
    if not isinstance(wanted, list) or not wanted:
        raise Refusal("invalid_arguments", "[ERROR] missing required field: files")
    files = [finished(call.state, item) for item in wanted]
    for file in files:
        call.state.files[file.id] = file
    shown = tuple(call.state.file_json(file) for file in files)
    if call.text("channel_id"):
        share(call, shown)
    return {"files": list(shown)}


def finished(state: State, item: Json) -> File:
    file = state.files.get(str(item.get("id")))
    if file is None or (not file.content):
        raise Refusal("file_not_found")
    return replace(file, user=state.app.user, title=str(item.get("title") or file.name))


def share(call: Call, shown: tuple[Json, ...]) -> None:
    args = {
        "channel": call.text("channel_id"),
        "thread_ts": call.text("thread_ts"),
        "text": call.text("initial_comment") or " ",
    }
    post = Call(call.state, args)
    channel = post.channel()
    may_post(post, channel)
    message = replace(drafted(post, channel), text=call.text("initial_comment"), files=shown)
    message = replace(message, thread_ts=thread(post, channel))
    call.state.world.put(message, "posted")


def info(call: Call) -> Json:
    file = call.state.files.get(call.need("file"))
    if file is None or not file.user:
        raise Refusal("file_not_found")
    return {"file": call.state.file_json(file)}


async def receive(state: State, request: web.Request) -> web.Response:
    """The middle step: the bytes, raw or as a form's file, exactly as many as announced."""
    file = state.files.get(request.match_info["file"])
    if file is None or file.user:
        return web.Response(status=404, text="file not found")
    content = await uploaded(request)
    if len(content) != file.size:
        return web.Response(status=400, text=f"expected {file.size} bytes, got {len(content)}")
    mimetype = guess_type(file.name)[0] or file.mimetype
    state.files[file.id] = replace(file, content=content, mimetype=mimetype)
    return web.Response(text=f"OK - {len(content)}")


async def uploaded(request: web.Request) -> bytes:
    if not request.content_type.startswith("multipart/"):
        return await request.read()
    form = await request.post()
    for part in form.values():
        if isinstance(part, web.FileField):
            return part.file.read()
    return b""


async def send(state: State, request: web.Request) -> web.Response:
    """A download; without the bot's token Slack answers 200 and its sign-in page."""
    file = state.files.get(request.match_info["file"].rpartition("-")[2])
    if request.headers.get("Authorization") != f"Bearer {state.app.bot_token}":
        return web.Response(
            text="<!DOCTYPE html><title>Sign in | Slack</title>", content_type="text/html"
        )
    if file is None or "files:read" not in state.app.scopes:
        return web.Response(status=404)
    return web.Response(body=file.content, content_type=file.mimetype)


METHODS = {
    "files.getUploadURLExternal": Method(get_upload_url, ("files:write",), 100),
    "files.completeUploadExternal": Method(complete_upload, ("files:write",), 100),
    "files.info": Method(info, ("files:read",), 100),
}

"""Block Kit as Slack accepts it: which elements go where, and how long everything may be.

Figures are those of Slack's reference (docs.slack.dev/reference/block-kit) and of slack_sdk.
"""

from collections.abc import Mapping, Sequence
from typing import Literal

from bot.playground.wire import Json

from .checks import (
    Check,
    anything,
    by_type,
    flag,
    found,
    literal,
    many,
    record,
    string,
    text,
    walk,
    whole,
    wrong,
)

Surface = Literal["message", "modal", "home"]
MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
VIEW_BYTES = 250_000
MARKDOWN_IN_ALL = 12_000
TEXT_HARD = 40_000
UPDATE_TEXT = 4_000

ID = string(255)
CONFIRM = record(
    {
        "title": text(100, plain=True),
        "text": text(300),
        "confirm": text(30, plain=True),
        "deny": text(30, plain=True),
    },
    {"style": literal("primary", "danger")},
)
BASE: dict[str, Check] = {"action_id": ID, "confirm": CONFIRM, "focus_on_load": flag}
PICK = BASE | {"placeholder": text(150, plain=True)}


def option(*, plain: bool = True) -> Check:
    return record(
        {"text": text(75, plain=plain), "value": string(150)},
        {"description": text(75, plain=plain), "url": string(3_000)},
    )


OPTIONS = many(option(), 100)
GROUPS = many(record({"label": text(75, plain=True), "options": OPTIONS}), 100)
CHOICES = many(option(plain=False), 10)
DATE = string(10, pattern=r"\d{4}-\d\d-\d\d")
INPUT = {"action_id": ID, "placeholder": text(150, plain=True), "focus_on_load": flag}
INPUT |= {"initial_value": string(3_000, least=0), "dispatch_action_config": anything}
FILTER = {"filter": anything, "default_to_current_conversation": flag, "response_url_enabled": flag}
PICTURE = {"alt_text": string(2_000, least=0)}
SLACK_FILE = record(
    {}, {"id": string(255, pattern="F[A-Z0-9]{8,}"), "url": string(3_000)}, one_of="id url"
)
FROM = {"image_url": string(3_000), "slack_file": SLACK_FILE}


def select(extra: Mapping[str, Check], initial: Mapping[str, Check], *, lists: bool) -> Check:
    inner = PICK | dict(extra) | dict(initial)
    if not lists:
        return record({}, inner)
    return record(
        {}, inner | {"options": OPTIONS, "option_groups": GROUPS}, one_of="options option_groups"
    )


SINGLE: dict[str, Check] = {
    "static_select": select({}, {"initial_option": option()}, lists=True),
    "external_select": select(
        {"min_query_length": whole(0, 100)}, {"initial_option": option()}, lists=False
    ),
    "users_select": select({}, {"initial_user": ID}, lists=False),
    "conversations_select": select(FILTER, {"initial_conversation": ID}, lists=False),
    "channels_select": select(FILTER, {"initial_channel": ID}, lists=False),
}
AT_MOST = {"max_selected_items": whole(1, 100)}
MULTI: dict[str, Check] = {
    "multi_static_select": select(AT_MOST, {"initial_options": OPTIONS}, lists=True),
    "multi_external_select": select(
        AT_MOST | {"min_query_length": whole(0, 100)}, {"initial_options": OPTIONS}, lists=False
    ),
    "multi_users_select": select(AT_MOST, {"initial_users": many(ID, 100)}, lists=False),
    "multi_conversations_select": select(
        AT_MOST | FILTER, {"initial_conversations": many(ID, 100)}, lists=False
    ),
    "multi_channels_select": select(AT_MOST, {"initial_channels": many(ID, 100)}, lists=False),
}
BUTTON = record(
    {"text": text(75, plain=True)},
    {
        "action_id": ID,
        "value": string(2_000, least=0),
        "url": string(3_000),
        "style": literal("primary", "danger"),
        "confirm": CONFIRM,
        "accessibility_label": string(75),
    },
)
WHEN: dict[str, Check] = {
    "datepicker": record({}, PICK | {"initial_date": DATE}),
    "timepicker": record({}, PICK | {"initial_time": string(5), "timezone": string(64)}),
}
DATETIME = {"datetimepicker": record({}, BASE | {"initial_date_time": whole(10**9, 10**10 - 1)})}
TICKS: dict[str, Check] = {
    "checkboxes": record({"options": CHOICES}, BASE | {"initial_options": CHOICES}),
    "radio_buttons": record({"options": CHOICES}, BASE | {"initial_option": option(plain=False)}),
}
OVERFLOW = record({"options": many(option(), 5)}, {"action_id": ID, "confirm": CONFIRM})
IMAGE = record(PICTURE, FROM, one_of="image_url slack_file")
TYPED: dict[str, Check] = {
    "plain_text_input": record(
        {},
        INPUT | {"multiline": flag, "min_length": whole(0, 3_000), "max_length": whole(1, 3_000)},
    ),
    "email_text_input": record({}, INPUT),
    "url_text_input": record({}, INPUT),
    "number_input": record(
        {"is_decimal_allowed": flag},
        INPUT | {"min_value": string(40), "max_value": string(40)},
    ),
    "rich_text_input": record({}, INPUT | {"initial_value": anything}),
    "file_input": record({}, {"action_id": ID, "filetypes": anything, "max_files": whole(1, 10)}),
}

ACCESSORY = by_type(
    {"button": BUTTON, "overflow": OVERFLOW, "image": IMAGE} | SINGLE | MULTI | WHEN | TICKS
)
ACTION = by_type({"button": BUTTON, "overflow": OVERFLOW} | SINGLE | WHEN | DATETIME | TICKS)
FIELD = by_type(SINGLE | MULTI | WHEN | DATETIME | TICKS | TYPED)
INTERACTIVE = {"button", "overflow"} | (SINGLE | MULTI | WHEN | DATETIME | TICKS | TYPED).keys()
NOTE = by_type(
    {
        "image": IMAGE,
        "plain_text": record({"text": string(3_000)}, {"emoji": flag}),
        "mrkdwn": record({"text": string(3_000)}, {"verbatim": flag}),
    }
)


def block(
    needed: Mapping[str, Check], allowed: Mapping[str, Check] | None = None, **kw: str
) -> Check:
    return record(needed, {"block_id": ID, **(allowed or {})}, **kw)


BLOCKS: dict[str, Check] = {
    "section": block(
        {},
        {
            "text": text(3_000),
            "fields": many(text(2_000), 10),
            "accessory": ACCESSORY,
            "expand": flag,
        },
        one_of="text fields",
    ),
    "header": block({"text": text(150, plain=True)}),
    "divider": block({}),
    "image": block(
        PICTURE, {**FROM, "title": text(2_000, plain=True)}, one_of="image_url slack_file"
    ),
    "context": block({"elements": many(NOTE, 10)}),
    "actions": block({"elements": many(ACTION, 25)}),
    "input": block(
        {"label": text(2_000, plain=True), "element": FIELD},
        {"hint": text(2_000, plain=True), "optional": flag, "dispatch_action": flag},
    ),
    "rich_text": block({"elements": anything}),
}
ONLY_IN_MESSAGES: dict[str, Check] = {
    "markdown": block({"text": string(MARKDOWN_IN_ALL)}),
    "context_actions": block({"elements": many(anything, 5)}),
    "table": block({"rows": many(many(anything, 20), 100)}, {"column_settings": anything}),
}


def block_problems(blocks: object, surface: Surface, *, at: str = "/blocks") -> list[str]:
    """All that Slack would refuse in these blocks; empty when nothing."""
    table = BLOCKS | ONLY_IN_MESSAGES if surface == "message" else BLOCKS
    most = MESSAGE_BLOCKS if surface == "message" else VIEW_BLOCKS
    problems = found(many(by_type(table), most, least=0), blocks, at)
    if isinstance(blocks, list) and not problems:
        problems += twins(blocks, at) + strangers(blocks, at, surface)
    return problems


def twins(blocks: Sequence[Json], at: str) -> list[str]:
    """Ids that stand twice: `block_id` among blocks, `action_id` within a block."""
    problems: list[str] = []
    ids = [b["block_id"] for b in blocks if "block_id" in b]
    for repeated in sorted({i for i in ids if ids.count(i) > 1}):
        wrong(problems, at, f"`block_id` already exists: {repeated}")
    for place, one in enumerate(blocks):
        actions = [e["action_id"] for e in walk(one) if "action_id" in e]
        for repeated in sorted({a for a in actions if actions.count(a) > 1}):
            wrong(problems, f"{at}/{place}", f"`action_id` already exists: {repeated}")
    return problems


EXCLUSIVE = (("image_url", "slack_file"), ("options", "option_groups"))


def strangers(blocks: Sequence[Json], at: str, surface: Surface) -> list[str]:
    """Rules that look at several blocks, or at a value and its options."""
    problems: list[str] = []
    if sum(len(b["text"]) for b in blocks if b["type"] == "markdown") > MARKDOWN_IN_ALL:
        wrong(problems, at, f"markdown blocks: no more than {MARKDOWN_IN_ALL} characters in all")
    for element in walk(list(blocks)):
        file = element.get("slack_file")
        if isinstance(file, dict) and {"id", "url"} <= file.keys():
            wrong(problems, at, "only one of `id` and `url` is allowed")
        if element.get("type") == "file_input" and surface != "modal":
            wrong(problems, at, "unsupported type: file_input")
        for either, other in EXCLUSIVE:
            if either in element and other in element:
                wrong(problems, at, f"only one of `{either}` and `{other}` is allowed")
        if len(str(element.get("initial_value", ""))) > element.get("max_length", 3_000):
            wrong(problems, at, "`initial_value` is longer than `max_length`")
        chosen = element.get("initial_options", [element.get("initial_option")])
        if "options" in element and any(c and c not in element["options"] for c in chosen):
            wrong(problems, at, "`initial_option` must be one of the options")
    return problems


MODAL = record(
    {"title": text(24, plain=True), "blocks": anything},
    {
        "submit": text(24, plain=True),
        "close": text(24, plain=True),
        "private_metadata": string(3_000, least=0),
        "callback_id": string(255, least=0),
        "external_id": string(255, least=0),
        "clear_on_close": flag,
        "notify_on_close": flag,
        "submit_disabled": flag,
    },
)
HOME = record(
    {"blocks": anything},
    {
        "private_metadata": string(3_000, least=0),
        "callback_id": string(255, least=0),
        "external_id": string(255, least=0),
    },
)


def view_problems(view: object, *, surfaces: Sequence[Surface]) -> list[str]:
    shapes: dict[str, Check] = {"modal": MODAL, "home": HOME}
    problems = found(by_type({s: shapes[s] for s in surfaces}), view, "/view")
    if problems or not isinstance(view, dict):
        return problems
    problems = block_problems(view["blocks"], view["type"], at="/view/blocks")
    if problems:
        return problems
    has_input = any(block["type"] == "input" for block in view["blocks"])
    if view["type"] == "modal" and has_input and "submit" not in view:
        wrong(problems, "/view", "must define `submit` to use an `input` block in modals")
    return problems

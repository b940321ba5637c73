"""Views with one of everything that Slack and Teams draw, and a side that serves them."""

from bot.playground.bell import Bell
from bot.playground.web import Person, Refused
from bot.playground.wire import Json

MONDAY = 1_795_426_020  # 2026-11-23T09:27:00Z


def text(words: str) -> Json:
    return {"type": "plain_text", "text": words}


def mrkdwn(words: str) -> Json:
    return {"type": "mrkdwn", "text": words}


def option(words: str, value: str) -> Json:
    return {"text": text(words), "value": value}


def button(words: str, action: str, **more: object) -> Json:
    return {"type": "button", "text": text(words), "action_id": action, "value": action} | more


ANSWER: list[Json] = [
    {"type": "section", "text": mrkdwn("*Contoso is named.* Services may engage; so may you.")},
    {
        "type": "section",
        "fields": [
            mrkdwn("*Tier*\nStrategic"),
            mrkdwn("*District*\nPacific Northwest"),
            mrkdwn("*Edition*\n2026-H2, until 18 January 2027"),
            mrkdwn("*Account manager*\n<@U2>"),
        ],
    },
    {
        "type": "context",
        "elements": [mrkdwn("Rule `named-is-shared` · found as “Contoso Ltd.” · ref A-7F3K")],
    },
    {
        "type": "actions",
        "block_id": "do",
        "elements": [
            button("Open escalation", "open", style="primary"),
            button("Watch", "watch"),
            button("History", "history"),
            {
                "type": "overflow",
                "action_id": "more",
                "options": [option("Why?", "why"), option("Who owns it?", "who")],
            },
        ],
    },
]
ODDS: list[Json] = [
    {"type": "header", "text": text("Did you mean")},
    {
        "type": "section",
        "text": mrkdwn(
            "> Asked for `Goldmann`\n_three_ are ~far~ near: <https://example.com/a_b_c|the list>, "
            "<!date^1795426020^{date_short}|today>, AT&amp;T &lt;b&gt; 2*3*4 snake_case_name :eyes:"
        ),
        "accessory": button(
            "Retract",
            "retract",
            style="danger",
            confirm={
                "title": text("Sure?"),
                "text": mrkdwn("This *cannot* be undone."),
                "confirm": text("Retract"),
                "deny": text("Keep"),
            },
        ),
    },
    {"type": "divider"},
    {
        "type": "actions",
        "block_id": "pick",
        "elements": [
            {
                "type": "static_select",
                "action_id": "which",
                "placeholder": text("Choose a company"),
                "options": [option("Goldman Sachs", "gs"), option("Goldwind", "gw")],
            },
            {"type": "datepicker", "action_id": "on", "initial_date": "2026-03-01"},
        ],
    },
    {
        "type": "markdown",
        "text": "## Terms\n1. **One**\n2. [two](https://example.com)\n\n```\nx\n```",
    },
    {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_section",
                "elements": [
                    {"type": "text", "text": "Rich ", "style": {"bold": True}},
                    {"type": "user", "user_id": "U1"},
                ],
            }
        ],
    },
]
FORM: Json = {
    "id": "V1",
    "hash": "1",
    "type": "modal",
    "title": text("Open escalation"),
    "submit": text("Open"),
    "close": text("Cancel"),
    "blocks": [
        {"type": "section", "text": mrkdwn("*Contoso* · Pacific Northwest")},
        {
            "type": "input",
            "block_id": "what",
            "label": text("What happened"),
            "hint": text("The account manager reads this."),
            "element": {"type": "plain_text_input", "action_id": "what", "multiline": True},
        },
        {
            "type": "input",
            "block_id": "other",
            "label": text("The other side"),
            "element": {
                "type": "external_select",
                "action_id": "other",
                "min_query_length": 1,
                "placeholder": text("Type a name"),
            },
        },
        {
            "type": "input",
            "block_id": "urgent",
            "optional": True,
            "label": text("Urgency"),
            "element": {
                "type": "radio_buttons",
                "action_id": "urgent",
                "options": [option("This week", "week"), option("Today", "today")],
            },
        },
        {
            "type": "input",
            "block_id": "tell",
            "optional": True,
            "label": text("Tell"),
            "element": {
                "type": "checkboxes",
                "action_id": "tell",
                "options": [option("My firm", "firm"), option("The district", "district")],
            },
        },
    ],
}
HOME: Json = {
    "id": "V0",
    "hash": "1",
    "type": "home",
    "blocks": [
        {"type": "header", "text": text("Is it named?")},
        {
            "type": "input",
            "block_id": "ask",
            "dispatch_action": True,
            "label": text("Company, domain or ticker"),
            "element": {"type": "plain_text_input", "action_id": "ask"},
        },
        {"type": "context", "elements": [mrkdwn("Edition 2026-H2 · 1,000 accounts")]},
    ],
}


def said(ts: int, user: str, words: str, **more: object) -> Json:
    base = {"channel": "D1", "ts": f"{MONDAY + ts}.000100", "user": user, "text": words}
    return base | {"blocks": [], "thread_ts": ""} | more


SLACK: Json = {
    "me": "U1",
    "app": "U9",
    "team": {"name": "Northwind"},
    "people": {
        "U1": {"name": "Priya Raman", "title": "Partner rep", "team": "Northwind"},
        "U2": {"name": "Tom Becker", "title": "Account manager", "team": "Northwind"},
        "U9": {"name": "Hardline", "title": "", "bot": True, "team": "Northwind"},
    },
    "channels": [
        {"id": "C1", "name": "deals-northwest", "kind": "channel", "dm": False, "shared": "Adatum"},
        {"id": "C2", "name": "district-desk", "kind": "group", "dm": False, "shared": ""},
        {"id": "D1", "name": "Hardline", "kind": "im", "dm": True, "app": True, "shared": ""},
        {"id": "D2", "name": "Tom Becker", "kind": "im", "dm": True, "app": False, "shared": ""},
    ],
    "messages": {
        "C1": [
            said(0, "U2", "Any word on &lt;b&gt;Contoso&lt;/b&gt;?", channel="C1"),
            said(9, "U1", "<@U9> is Contoso named?", channel="C1"),
            said(
                10,
                "U9",
                "Contoso is named.",
                channel="C1",
                blocks=ANSWER,
                thread_ts=f"{MONDAY + 9}.000100",
            ),
            said(20, "U9", "Contoso is named.", channel="C1", blocks=ANSWER, ephemeral=True),
        ],
        "D1": [
            said(0, "U1", "is contoso named?"),
            said(1, "U9", "Contoso is named.", blocks=ANSWER, edited=True),
            said(30, "U1", "goldmann"),
            said(40, "U1", "anyone?"),
            said(41, "U9", "Did you mean", blocks=ODDS),
        ],
    },
    "home": HOME,
    "modals": [],
    "commands": [
        {"command": "/named", "description": "Is a company named?", "usage_hint": "[company]"}
    ],
    "shortcuts": [{"callback_id": "check", "name": "Check account", "type": "message"}],
}


def block(words: str, **more: object) -> Json:
    return {"type": "TextBlock", "text": words, "wrap": True} | more


def execute(title: str, verb: str, **more: object) -> Json:
    return {"type": "Action.Execute", "title": title, "verb": verb} | more


def card(*body: Json, actions: list[Json] | None = None) -> Json:
    content = {"type": "AdaptiveCard", "version": "1.5", "body": list(body)}
    return {
        "contentType": "application/vnd.microsoft.card.adaptive",
        "content": content | ({"actions": actions} if actions else {}),
    }


CARD = card(
    block("**Contoso is named.** Services may engage; so may partners.", size="medium"),
    {
        "type": "FactSet",
        "facts": [
            {"title": "Tier", "value": "Strategic"},
            {"title": "District", "value": "Pacific Northwest"},
            {"title": "Edition", "value": "2026-H2, until 18 January 2027"},
        ],
    },
    {
        "type": "RichTextBlock",
        "inlines": [{"type": "TextRun", "text": "named-is-shared · ref A-7F3K", "isSubtle": True}],
    },
    actions=[
        execute("Open escalation", "open", style="positive"),
        execute("Watch", "watch"),
        execute("History", "history"),
    ],
)
FIELDS = card(
    block("Every input", weight="bolder", style="heading"),
    {
        "type": "Input.Text",
        "id": "reason",
        "label": "Reason",
        "isRequired": True,
        "errorMessage": "Say why.",
        "isMultiline": True,
    },
    {
        "type": "Input.ChoiceSet",
        "id": "offering",
        "label": "Offering",
        "value": "other",
        "choices": [
            {"title": "Middleware", "value": "mw"},
            {"title": "Something else", "value": "other"},
        ],
    },
    {"type": "Input.Date", "id": "until", "label": "Until", "value": "2027-01-18"},
    {"type": "Input.Toggle", "id": "share", "title": "Tell the other side"},
    {
        "type": "ColumnSet",
        "columns": [
            {"type": "Column", "width": "auto", "items": [block("left", color="attention")]},
            {
                "type": "Column",
                "style": "emphasis",
                "items": [block("right \\*not bold\\* <i>", horizontalAlignment="right")],
            },
        ],
    },
    {
        "type": "Container",
        "id": "more",
        "isVisible": False,
        "style": "warning",
        "items": [block("The list is overdue.")],
    },
    actions=[
        {"type": "Action.Submit", "title": "Save", "data": {"kept": 1}},
        {"type": "Action.ToggleVisibility", "title": "More", "targetElements": ["more"]},
        {
            "type": "Action.ShowCard",
            "title": "Unfold",
            "card": {"type": "AdaptiveCard", "body": [block("Folded away")]},
        },
    ],
)
THUMBNAIL: Json = {
    "contentType": "application/vnd.microsoft.card.thumbnail",
    "content": {"title": "Contoso", "subtitle": "Named · Strategic", "text": "Either may lead."},
}


def posted(at: int, who: str, words: str, *cards: Json, **more: object) -> Json:
    base = {"id": f"m{at}", "chat": "a:1", "from": who, "at": MONDAY + at, "text": words}
    return (
        base
        | {"format": "plain" if who != "28:bot" else "markdown"}
        | {
            "attachments": list(cards),
            "root": "",
            "version": 1,
        }
        | more
    )


TEAMS: Json = {
    "me": "29:tom",
    "bot": "28:bot",
    "people": {
        "29:tom": {"name": "Tom Becker", "title": "Account manager"},
        "29:ines": {"name": "Ines Duarte", "title": "Partner rep", "guest": True},
        "28:bot": {"name": "Hardline", "title": "", "bot": True},
    },
    "chats": [
        {"id": "a:1", "kind": "personal", "name": "Hardline", "bot": True},
        {"id": "19:g", "kind": "group", "name": "Contoso renewal"},
        {"id": "19:c", "kind": "channel", "name": "Deals", "team": "Pacific Northwest"},
    ],
    "messages": {
        "a:1": [
            posted(0, "29:tom", "is contoso named?"),
            posted(1, "28:bot", "", CARD),
            posted(60, "29:tom", "thanks"),
            posted(61, "28:bot", "You are **welcome**.<br>Ask <script>alert(1)</script>again."),
            posted(62, "28:bot", "", FIELDS, edited=True),
        ],
        "19:c": [
            posted(0, "29:ines", "@Hardline is Contoso named?", chat="19:c"),
            posted(1, "28:bot", "", CARD, chat="19:c", root="m0"),
            posted(90, "29:tom", "Team, new edition on Monday.", THUMBNAIL, chat="19:c"),
        ],
    },
    "typing": {"a:1": ["28:bot"]},
    "commands": [
        {"id": "search", "type": "query", "title": "Search accounts"},
        {"id": "check", "type": "action", "title": "Check account"},
    ],
}


class Gallery:
    """Serves one view, keeps what is done, and answers as told."""

    def __init__(self, view: Json, people: tuple[Person, ...]) -> None:
        self.bell = Bell()
        self.people = people
        self._first = view
        self.reset()

    def reset(self) -> None:
        self.shown = self._first
        self.done: list[tuple[str, Json]] = []
        self.answers: dict[str, Json] = {}
        self.refuses = ""

    def view(self, user: str) -> Json:
        return self.shown | {"me": user}

    def show(self, **changes: object) -> None:
        self.shown = self.shown | changes
        self.bell.ring()

    async def act(self, user: str, what: str, detail: Json) -> Json | None:
        assert user in {person.id for person in self.people}
        self.done.append((what, detail))
        self.bell.ring()
        if self.refuses:
            raise Refused(self.refuses)
        return self.answers.get(what)

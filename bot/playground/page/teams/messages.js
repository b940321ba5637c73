/** The messages of a Teams chat (bubbles) or channel (posts with replies), as one person sees them. */

import { avatar, dayOf, h, iconButton, sync, timeOf } from "../dom.js";
import { scrollingLog } from "../log.js";
import { markdown } from "../markdown.js";
import { openMenu } from "../menu.js";
import { attachmentView } from "./cards.js";

const TOGETHER_S = 300;

/**
 * @param {object} how
 * @param {ReturnType<import("./run.js").cardActions>} how.actions
 * @param {(what: string, detail: object) => Promise<any>} how.act
 * @param {(name: string, value: any) => void} how.json
 * @param {() => any} how.view
 * @param {(post: string) => void} how.replyTo
 * @param {HTMLElement} how.reply the box in which a reply to a post is written
 * @param {HTMLElement} how.editor the box in which an own message is changed
 * @param {(message: object) => void} how.edit
 * @param {ReturnType<import("./dialog.js").taskDialog>} how.dialog
 */
export function messageLog(how) {
  const { node, list, settle, toEnd, toRow, reset } = scrollingLog("Messages");

  function show(messages, chat, replyTo, editing) {
    const rows = chat.kind === "channel" ? posts(messages, replyTo) : bubbles(messages);
    const boxes = rows.map((row) => (row.key === editing ? { key: "edit-box", editBox: true } : row));
    sync(
      list,
      boxes,
      (row) => row.key,
      (row) => (row.replyBox && how.reply) || (row.editBox && how.editor) || draw(row, how),
    );
    if (!messages.length) list.replaceChildren(empty(chat));
    settle();
  }
  return { node, show, toEnd, toRow, reset };
}

function empty(chat) {
  const text = chat.bot
    ? "Ask about an account: “is Contoso named?” — or try an example below."
    : "Nothing here yet. Mention @Hardline to ask.";
  return h(
    "div",
    { class: "empty" },
    avatar(chat.name, { bot: chat.bot }),
    h("h3", {}, chat.name),
    h("p", {}, text),
  );
}

function bubbles(messages) {
  return messages.map((message, index) => {
    const before = messages[index - 1];
    const newDay = !before || dayOf(before.at) !== dayOf(message.at);
    const follows = !newDay && before.from === message.from && message.at - before.at < TOGETHER_S;
    return { key: message.id, message, newDay, follows };
  });
}

/** Each post, its replies under it, and the reply box at the post that is being answered. */
function posts(messages, replyTo) {
  const roots = messages.filter((message) => !message.root || message.root === message.id);
  return roots.flatMap((root, index) => {
    const replies = messages.filter((message) => message.root === root.id && message.id !== root.id);
    const newDay = !index || dayOf(roots[index - 1].at) !== dayOf(root.at);
    const rows = [root, ...replies].map((message, place) => ({
      key: message.id,
      message,
      post: place === 0,
      newDay: newDay && place === 0,
      inPost: true,
      last: place === replies.length,
      canReply: replyTo !== root.id,
      root: root.id,
    }));
    return replyTo === root.id ? [...rows, { key: "reply-box", replyBox: true }] : rows;
  });
}

function draw(row, how) {
  const { message } = row;
  const view = how.view();
  const author = view.people[message.from] ?? { name: "Someone" };
  const mine = message.from === view.me && !row.inPost;
  const shape = row.inPost
    ? `in-post${row.post ? " post" : " reply"}${row.last ? " last" : ""}`
    : `bubble-row${mine ? " mine" : ""}${row.follows ? " follows" : ""}`;
  const name = `${author.name}${author.guest ? " (Guest)" : ""}`;
  const head = h(
    "div",
    { class: "message-head" },
    !mine && h("strong", { class: "author" }, name),
    h("time", { class: "time", datetime: new Date(message.at * 1000).toISOString() }, timeOf(message.at)),
    message.edited && h("span", { class: "edited" }, "Edited"),
  );
  const body = h(
    "div",
    { class: "message-body" },
    !row.follows && head,
    content(row, how),
    row.follows && message.edited && h("span", { class: "edited" }, "Edited"),
    row.inPost &&
      row.last &&
      row.canReply &&
      h("button", { type: "button", class: "reply-link", onclick: () => how.replyTo(row.root) }, "Reply"),
  );
  return h(
    "div",
    { class: `row${row.newDay ? " new-day" : ""}` },
    row.newDay && h("div", { class: "day" }, h("span", {}, dayOf(message.at))),
    h(
      "article",
      { class: `message ${shape}`, tabindex: -1, "aria-label": `${name}, ${timeOf(message.at)}` },
      !mine && (row.follows ? h("span", { class: "gutter" }) : avatar(author.name, author)),
      body,
      !message.deleted && toolbar(message, how),
    ),
  );
}

function content({ message }, how) {
  if (message.deleted) return deleted(message, how);
  how.actions.look(message);
  const text = message.text && h("div", { class: "bubble message-text" }, textOf(message, how.view().people));
  const run = (action, data, typed) => how.actions.run(message, action, data, typed);
  const suggest = (field, typed) => how.actions.suggest(message, field, typed);
  const attachments = (message.attachments ?? []).map((one) => attachmentView(one, { run, suggest }));
  return h("div", { class: "content" }, text, attachments);
}

/** Teams keeps the place of what people deleted, and lets them take it back. */
function deleted(message, how) {
  const undo = () => how.act("undelete", { chat: message.chat, id: message.id });
  return h(
    "div",
    { class: "content" },
    h(
      "div",
      { class: "bubble message-text deleted" },
      "This message has been deleted.",
      message.from === how.view().me &&
        h("button", { type: "button", class: "reply-link", onclick: undo }, "Undo"),
    ),
  );
}

/** What a person typed is shown as typed, mentions aside; a bot's text is read as Teams reads it. */
function textOf({ text, format }, people) {
  if (format !== "plain") return markdown(text, { html: true, headings: true });
  const names = Object.values(people)
    .map((person) => `@${person.name}`)
    .sort((a, b) => b.length - a.length);
  const marks = new RegExp(
    `(\\n|${names.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|")})`,
    "u",
  );
  return text.split(marks).map((part, index) => {
    if (index % 2 === 0) return part;
    return part === "\n" ? h("br") : h("span", { class: "mention" }, part.slice(1));
  });
}

/** The buttons that float over a message: raw JSON, and the menu with the app's actions. */
function toolbar(message, how) {
  const more = iconButton("more", "More options", () => openMenu(more, actions(message, how)), {
    "aria-haspopup": "menu",
    "aria-expanded": "false",
  });
  more.dataset.focus = "more";
  return h(
    "div",
    { class: "toolbar", role: "group", "aria-label": "Message actions" },
    iconButton("braces", "Raw JSON", () => how.json("Teams activity", message)),
    more,
  );
}

function actions(message, how) {
  const view = how.view();
  const own = view.commands.filter((command) => command.type === "action");
  const mine = message.from === view.me;
  const where = { chat: message.chat, id: message.id };
  const run = async (command) => {
    const outcome = await how.act("message_action", { ...where, command: command.id });
    if (outcome) how.dialog.follow(outcome);
  };
  return [
    ...(mine && message.text ? [{ label: "Edit", run: () => how.edit(message) }] : []),
    ...(mine ? [{ label: "Delete", danger: true, run: () => how.act("delete", where) }] : []),
    ...own.map((command) => ({
      label: command.title,
      detail: view.people[view.bot].name,
      run: () => run(command),
    })),
    { label: "Raw JSON", run: () => how.json("Teams activity", message) },
  ];
}

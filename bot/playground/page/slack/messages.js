/** The messages of a Slack channel or thread, as one person sees them. */

import { avatar, dayOf, h, icon, iconButton, link, picture, sync, timeOf } from "../dom.js";
import { scrollingLog } from "../log.js";
import { openMenu } from "../menu.js";
import { blockKit, messageText, surfaceOf } from "./blockkit.js";
import { editBox } from "./edit.js";

const TOGETHER_S = 300; // Slack folds messages of one author within five minutes

/**
 * @param {object} how
 * @param {(what: string, detail: object) => Promise<any>} how.act
 * @param {(name: string, value: any) => void} how.json
 * @param {(object: object) => Promise<boolean>} how.confirm
 * @param {(ts: string) => void} how.openThread
 * @param {() => any} how.view
 * @param {string} how.name
 * @param {boolean} [how.inThread]
 */
export function messageLog(how) {
  const { node, list, settle, toEnd, toRow, reset } = scrollingLog(how.name);

  function show(messages, channel) {
    sync(
      list,
      rows(messages, how),
      (row) => row.message.ts,
      (row) => draw(row, channel, how),
    );
    if (!messages.length) list.replaceChildren(empty(channel));
    settle();
  }
  return { node, show, toEnd, toRow, reset };
}

function empty(channel) {
  const text = channel.app
    ? "Ask about an account: “is Contoso named?” — or try an example below."
    : "Nothing here yet. Mention @Hardline or type /named to ask.";
  return h(
    "div",
    { class: "empty" },
    avatar(channel.name, { bot: channel.app }),
    h("h3", {}, channel.dm ? channel.name : `#${channel.name}`),
    h("p", {}, text),
  );
}

/** What each row shows besides its message: day, whether it follows on, what its thread holds. */
function rows(messages, { inThread, view }) {
  const shown = inThread
    ? messages
    : messages.filter(
        (message) => !message.thread_ts || message.thread_ts === message.ts || message.broadcast,
      );
  const people = view().people;
  return shown.map((message, index) => {
    const before = shown[index - 1];
    const newDay = !before || dayOf(before.ts) !== dayOf(message.ts);
    const follows =
      !newDay &&
      before.user === message.user &&
      message.ts - before.ts < TOGETHER_S &&
      !message.ephemeral === !before.ephemeral;
    const replies = inThread
      ? []
      : messages.filter((reply) => reply.thread_ts === message.ts && reply.ts !== message.ts);
    const last = replies.at(-1);
    return {
      message,
      newDay: newDay && !inThread,
      below: inThread && index === 0 ? messages.length - 1 : 0,
      follows,
      replies: replies.length,
      last: last?.ts,
      by: [...new Set(replies.map((reply) => reply.user))]
        .slice(0, 3)
        .map((id) => people[id])
        .filter(Boolean),
    };
  });
}

function draw(row, channel, how) {
  const { message } = row;
  const view = how.view();
  const author = view.people[message.user] ?? { name: message.user };
  const time = h(
    "time",
    { class: "time", datetime: new Date(message.ts * 1000).toISOString() },
    timeOf(message.ts),
  );
  const elsewhere = author.team && author.team !== view.team.name && h("span", { class: "tag" }, author.team);
  const title = h(
    "div",
    { class: "message-head" },
    h("strong", { class: "author" }, author.name),
    author.bot && h("span", { class: "app-badge" }, "APP"),
    elsewhere,
    time,
  );
  const body = h(
    "div",
    { class: "message-body" },
    message.ephemeral && h("div", { class: "only-you" }, icon("eye"), "Only visible to you"),
    !row.follows && title,
    content(message, how),
    row.replies > 0 && threadFoot(row, how),
  );
  return h(
    "div",
    { class: `row${row.newDay ? " new-day" : ""}` },
    row.newDay && h("div", { class: "day" }, h("span", {}, dayOf(message.ts))),
    h(
      "article",
      {
        class: `message${row.follows ? " follows" : ""}${message.ephemeral ? " ephemeral" : ""}`,
        tabindex: -1,
        "aria-label": `${author.name}, ${timeOf(message.ts)}`,
      },
      row.follows ? h("span", { class: "gutter" }, time.cloneNode(true)) : avatar(author.name, author),
      body,
      toolbar(message, how),
    ),
    row.below > 0 && h("div", { class: "day replies" }, h("span", {}, counted(row.below))),
  );
}

const counted = (replies) => (replies === 1 ? "1 reply" : `${replies} replies`);

function content(message, how) {
  const name = `${how.inThread ? "thread" : "message"}-${message.ts}`;
  const surface = surfaceOf(how, { channel: message.channel, ts: message.ts }, name);
  const body = message.blocks?.length
    ? blockKit(message.blocks, surface)
    : messageText(message.text, how.view());
  const more = (message.attachments ?? []).map((one) =>
    h(
      "div",
      { class: "attachment" },
      one.blocks ? blockKit(one.blocks, surface) : messageText(one.text ?? one.fallback, how.view()),
    ),
  );
  const files = (message.files ?? []).map(attached);
  const edited = message.edited && h("span", { class: "edited" }, " (edited)");
  if (edited) (message.blocks?.length ? body : body.firstElementChild).append(edited);
  const said = message.text || message.blocks?.length;
  return h("div", { class: "content" }, said && body, more, files.length > 0 && h("div", { class: "files" }, files));
}

/** A file that somebody posted: a picture is shown, another one can be had. */
function attached(file) {
  const name = file.title ?? file.name;
  if (file.shown && /^image\/(png|jpeg|gif)$/.test(file.mimetype)) {
    return h("figure", {}, h("figcaption", {}, name), picture(file.shown, name, { class: "big-image" }));
  }
  const about = `${(file.filetype ?? "").toUpperCase()} · ${size(file.size)}`;
  const title = file.shown
    ? h("a", { href: file.shown, download: file.name }, name)
    : link(file.permalink ?? file.url_private, name);
  return h("div", { class: "file" }, icon("file"), h("span", {}, h("strong", {}, title), h("small", {}, about)));
}

const size = (bytes) => (bytes < 1000 ? `${bytes ?? 0} B` : `${Math.round(bytes / 1000)} kB`);

function threadFoot(row, how) {
  const button = h(
    "button",
    { type: "button", class: "thread-foot", onclick: () => how.openThread(row.message.ts) },
    row.by.map((person) => avatar(person.name, person)),
    h("span", { class: "count" }, counted(row.replies)),
    h("span", { class: "time" }, `Last reply ${timeOf(row.last)}`),
  );
  button.dataset.focus = "thread";
  return button;
}

/** The buttons that float over a message: thread, raw JSON, and the menu with the app's shortcuts. */
function toolbar(message, how) {
  const more = iconButton("more", "More actions", () => openMenu(more, actions(message, how, more)), {
    "aria-haspopup": "menu",
    "aria-expanded": "false",
  });
  const thread =
    !how.inThread &&
    !message.ephemeral &&
    iconButton("thread", "Reply in thread", () => how.openThread(message.thread_ts || message.ts));
  const raw = iconButton("braces", "Raw JSON", () => how.json("Slack message", message));
  more.dataset.focus = "more";
  return h(
    "div",
    { class: "toolbar", role: "group", "aria-label": "Message actions" },
    thread,
    raw,
    !message.ephemeral && more,
  );
}

async function remove(where, how) {
  const words = (text) => ({ type: "plain_text", text });
  const sure = await how.confirm({
    title: words("Delete message"),
    text: words("Are you sure you want to delete this message? This cannot be undone."),
    confirm: words("Delete"),
    deny: words("Cancel"),
    style: "danger",
  });
  if (sure) await how.act("delete", where);
}

function actions(message, how, button) {
  const view = how.view();
  const where = { channel: message.channel, ts: message.ts };
  const own = message.user === view.me;
  const shortcuts = view.shortcuts.filter((shortcut) => shortcut.type === "message");
  return [
    ...shortcuts.map((shortcut) => ({
      label: shortcut.name,
      detail: view.people[view.app].name,
      run: () => how.act("shortcut", { ...where, callback_id: shortcut.callback_id }),
    })),
    !how.inThread && { label: "Reply in thread", run: () => how.openThread(message.thread_ts || message.ts) },
    { label: "Raw JSON", run: () => how.json("Slack message", message) },
    own && { label: "Edit message", run: () => editBox(button.closest(".message"), message, how) },
    own && { label: "Delete message", danger: true, run: () => remove(where, how) },
  ].filter(Boolean);
}

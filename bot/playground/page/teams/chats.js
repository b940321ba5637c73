/** Teams' rail and the list beside it: chats, or teams with their channels. */

import { avatar, h, icon, sync } from "../dom.js";
import { unreadMarks } from "../unread.js";

/** @param {{go: (chat: string) => void}} how */
export function chatList({ go }) {
  const marks = unreadMarks();
  let part = "chat";
  let shown = null;
  const parts = [
    ["chat", "Chat"],
    ["teams", "Teams"],
  ].map(([id, name]) => {
    const button = h(
      "button",
      { type: "button", class: "rail-item", disabled: true, onclick: () => turn(id) }, // until there is a view
      icon(id),
      h("span", {}, name),
      h("span", { class: "badge", title: "unread", hidden: true }),
    );
    button.dataset.part = id;
    return button;
  });
  const rail = h("nav", { class: "rail", "aria-label": "Teams: apps" }, parts);
  const title = h("h2", {}, "Chat");
  const lists = h("div", { class: "lists" });
  const node = h(
    "nav",
    { class: "chat-list", "aria-label": "Teams: chats and channels" },
    h("header", {}, title),
    lists,
  );

  const within = (view, id) => view.chats.filter((chat) => (chat.kind === "channel") === (id === "teams"));
  const unreadIn = (view, id) =>
    within(view, id).reduce((sum, chat) => sum + marks.count(view, chat.id), 0);

  /** Chat and Teams each come back to where something waits, else to their own first place. */
  function turn(id) {
    const places = within(shown, id);
    const first = places.find((chat) => marks.count(shown, chat.id)) ?? places[0];
    if (first && part !== id) go(first.id);
    node.closest(".client").classList.add("at-list");
  }

  /** Gives how much is unread in all. */
  function show(view, open) {
    shown = view;
    marks.look(view, open);
    part = view.chats.find((chat) => chat.id === open)?.kind === "channel" ? "teams" : "chat";
    title.textContent = part === "chat" ? "Chat" : "Teams";
    for (const button of parts) {
      const { part: id } = button.dataset;
      const unread = unreadIn(view, id);
      button.disabled = false;
      button.setAttribute("aria-current", String(id === part));
      button.querySelector(".badge").textContent = unread || "";
      button.querySelector(".badge").hidden = !unread;
    }
    const rows = within(view, part).map((chat) => ({
      ...chat,
      at: chat.id === open,
      unread: marks.count(view, chat.id) > 0,
      says: latest(view, chat),
    }));
    const groups = [...new Set(rows.map((row) => row.team ?? ""))].map((name) => ({
      name,
      rows: rows.filter((row) => (row.team ?? "") === name),
    }));
    sync(lists, groups, (group) => group.name, draw);
    return unreadIn(view, "chat") + unreadIn(view, "teams");
  }

  function draw({ name, rows }) {
    const heading =
      name && h("h3", {}, h("span", { class: "team-tile", "aria-hidden": "true" }, name[0]), name);
    return h(
      "section",
      { "aria-label": name || "Chats" },
      heading,
      h(
        "ul",
        {},
        rows.map((row) => h("li", {}, drawRow(row))),
      ),
    );
  }

  function drawRow(chat) {
    const channel = chat.kind === "channel";
    const button = h(
      "button",
      {
        type: "button",
        class: `place${chat.at ? " at" : ""}${chat.unread ? " unread" : ""}`,
        "aria-current": chat.at ? "page" : null,
        onclick: () => go(chat.id),
      },
      !channel && avatar(chat.name, { bot: chat.bot }),
      h(
        "span",
        { class: "place-text" },
        h("span", { class: "place-name" }, chat.name),
        !channel && h("small", {}, chat.says),
      ),
      chat.shared && icon("shared"),
      chat.unread && h("span", { class: "dot" }, h("span", { class: "visually-hidden" }, "unread")),
    );
    button.dataset.focus = chat.id;
    return button;
  }

  return { rail, node, show, unread: marks.first };
}

/** The line under a chat's name: the start of its last message. */
function latest(view, chat) {
  const message = view.messages[chat.id]?.at(-1);
  if (!message) return chat.bot ? "Ask about an account" : "";
  if (message.deleted) return "This message has been deleted.";
  const text =
    message.text
      ?.replace(/<[^>]+>/g, "")
      .replace(/\*\*/g, "")
      .trim() || "Sent a card";
  return `${message.from === view.me ? "You: " : ""}${text}`.slice(0, 60);
}

/** The Teams client of one person: rail, list, chat or channel, message extension, dialogs. */

import { composer } from "../composer.js";
import { avatar, fill, h, icon, iconButton } from "../dom.js";
import { toaster } from "../toast.js";
import { cardActions } from "./run.js";
import { chatList } from "./chats.js";
import { extension } from "./extension.js";
import { messageLog } from "./messages.js";
import { taskDialog } from "./dialog.js";

const shows = (message, text) => JSON.stringify(message.attachments ?? []).includes(text);

/**
 * @param {HTMLElement} root
 * @param {ReturnType<import("../link.js").connect>} wire
 * @param {{examples: string[], json: (name: string, value: any) => void, unread: (count: number) => void}} page
 */
export function teamsClient(root, wire, page) {
  let view = null;
  let open = "";
  let replyTo = "";
  let editing = null;
  const drafts = new Map();
  const toast = toaster(root);
  const act = (what, detail) => toast.trying(() => wire.act(what, detail));

  const list = chatList({ go });
  const title = h("h2", { class: "conversation-title" });
  const menu = iconButton("back", "Chats and channels", () => root.classList.add("at-list"), {
    class: "icon-button to-list",
  });
  const typing = h("div", { class: "typing", role: "status" });
  const dialog = taskDialog(root, { wire, json: page.json, told: (text) => toast.tell(text) });
  const actions = cardActions({ wire, dialog });
  const search = extension({
    wire,
    place: () => open,
    commands: () => view.commands,
    changed: () => write.refresh(),
  });
  const write = composer({
    name: "Message",
    send: (text) => send(text, ""),
    complete,
    tools: tools(),
    loaded: search.held,
  });
  write.node.prepend(search.panel);
  write.node.querySelector(".composer-box").prepend(search.inserted);
  const editor = composer({ name: "Edit message", send: saveEdit, complete });
  editor.node.classList.add("editor");
  editor.node.addEventListener("keydown", (event) => event.key === "Escape" && setEdit(null));
  const reply = composer({ name: "Reply", send: (text) => send(text, replyTo), complete });
  const log = messageLog({
    actions,
    act,
    json: page.json,
    view: () => view,
    replyTo: setReply,
    reply: reply.node,
    editor: editor.node,
    edit: setEdit,
    dialog,
  });
  const main = h(
    "main",
    { class: "conversation" },
    h("header", { class: "conversation-head" }, menu, title),
    log.node,
    typing,
    write.node,
  );

  root.classList.add("client", "teams");
  root.prepend(list.rail, list.node, main);

  function tools() {
    const apps = iconButton("apps", "Search accounts with Hardline", () => search.toggle(apps), {
      "aria-haspopup": "dialog",
      "aria-expanded": "false",
    });
    const mention = iconButton("at", "Mention Hardline", () =>
      write.fill(`${write.text()}@${view.people[view.bot].name} `),
    );
    return [mention, apps];
  }

  function complete(typed) {
    const at = /(?:^|\s)@(\S*)$/.exec(typed);
    if (!at) return [];
    return Object.entries(view.people)
      .filter(([id, person]) => id !== view.me && person.name.toLowerCase().startsWith(at[1].toLowerCase()))
      .map(([, person]) => ({ insert: `@${person.name} `, title: person.name, detail: person.title }));
  }

  const current = () => view.chats.find((chat) => chat.id === open);

  function go(id) {
    if (open) drafts.set(open, write.text());
    const fresh = list.unread(view, id);
    open = id;
    root.classList.remove("at-list");
    turn();
    if (fresh) log.toRow(view.messages[id].some((one) => one.id === fresh.root) ? fresh.root : fresh.id);
  }

  function turn() {
    const chat = current();
    replyTo = "";
    editing = null;
    search.close();
    const name = view.people[view.bot].name;
    const examples = chat.bot ? page.examples : page.examples.slice(0, 4).map((text) => `@${name} ${text}`);
    const placeholder = chat.kind === "channel" ? `Start a post in ${chat.name}` : "Type a message";
    write.show({ placeholder, draft: drafts.get(open) ?? "", chips: examples });
    log.reset();
    show(view);
  }

  function setReply(id) {
    replyTo = id;
    show(view);
    if (!id) return;
    reply.show({ placeholder: "Reply", draft: "", chips: [] });
    const root = view.messages[open]?.find((message) => message.id === id);
    const heard = view.hears && root?.from === view.bot; // then every reply reaches the bot
    reply.fill(heard ? "" : `@${view.people[view.bot].name} `);
  }

  /** An own message turns into a box with its text; Escape leaves it as it is. */
  function setEdit(message) {
    editing = message;
    show(view);
    if (!message) return;
    editor.show({ placeholder: "Edit message", draft: "", chips: [] });
    editor.fill(message.text);
  }

  async function saveEdit(text) {
    const { chat, id } = editing;
    try {
      await wire.act("edit", { chat, id, text });
    } catch (error) {
      toast.tell(error.message);
      throw error;
    }
    setEdit(null);
  }

  async function send(text, thread) {
    const card = thread ? null : search.take();
    if (!thread) log.toEnd();
    try {
      await wire.act("say", { chat: open, text, thread, card });
    } catch (error) {
      if (card) search.hold(card);
      toast.tell(error.message);
      throw error;
    }
  }

  function showTyping() {
    const names = (view.typing?.[open] ?? []).map((id) => view.people[id]?.name ?? "Someone");
    const text = names.length ? `${names.join(", ")} is typing` : "";
    if (typing.dataset.text === text) return;
    typing.dataset.text = text;
    typing.replaceChildren(
      ...(text ? [h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i")), text] : []),
    );
  }

  /** Draws what this person sees now; what has not changed stays as it is. */
  function show(next) {
    const someoneElse = view?.me !== next.me;
    view = next;
    if (someoneElse || !current()) {
      drafts.clear();
      actions.forget();
      open = (view.chats.find((chat) => chat.bot) ?? view.chats[0]).id;
      log.reset();
      turn();
      return;
    }
    const chat = current();
    const unread = list.show(view, open);
    menu.classList.toggle("has-unread", unread > 0);
    page.unread(unread);
    const mark =
      chat.kind === "channel"
        ? h("span", { class: "team-tile", "aria-hidden": "true" }, (chat.team ?? chat.name)[0])
        : avatar(chat.name, { bot: chat.bot });
    fill(
      title,
      mark,
      h("span", {}, chat.name),
      chat.team && h("small", {}, chat.team),
      chat.shared && icon("shared"),
    );
    log.show(view.messages[open] ?? [], chat, replyTo, editing?.id);
    showTyping();
  }

  /** A step of the guide: turns to its place, and says what is to be said there. */
  async function visit({ place, say, below }) {
    const found = view.chats.find((chat) => (place ? chat.id === place : chat.bot));
    if (!found) return;
    dialog.follow(null);
    go(found.id);
    const card = below && view.messages[open].findLast((one) => (!one.root || one.root === one.id) && shows(one, below));
    if (below && !card) toast.tell("No case stands here yet: open one first.");
    else if (say) await send(say, card?.id ?? "").catch(() => {}); // it was told already
  }

  return { show, visit, tell: toast.tell };
}

/** The Slack client of one person: sidebar, conversation or Home, thread, modal. */

import { composer } from "../composer.js";
import { avatar, fill, h, icon, iconButton } from "../dom.js";
import { toaster } from "../toast.js";
import { asks, complete, encode } from "./compose.js";
import { homeTab } from "./home.js";
import { confirmDialog, modals } from "./modal.js";
import { messageLog } from "./messages.js";
import { sidebar } from "./sidebar.js";
import { uploads } from "./uploads.js";

const TABS = { home: "Home", messages: "Messages" };

/**
 * @param {HTMLElement} root
 * @param {ReturnType<import("../link.js").connect>} wire
 * @param {{examples: string[], json: (name: string, value: any) => void, unread: (count: number) => void}} page
 */
export function slackClient(root, wire, page) {
  let view = null;
  let open = "";
  let tab = "messages";
  let thread = "";
  const drafts = new Map();
  const toast = toaster(root);
  const act = (what, detail) => toast.trying(() => wire.act(what, detail));

  const side = sidebar({ go });
  const title = h("h2", { class: "conversation-title" });
  const tabs = h("div", { class: "tabs", role: "tablist" });
  const menu = iconButton("back", "Channels and messages", () => root.classList.add("at-list"), {
    class: "icon-button to-list",
  });
  const head = h("header", { class: "conversation-head" }, menu, title);
  const context = {
    act,
    json: page.json,
    confirm: (object) => confirmDialog(root, object),
    openThread,
    view: () => view,
  };
  const log = messageLog({ ...context, name: "Messages" });
  const home = homeTab(context);
  const along = uploads(toast.tell, () => write.refresh());
  const write = composer({
    name: "Message",
    send: (text) => send(text, "", along),
    complete: (typed) => complete(typed, view),
    tools: [along.tools, tools()].flat(),
    loaded: along.some,
  });
  write.node.querySelector("textarea").after(along.node);
  const main = h("main", { class: "conversation" }, head, tabs, log.node, home.node, write.node);

  const replies = messageLog({ ...context, name: "Thread", inThread: true });
  const below = uploads(toast.tell, () => reply.refresh());
  const reply = composer({
    name: "Reply",
    send: (text) => send(text, thread, below),
    complete: (typed) => complete(typed, view, { inThread: true }),
    tools: below.tools,
    loaded: below.some,
  });
  reply.node.querySelector("textarea").after(below.node);
  const pane = h(
    "aside",
    {
      class: "thread",
      "aria-label": "Thread",
      hidden: true,
      onkeydown: (event) => event.key === "Escape" && openThread(""),
    },
    h(
      "header",
      { class: "conversation-head" },
      h("h2", { class: "conversation-title" }, "Thread"),
      iconButton("close", "Close the thread", () => openThread("")),
    ),
    replies.node,
    reply.node,
  );

  root.classList.add("client", "slack");
  root.prepend(side.node, main, pane);
  const dialogs = modals(root, context);

  function tools() {
    const run = iconButton("bolt", "Shortcuts", () =>
      side.shortcuts(run, view, (callback) => act("shortcut", { callback_id: callback })),
    );
    const slash = iconButton("slash", "Run a command", () => write.fill("/"));
    const mention = iconButton("at", "Mention Hardline", () =>
      write.fill(`${write.text()}@${view.people[view.app].name} `),
    );
    return [slash, mention, run];
  }

  /** Turns to a channel, a direct conversation or the app. */
  function go(id) {
    if (open) drafts.set(open, write.text());
    const fresh = side.unread(view, id);
    open = id;
    tab = "messages";
    root.classList.remove("at-list");
    openThread("");
    turn();
    if (fresh) log.toRow(fresh.thread_ts || fresh.ts);
    if (view.channels.find((channel) => channel.id === id)?.app) act("open_home", { tab: "messages" });
  }

  function turn() {
    const channel = current();
    write.show({
      placeholder: channel.dm ? `Message ${channel.name}` : `Message #${channel.name}`,
      draft: drafts.get(open) ?? "",
      chips: asks(channel, page.examples, view),
    });
    log.reset();
    show(view);
  }

  function openThread(ts) {
    const before = document.activeElement;
    thread = ts;
    pane.hidden = !ts;
    if (ts) {
      reply.show({ placeholder: "Reply…", draft: "", chips: [] });
      replies.reset();
      show(view);
      reply.fill("");
    } else if (pane.contains(before)) {
      write.fill(write.text());
    }
  }

  async function send(text, threadTs, waiting) {
    (threadTs ? replies : log).toEnd();
    const files = waiting.give();
    try {
      const [, command, words] = (!threadTs && /^(\/\S+)\s*([\s\S]*)$/.exec(text)) || [];
      const sent = { channel: open, text: encode(command ? words : text, view) };
      if (command) await wire.act("command", { ...sent, command });
      else await wire.act("say", { ...sent, thread_ts: threadTs, files });
    } catch (error) {
      waiting.back(files);
      toast.tell(error.message);
      throw error;
    }
  }

  const current = () => view.channels.find((channel) => channel.id === open);

  function showTabs(channel) {
    tabs.hidden = !channel.app;
    if (tabs.dataset.at === `${open}/${tab}`) return;
    tabs.dataset.at = `${open}/${tab}`;
    const focused = tabs.contains(document.activeElement);
    tabs.replaceChildren(
      ...Object.entries(TABS).map(([id, name]) => {
        const selected = { "aria-selected": String(id === tab), onclick: () => turnTab(id) };
        return h("button", { type: "button", role: "tab", ...selected }, name);
      }),
    );
    if (focused) tabs.querySelector('[aria-selected="true"]')?.focus();
  }

  function turnTab(name) {
    tab = name;
    act("open_home", { tab });
    show(view);
  }

  /** Draws what this person sees now; what has not changed stays as it is. */
  function show(next) {
    const someoneElse = view?.me !== next.me;
    view = next;
    if (someoneElse || !current()) {
      drafts.clear();
      open = (view.channels.find((channel) => channel.app) ?? view.channels[0]).id;
      thread = "";
      pane.hidden = true;
      tab = "messages";
      log.reset();
      turn();
      return;
    }
    const channel = current();
    const unread = side.show(view, open);
    menu.classList.toggle("has-unread", unread > 0);
    page.unread(unread);
    fill(
      title,
      channel.dm
        ? avatar(channel.name, { bot: channel.app })
        : icon(channel.kind === "group" ? "lock" : "hash"),
      h("span", {}, channel.name),
      channel.shared && h("span", { class: "tag" }, `shared with ${channel.shared}`),
    );
    showTabs(channel);
    const atHome = tab === "home" && channel.app;
    const messages = view.messages[open] ?? [];
    home.node.hidden = !atHome;
    log.node.hidden = write.node.hidden = atHome;
    if (atHome) home.show(view.home);
    else log.show(messages, channel);
    if (thread) {
      const within = messages.filter(({ ts, thread_ts }) => ts === thread || thread_ts === thread);
      replies.show(within, channel);
    }
    dialogs.show(view.modals);
  }

  /** A step of the guide: turns to its place, and says what is to be said there. */
  async function visit({ place, say }) {
    const found = view.channels.find((channel) => (place ? channel.id === place : channel.app));
    if (!found) return;
    if (view.modals.length) await act("close", { view_id: view.modals.at(-1).id });
    go(found.id);
    if (say) await send(say, "", along).catch(() => {}); // it was told already
  }

  return { show, visit, tell: toast.tell };
}

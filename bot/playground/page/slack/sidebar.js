/** Slack's sidebar: the workspace, channels, direct messages and apps. */

import { avatar, h, icon, sync } from "../dom.js";
import { openMenu } from "../menu.js";
import { unreadMarks } from "../unread.js";

/** @param {{go: (channel: string) => void}} how */
export function sidebar({ go }) {
  const marks = unreadMarks();
  const name = h("div", { class: "workspace" });
  const lists = h("div", { class: "lists" });
  const node = h(
    "nav",
    { class: "sidebar", "aria-label": "Slack: channels and direct messages" },
    name,
    lists,
  );

  /** Gives how much is unread in all. */
  function show(view, open) {
    name.replaceChildren(
      h("span", { class: "workspace-tile", "aria-hidden": "true" }, view.team.name[0]),
      h("strong", {}, view.team.name),
    );
    marks.look(view, open);
    const groups = [
      { title: "Channels", channels: view.channels.filter((channel) => !channel.dm) },
      { title: "Direct messages", channels: view.channels.filter((channel) => channel.dm && !channel.app) },
      { title: "Apps", channels: view.channels.filter((channel) => channel.app) },
    ].filter((group) => group.channels.length);
    sync(
      lists,
      groups.map((group) => ({ ...group, rows: group.channels.map((channel) => row(channel, view, open)) })),
      (group) => group.title,
      drawGroup,
    );
    return view.channels.reduce((sum, channel) => sum + marks.count(view, channel.id), 0);
  }

  function row(channel, view, open) {
    return { ...channel, at: channel.id === open, unread: marks.count(view, channel.id) };
  }

  function drawGroup({ title, rows }) {
    return h(
      "section",
      { "aria-label": title },
      h("h3", {}, title),
      h(
        "ul",
        {},
        rows.map((channel) => h("li", {}, drawRow(channel))),
      ),
    );
  }

  function drawRow(channel) {
    const mark = channel.dm
      ? avatar(channel.name, { bot: channel.app })
      : icon(channel.kind === "group" ? "lock" : "hash");
    const button = h(
      "button",
      {
        type: "button",
        class: `place${channel.at ? " at" : ""}${channel.unread ? " unread" : ""}`,
        "aria-current": channel.at ? "page" : null,
        onclick: () => go(channel.id),
      },
      mark,
      h("span", { class: "place-name" }, channel.name),
      channel.shared && icon("shared"),
      channel.unread > 0 &&
        h("span", { class: "badge" }, channel.unread, h("span", { class: "visually-hidden" }, " unread")),
    );
    button.dataset.focus = channel.id;
    return button;
  }

  /** The menu of global shortcuts, at the button that opens it. */
  function shortcuts(anchor, view, run) {
    const known = view.shortcuts.filter((shortcut) => shortcut.type === "global");
    const none = [
      { label: "No shortcuts here", detail: "Message shortcuts are in each message's menu", run() {} },
    ];
    openMenu(
      anchor,
      known.length
        ? known.map((shortcut) => ({
            label: shortcut.name,
            detail: shortcut.description,
            run: () => run(shortcut.callback_id),
          }))
        : none,
    );
  }

  return { node, show, shortcuts, unread: marks.first };
}

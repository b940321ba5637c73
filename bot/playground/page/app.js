/** The page: two clients side by side, who is signed in to each, the drawer and the theme. */

import { h, iconButton } from "./dom.js";
import { closeDrawer, showJson } from "./drawer.js";
import { demo, guide } from "./guide.js";
import { connect } from "./link.js";
import { slackClient } from "./slack/client.js";
import { teamsClient } from "./teams/client.js";

const CLIENTS = { slack: slackClient, teams: teamsClient };
const NAMES = { slack: "Slack", teams: "Microsoft Teams" };

/**
 * One side of the page: the line that says who is signed in, and the client under it.
 * @returns {{take: (step: object) => Promise<void>, tell: (text: string) => void}}
 */
function side(platform, cast) {
  const section = document.querySelector(`.side[data-platform="${platform}"]`);
  const root = h("div", { class: "frame" });
  const state = h("span", { class: "state", role: "status" });
  const wire = connect(
    platform,
    (view) => client.show(view),
    (online) => {
      state.textContent = online ? "" : "Reconnecting…";
    },
  );
  const client = CLIENTS[platform](root, wire, {
    examples: cast.examples,
    json: showJson,
    unread: (count) => markUnread(platform, count),
  });
  const who = h(
    "select",
    { class: "who", "aria-label": `Signed in to ${NAMES[platform]} as`, onchange: () => become(who.value) },
    cast.people.map((person) => h("option", { value: person.id }, `${person.name} — ${person.title}`)),
  );
  const raw = iconButton("braces", `Last requests between ${NAMES[platform]} and the bot`, async () =>
    showJson(`${NAMES[platform]}: last requests`, await wire.act("traffic")),
  );
  section.replaceChildren(
    h("header", { class: "side-head" }, h("strong", {}, NAMES[platform]), who, state, raw),
    root,
  );

  function become(id) {
    sessionStorage.setItem(platform, id);
    return wire.become(id);
  }
  /** A step of the guide: as whom it says, where it says. */
  async function take(step) {
    show(platform);
    if (who.value !== step.user) {
      who.value = step.user;
      there = become(step.user);
    }
    await there;
    await client.visit(step);
  }
  const kept = sessionStorage.getItem(platform);
  who.value = cast.people.some((person) => person.id === kept) ? kept : cast.people[0].id;
  let there = become(who.value);
  return { take, tell: client.tell };
}

/** On a narrow screen the other client's button tells that something came in there. */
function markUnread(platform, count) {
  const button = document.querySelector(`.switch [data-platform="${platform}"]`);
  button.classList.toggle("has-unread", count > 0 && document.body.dataset.shown !== platform);
  button.dataset.unread = String(count);
}

/** On a narrow screen one client is shown at a time. */
function show(platform) {
  document.body.dataset.shown = platform;
  for (const button of document.querySelectorAll(".switch button")) {
    button.setAttribute("aria-pressed", String(button.dataset.platform === platform));
    markUnread(button.dataset.platform, Number(button.dataset.unread ?? 0));
  }
}

function turnTheme() {
  const root = document.documentElement;
  const dark = root.dataset.theme
    ? root.dataset.theme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  localStorage.setItem("theme", root.dataset.theme);
}

async function start() {
  const theme = localStorage.getItem("theme");
  if (theme) document.documentElement.dataset.theme = theme;
  document.querySelector(".page-tools").append(iconButton("theme", "Light or dark", turnTheme));
  document
    .querySelector(".switch")
    .addEventListener(
      "click",
      (event) => event.target.dataset.platform && show(event.target.dataset.platform),
    );
  document.addEventListener(
    "keydown",
    (event) => event.key === "Escape" && !event.defaultPrevented && closeDrawer(),
  );
  show("slack");
  const [cast, offered] = await Promise.all(["cast", "guide"].map(get));
  const sides = Object.fromEntries(
    Object.keys(CLIENTS).map((platform) => [platform, side(platform, cast[platform])]),
  );
  guide(offered.steps, (step) => sides[step.platform].take(step));
  demo(offered.demo, (text) => sides[document.body.dataset.shown].tell(text));
}

const get = async (what) => (await fetch(`/playground/${what}`)).json();

start();

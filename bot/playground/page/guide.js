/** The head's list of things to try, one click each, and the demo's own buttons: time and the next list. */

import { h } from "./dom.js";

const TICK_MS = 15_000;
const NARROW = matchMedia("(width < 760px)");
const DAY = new Intl.DateTimeFormat("en-US", { weekday: "short", month: "short", day: "numeric" });
const HOUR = new Intl.DateTimeFormat("en-US", { hour: "numeric", minute: "2-digit" });

/**
 * @param {object[]} steps
 * @param {(step: object) => Promise<void>} take
 */
export function guide(steps, take) {
  const node = document.getElementById("guide");
  const toggle = document.querySelector(".head-button.try");
  const show = (open) => {
    node.hidden = !open;
    toggle.setAttribute("aria-expanded", String(open));
  };
  if (!steps.length) return;
  toggle.hidden = false;
  toggle.addEventListener("click", () => show(node.hidden));
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    show(false);
    toggle.focus();
  });
  node.replaceChildren(h("ol", {}, steps.map((step) => h("li", {}, button(step)))));
  show(!NARROW.matches);

  function button(step) {
    const run = async () => {
      if (made.disabled) return;
      made.disabled = true;
      if (NARROW.matches) show(false);
      await take(step);
      made.disabled = false;
      made.dataset.done = "";
    };
    const made = h(
      "button",
      { type: "button", onclick: run },
      h("strong", {}, step.title),
      h("span", {}, step.about),
    );
    return made;
  }
}

/**
 * @param {{now: number, next: string}} first
 * @param {(text: string) => void} tell what went wrong
 */
export function demo(first, tell) {
  const node = document.querySelector(".demo");
  if (!first) return;
  let ahead = 0;
  const time = h("time", { class: "demo-time", title: "The demo’s clock" });
  const heard = h("span", { class: "visually-hidden", role: "status" });
  const day = h("button", { type: "button", class: "head-button", onclick: () => run("forward", 1) }, "Next day");
  const week = h("button", { type: "button", class: "head-button", onclick: () => run("forward", 7) }, "Next week");
  const list = h("button", { type: "button", class: "head-button", onclick: () => run("publish") });
  const buttons = [day, week, list];
  node.replaceChildren(time, day, week, list, heard);
  node.hidden = false;
  show(first);
  setInterval(tick, TICK_MS);

  function tick() {
    const now = new Date(Date.now() + ahead);
    const [date, hour] = [DAY.format(now), `, ${HOUR.format(now)}`];
    if (time.textContent === date + hour) return;
    time.replaceChildren(h("span", {}, date), h("span", {}, hour)); // a phone shows the day alone
    time.dateTime = now.toISOString();
  }
  function show({ now, next }) {
    ahead = now * 1000 - Date.now();
    tick();
    list.textContent = next ? "Publish the next list" : "The next list is out";
    list.disabled = !next;
  }
  async function run(what, days) {
    if (node.getAttribute("aria-busy") === "true") return;
    node.setAttribute("aria-busy", "true");
    for (const one of buttons) one.classList.add("waits");
    try {
      show(await sent({ do: what, days }));
      heard.textContent = days ? time.textContent : list.textContent;
    } catch (error) {
      tell(error.message);
    }
    node.setAttribute("aria-busy", "false");
    for (const one of buttons) one.classList.remove("waits");
  }
}

async function sent(body) {
  const answer = await fetch("/playground/demo", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  const got = await answer.json().catch(() => ({}));
  if (!answer.ok || got.error) throw new Error(got.error ?? `The playground answered ${answer.status}.`);
  return got;
}

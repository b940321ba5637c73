/** The message extension: search from the composer, choose a result, and it waits in the message to be sent. */

import { h, icon, iconButton, picture } from "../dom.js";
import { attachmentView } from "./cards.js";

const WAIT_MS = 250; // Teams asks the bot when typing pauses

/**
 * @param {object} how
 * @param {ReturnType<import("../link.js").connect>} how.wire
 * @param {() => string} how.place
 * @param {() => any[]} how.commands
 * @param {() => void} how.changed a card waits, or waits no longer
 */
export function extension({ wire, place, commands, changed }) {
  let attachment = null;
  let anchor = null;
  let timer = 0;
  let asked = 0;
  const field = h("input", {
    type: "search",
    class: "input-control",
    "aria-label": "Search accounts",
    placeholder: "Search accounts",
    autocomplete: "off",
    oninput: later,
  });
  const results = h("ul", { class: "results", "aria-label": "Results" });
  const told = h("p", { class: "results-note", role: "status" });
  const panel = h(
    "section",
    { class: "extension", "aria-label": "Hardline: search accounts", hidden: true, onkeydown: keys },
    h(
      "header",
      {},
      icon("hardline"),
      h("strong", {}, "Hardline"),
      iconButton("close", "Close the search", () => close(true)),
    ),
    field,
    told,
    results,
  );
  const inserted = h("div", { class: "inserted", hidden: true });

  function toggle(button) {
    anchor = button;
    if (!panel.hidden) return close(true);
    panel.hidden = false;
    anchor.setAttribute("aria-expanded", "true");
    field.value = "";
    field.focus();
    return ask();
  }
  function close(back = false) {
    panel.hidden = true;
    anchor?.setAttribute("aria-expanded", "false");
    if (back) anchor?.focus();
  }
  function keys(event) {
    const buttons = [...results.querySelectorAll("button")];
    const at = buttons.indexOf(document.activeElement);
    if (event.key === "Escape") close(true);
    else if (event.key === "ArrowDown") (buttons[at + 1] ?? buttons[0])?.focus();
    else if (event.key === "ArrowUp") (buttons[at - 1] ?? field).focus();
    else return;
    event.preventDefault();
  }
  function later() {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT_MS);
  }

  async function ask() {
    const command = commands().find((one) => one.type === "query");
    const mine = (asked += 1);
    told.textContent = "Searching…";
    try {
      const answer = await wire.act("query", {
        chat: place(),
        command: command?.id,
        parameter: command?.parameters?.[0]?.name,
        text: field.value,
      });
      if (mine === asked) show(answer);
    } catch (error) {
      if (mine === asked) show({ text: error.message });
    }
  }

  function show(answer) {
    const found = answer?.results ?? [];
    const nothing = field.value ? "Nothing found." : "Type a company, a domain or a ticker.";
    told.textContent = answer?.text || (found.length ? `${found.length} found` : nothing);
    results.replaceChildren(
      ...found.map((one) =>
        h("li", {}, h("button", { type: "button", onclick: () => choose(one) }, preview(one))),
      ),
    );
  }

  function choose(one) {
    hold(one);
    close(true);
  }

  /** Puts a card into the message that is being written. */
  function hold(one) {
    attachment = one;
    inserted.hidden = false;
    inserted.replaceChildren(
      attachmentView(attachment, { run: async () => {} }),
      iconButton("close", "Leave the card out", take),
    );
    inserted.firstElementChild.inert = true;
    changed();
  }

  /** The card to send, which then no longer waits. */
  function take() {
    const sent = attachment;
    attachment = null;
    inserted.hidden = true;
    inserted.replaceChildren();
    changed();
    return sent && { contentType: sent.contentType, content: sent.content };
  }

  return { panel, inserted, toggle, close, hold, take, held: () => Boolean(attachment) };
}

function preview(one) {
  const content = one.preview?.content ?? one.content ?? {};
  const image = content.images?.[0];
  return [
    image
      ? picture(image.url, image.alt ?? "", { class: "result-image" })
      : h("span", { class: "result-image" }, icon("hardline")),
    h(
      "span",
      { class: "result-text" },
      h("strong", {}, content.title ?? "Account"),
      content.subtitle && h("small", {}, content.subtitle),
      content.text && h("small", {}, content.text),
    ),
  ];
}

/** The box in which a message is written, with suggestions while typing and chips with examples under it. */

import { h, iconButton } from "./dom.js";
import { suggest } from "./menu.js";

/**
 * @typedef {object} Composer
 * @property {HTMLElement} node
 * @property {(text: string) => void} fill puts a text into the box and the cursor behind it
 * @property {(options: {placeholder: string, draft: string, chips: string[]}) => void} show turns to another conversation
 * @property {() => string} text
 */

/**
 * @param {object} how
 * @param {string} how.name what the box is called for screen readers
 * @param {(text: string) => Promise<void>} how.send tells the person when it fails; the text then comes back into the box
 * @param {(typed: string) => {insert: string, title: string, detail?: string}[]} [how.complete] choices for the word being typed
 * @param {Node[]} [how.tools] buttons at the foot of the box
 * @param {() => boolean} [how.loaded] true when there is something to send besides text
 * @returns {Composer}
 */
export function composer({ name, send, complete = () => [], tools = [], loaded = () => false }) {
  const area = h("textarea", {
    rows: 1,
    "aria-label": name,
    autocomplete: "off",
    disabled: true, // until it is shown: what was typed before would be lost
    onkeydown: keys,
    oninput: grow,
  });
  const list = h("div", { class: "suggestions above" });
  const button = iconButton("send", "Send now", submit, { class: "icon-button send" });
  const chips = h("div", { class: "chips", role: "group", "aria-label": "Examples to try" });
  const box = h(
    "form",
    { class: "composer-box", onsubmit: submit },
    list,
    area,
    h("div", { class: "composer-foot" }, tools, button),
  );
  const node = h("div", { class: "composer" }, box, chips);
  suggest(area, list, {
    find: () => complete(area.value.slice(0, area.selectionStart)),
    draw: (choice) => [h("span", {}, choice.title), choice.detail && h("small", {}, choice.detail)],
    pick(choice) {
      const rest = area.value.slice(area.selectionStart);
      const before = area.value.slice(0, area.selectionStart).replace(/\S*$/, "");
      fill(before + choice.insert + rest, before.length + choice.insert.length);
    },
  });

  function grow() {
    area.style.height = "";
    if (area.scrollHeight) area.style.height = `${Math.min(area.scrollHeight, 180)}px`;
    button.classList.toggle("ready", Boolean(area.value.trim()) || loaded());
  }
  function keys(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit(event);
  }
  async function submit(event) {
    event?.preventDefault();
    const text = area.value.trim();
    if (!text && !loaded()) return;
    area.value = "";
    grow();
    try {
      await send(text);
    } catch {
      if (!area.value) fill(text);
    }
  }
  function fill(text, at = text.length) {
    area.value = text;
    grow();
    area.focus({ preventScroll: true });
    area.setSelectionRange(at, at);
  }
  function show({ placeholder, draft, chips: examples }) {
    area.disabled = false;
    area.placeholder = placeholder;
    area.setAttribute("aria-label", placeholder);
    area.value = draft;
    chips.replaceChildren(
      ...examples.map((text) =>
        h("button", { type: "button", class: "chip", onclick: () => fill(text) }, text),
      ),
    );
    grow();
  }
  return { node, fill, show, refresh: grow, text: () => area.value };
}

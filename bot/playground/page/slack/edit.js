/** A message of one's own being edited, in its place. */

import { h } from "../dom.js";
import { decode, encode } from "./compose.js";

/**
 * @param {HTMLElement} article the message's element
 * @param {object} message
 * @param {object} how as for messages
 */
export function editBox(article, message, how) {
  const content = article.querySelector(".content");
  const area = h("textarea", { class: "text-input", rows: 1, "aria-label": "Edit message", onkeydown: keys });
  const save = h("button", { type: "button", class: "button primary", onclick: send }, "Save");
  const box = h(
    "div",
    { class: "edit-box" },
    area,
    h(
      "div",
      { class: "edit-foot" },
      h("button", { type: "button", class: "button", onclick: close }, "Cancel"),
      save,
    ),
  );
  area.value = decode(message.text, how.view());
  article.classList.add("editing");
  content.replaceWith(box);
  area.style.height = `${area.scrollHeight + 2}px`;
  area.focus();
  area.setSelectionRange(area.value.length, area.value.length);

  function close() {
    article.classList.remove("editing");
    box.replaceWith(content);
    article.focus({ preventScroll: true });
  }
  function keys(event) {
    if (event.key === "Escape") {
      event.stopPropagation();
      close();
    } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      send();
    }
  }
  async function send() {
    const text = encode(area.value.trim(), how.view());
    if (!text || text === message.text) return close();
    save.disabled = true;
    await how.act("edit", { channel: message.channel, ts: message.ts, text });
    save.disabled = false;
    if (box.isConnected) close();
  }
}

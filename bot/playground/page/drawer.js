/** The drawer with the raw JSON of a message, a card, a view or the last request. */

import { h, iconButton } from "./dom.js";

const drawer = document.getElementById("drawer");
const title = document.getElementById("drawer-title");
const code = document.getElementById("drawer-code");
let opener = null;

/** Shows a value as JSON; Escape or the cross closes and gives the focus back. */
export function showJson(name, value) {
  if (drawer.hidden) opener = document.activeElement;
  title.textContent = name;
  code.replaceChildren(...coloured(JSON.stringify(value, null, 2) ?? "null"));
  drawer.hidden = false;
  code.parentElement.scrollTop = 0;
  drawer.querySelector("button").focus();
}

export function closeDrawer() {
  drawer.hidden = true;
  if (opener?.isConnected) opener.focus({ preventScroll: true });
}

/** Keys, strings, numbers and words each in a span of their own; all of it text nodes. */
function coloured(json) {
  const parts = [];
  let from = 0;
  for (const found of json.matchAll(
    /("(?:[^"\\]|\\.)*")(\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/gi,
  )) {
    const kind = found[1] ? (found[2] ? "key" : "string") : "word";
    parts.push(json.slice(from, found.index), h("span", { class: `json-${kind}` }, found[1] ?? found[0]));
    from = found.index + (found[1] ?? found[0]).length;
  }
  return [...parts, json.slice(from)];
}

async function copy(event) {
  const button = event.currentTarget;
  try {
    await navigator.clipboard.writeText(code.textContent);
    button.dataset.done = "Copied";
  } catch {
    getSelection().selectAllChildren(code);
    button.dataset.done = "Selected: press Ctrl+C";
  }
  setTimeout(() => delete button.dataset.done, 1500);
}

drawer
  .querySelector(".drawer-tools")
  .append(iconButton("copy", "Copy the JSON", copy), iconButton("close", "Close the drawer", closeDrawer));
drawer.addEventListener("keydown", (event) => event.key === "Escape" && closeDrawer());

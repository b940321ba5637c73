/** Files to be sent along with a message: chosen by a button, shown until they are sent. */

import { h, icon, iconButton } from "../dom.js";

const MOST = 1_000_000; // bytes of one file: the demo keeps them in memory

/**
 * @param {(text: string) => void} tell says what is wrong with a file
 * @param {() => void} changed
 */
export function uploads(tell, changed) {
  const chosen = new Map();
  const input = h("input", { type: "file", multiple: true, hidden: true, onchange: take });
  const button = iconButton("clip", "Attach files", () => input.click());
  const node = h("div", { class: "uploads", hidden: true });

  async function take() {
    for (const file of input.files) {
      if (file.size > MOST) tell(`${file.name} is too large for the demo.`);
      else chosen.set(file.name, await base64(file));
    }
    input.value = "";
    show();
  }
  function drop(name) {
    chosen.delete(name);
    show();
  }
  function show() {
    node.hidden = !chosen.size;
    node.replaceChildren(
      ...[...chosen.keys()].map((name) =>
        h("span", { class: "file" }, icon("file"), name, iconButton("close", `Remove ${name}`, () => drop(name))),
      ),
    );
    changed();
  }
  /** What is to be sent, which is then no longer waiting. */
  function give() {
    const files = Object.fromEntries(chosen);
    chosen.clear();
    show();
    return files;
  }
  /** Back again, when sending failed. */
  function back(files) {
    for (const [name, body] of Object.entries(files)) chosen.set(name, body);
    show();
  }
  return { node, tools: [button, input], give, back, some: () => chosen.size > 0 };
}

const base64 = (file) =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ""));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });

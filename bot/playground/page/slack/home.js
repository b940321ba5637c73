/** The app's Home tab. */

import { h, iconButton } from "../dom.js";
import { blockKit, surfaceOf } from "./blockkit.js";

/** @param {object} how as for messages */
export function homeTab(how) {
  const node = h("section", { class: "home", "aria-label": "Home", tabindex: 0 });
  let shown = "";
  let form = null;

  /** Draws the view if it is another one; what its fields held stays. */
  function show(home) {
    const stamp = JSON.stringify(home);
    if (shown === stamp) return;
    shown = stamp;
    const focus = node.contains(document.activeElement) && document.activeElement.dataset.focus;
    node.replaceChildren(home ? draw(home) : h("p", { class: "empty" }, "Home is on its way…"));
    if (focus) node.querySelector(`[data-focus="${CSS.escape(focus)}"]`)?.focus();
  }

  function draw(home) {
    const surface = surfaceOf(how, { view_id: home.id }, "home", form?.values());
    form = surface.form;
    const raw = iconButton("braces", "Raw JSON of the Home tab", () => how.json("Home tab", home), {
      class: "icon-button raw",
    });
    return h("div", { class: "home-page" }, blockKit(home.blocks, surface), raw);
  }

  return { node, show };
}

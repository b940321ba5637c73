/** A line that tells, in one client, that something did not work; it goes by itself or by its cross. */

import { h, iconButton } from "./dom.js";

const STAYS_MS = 8000;

/** @param {HTMLElement} client */
export function toaster(client) {
  const region = h("div", { class: "toasts", role: "alert" });
  client.append(region);

  /** Runs something; what goes wrong is told here instead of being lost. */
  async function trying(work) {
    try {
      return await work();
    } catch (error) {
      tell(error.message);
      return undefined;
    }
  }
  function tell(text) {
    const toast = h(
      "div",
      { class: "toast" },
      h("span", {}, text),
      iconButton("close", "Dismiss", () => toast.remove()),
    );
    region.replaceChildren(toast);
    setTimeout(() => toast.remove(), STAYS_MS);
  }
  return { tell, trying };
}

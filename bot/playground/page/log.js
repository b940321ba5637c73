/** The scrolling list of messages in both clients: it stays at its end while the reader is there. */

import { h } from "./dom.js";

const NEAR_PX = 80; // so close to the end still counts as there

/**
 * @param {string} name for screen readers
 * @returns {{node: HTMLElement, list: HTMLElement, settle: () => void, toEnd: () => void, toRow: (key: string) => void, reset: () => void}}
 */
export function scrollingLog(name) {
  const list = h("div", { class: "log-list", role: "log", "aria-live": "polite", "aria-label": name });
  const node = h("div", { class: "log", tabindex: 0, role: "region", "aria-label": name }, list);
  let atEnd = true;
  node.addEventListener("scroll", () => {
    atEnd = node.scrollHeight - node.scrollTop - node.clientHeight < NEAR_PX;
  });
  new ResizeObserver(settle).observe(node);

  /** After something was added, or the log came into view. */
  function settle() {
    if (atEnd) node.scrollTop = node.scrollHeight;
  }
  /** Whoever writes wants to see what comes of it. */
  function toEnd() {
    atEnd = true;
    settle();
  }
  /** Where reading is to begin, as for what came in meanwhile. */
  function toRow(key) {
    const row = list.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!row) return;
    node.scrollTop += row.getBoundingClientRect().top - node.getBoundingClientRect().top;
    atEnd = node.scrollHeight - node.scrollTop - node.clientHeight < NEAR_PX;
  }
  function reset() {
    atEnd = true;
    list.replaceChildren();
  }
  return { node, list, settle, toEnd, toRow, reset };
}

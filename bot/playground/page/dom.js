/** Building blocks of the page. Whatever comes from a message enters as a text node, never as markup. */

const SVG = "http://www.w3.org/2000/svg";
const SAFE_SCHEMES = new Set(["http:", "https:", "mailto:", "tel:"]);

/**
 * Makes an element: `h("button", { class: "x", onclick: run, "aria-label": "Close" }, "Close")`.
 * @param {string} tag
 * @param {Record<string, any>} [props] attributes; `on…` functions become listeners, null and false are left out
 * @param {...(Node|string|number|null|undefined|false|any[])} children
 * @returns {any}
 */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") node.addEventListener(name.slice(2), value);
    else if (name === "value") node.value = value;
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...present(children));
  return node;
}

/** Replaces what is in an element. */
export function fill(node, ...children) {
  node.replaceChildren(...present(children));
}

const present = (children) => children.flat(Infinity).filter(Boolean);

/** An icon of our own drawing, by its id in icons.svg. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `/playground/static/icons.svg#${name}`);
  svg.append(use);
  return svg;
}

/** A button that is an icon; the label is what screen readers and tooltips say. */
export function iconButton(name, label, onclick, props = {}) {
  return h(
    "button",
    { type: "button", class: "icon-button", title: label, "aria-label": label, onclick, ...props },
    icon(name),
  );
}

/** The address if a browser may follow it, else null: `javascript:` and friends stay text. */
export function safeUrl(text) {
  try {
    const url = new URL(String(text));
    return SAFE_SCHEMES.has(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** A link to another place, or its plain text when the address is not a safe one. */
export function link(url, ...children) {
  const href = safeUrl(url);
  const inside = children.length ? children : [url];
  if (!href) return h("span", {}, ...inside);
  return h("a", { href, target: "_blank", rel: "noopener noreferrer", title: href }, ...inside);
}

/** A picture from this server or from the message itself; anything else shows its description only. */
export function picture(url, alt, props = {}) {
  const text = String(url ?? "");
  const here = safeUrl(text) && new URL(text).origin === location.origin;
  if (here || text.startsWith("data:image/")) return h("img", { src: text, alt, ...props });
  return h("span", { class: "no-picture", role: "img", "aria-label": alt }, alt || "picture");
}

/** Initials on one of eight colours, the same for a name each time. */
export function avatar(name, { bot = false } = {}) {
  if (bot) return h("span", { class: "avatar bot", "aria-hidden": "true" }, icon("hardline"));
  const words = String(name || "?")
    .split(/\s+/)
    .filter((word) => /[\p{L}\p{N}]/u.test(word));
  const letters = words.length > 1 ? [words[0], words.at(-1)] : words;
  const initials = letters.map((word) => [...word][0].toUpperCase()).join("") || "?";
  const hue = [...String(name)].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 997, 7) % 8;
  return h("span", { class: `avatar hue-${hue}`, "aria-hidden": "true" }, initials);
}

const drawnFrom = new WeakMap();

/**
 * Makes `parent` show `items` in order, keeping each element whose item has not changed, so that what is
 * being typed or read there stays, and live regions announce only what is new.
 * @template T
 * @param {Element} parent
 * @param {T[]} items
 * @param {(item: T) => string} key
 * @param {(item: T, before: Element|undefined) => Element} draw
 */
export function sync(parent, items, key, draw) {
  const old = new Map([...parent.children].map((node) => [node.dataset.key, node]));
  const focus = focusedAction(parent);
  let place = parent.firstElementChild;
  for (const item of items) {
    const id = key(item);
    const stamp = JSON.stringify(item);
    let node = old.get(id);
    old.delete(id);
    if (!node || drawnFrom.get(node) !== stamp) {
      const fresh = draw(item, node);
      fresh.dataset.key = id;
      drawnFrom.set(fresh, stamp);
      if (node && node !== fresh) {
        if (place === node) place = fresh;
        node.replaceWith(fresh);
      }
      node = fresh;
    }
    if (node === place) place = place.nextElementSibling;
    else parent.insertBefore(node, place);
  }
  for (const gone of old.values()) gone.remove();
  if (focus && !parent.contains(document.activeElement)) restoreFocus(parent, focus);
}

function focusedAction(parent) {
  const active = document.activeElement;
  if (!active || active === parent || !parent.contains(active)) return null;
  return { action: active.dataset.focus, item: active.closest("[data-key]")?.dataset.key };
}

/** After a card was replaced under the person's hands: the same control if it is still there, else the card. */
function restoreFocus(parent, { action, item }) {
  const card = item === undefined ? null : parent.querySelector(`[data-key="${CSS.escape(item)}"]`);
  const target = (action && card?.querySelector(`[data-focus="${CSS.escape(action)}"]`)) || card;
  target?.focus({ preventScroll: true });
}

const clock = new Intl.DateTimeFormat("en-US", { hour: "numeric", minute: "2-digit" });
const day = new Intl.DateTimeFormat("en-US", { weekday: "long", month: "long", day: "numeric" });

/** "9:27 AM" */
export const timeOf = (seconds) => clock.format(new Date(seconds * 1000));
/** "Monday, November 23" */
export const dayOf = (seconds) => day.format(new Date(seconds * 1000));

/** Pop-up menus, lists of suggestions and dialogs, all usable by keyboard. */

import { h } from "./dom.js";

/** Puts a floating box by its anchor, inside the window. */
function place(box, anchor) {
  const at = anchor.getBoundingClientRect();
  const size = box.getBoundingClientRect();
  const below = at.bottom + size.height + 8 < innerHeight;
  box.style.left = `${Math.max(8, Math.min(at.left, innerWidth - size.width - 8))}px`;
  box.style.top = `${Math.max(8, below ? at.bottom + 4 : at.top - size.height - 4)}px`;
}

/**
 * Opens a menu at a button; arrows move, Enter chooses, Escape and Tab close.
 * @param {HTMLElement} anchor
 * @param {{label: string, detail?: string, danger?: boolean, run: () => void}[]} items
 */
export function openMenu(anchor, items) {
  const choose = (item) => {
    close();
    item.run();
  };
  const buttons = items.map((item) =>
    h(
      "button",
      {
        type: "button",
        role: "menuitem",
        class: item.danger ? "danger" : null,
        tabindex: -1,
        onclick: () => choose(item),
      },
      h("span", {}, item.label),
      item.detail && h("small", {}, item.detail),
    ),
  );
  const box = h(
    "div",
    { role: "menu", class: "menu", "aria-label": anchor.getAttribute("aria-label"), onkeydown: keys },
    buttons,
  );
  const host = anchor.closest(".client") ?? document.body;

  function close() {
    box.remove();
    anchor.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", outside, true);
    anchor.focus({ preventScroll: true });
  }
  function outside(event) {
    if (!box.contains(event.target)) close();
  }
  function keys(event) {
    const at = buttons.indexOf(document.activeElement);
    const step = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (step !== undefined) buttons.at(step % buttons.length).focus();
    else if (event.key === "Escape" || event.key === "Tab") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  host.append(box);
  anchor.setAttribute("aria-expanded", "true");
  place(box, anchor);
  document.addEventListener("pointerdown", outside, true);
  buttons[0]?.focus();
}

/**
 * A dialog over one client: the rest of that client rests, Tab stays inside, Escape asks to close.
 * @param {HTMLElement} client
 * @param {HTMLElement} box
 * @param {{label: string, onescape: () => void}} options
 * @returns {{close: () => void}}
 */
export function openDialog(client, box, { label, onescape }) {
  const before = document.activeElement;
  const shade = h(
    "div",
    { class: "shade", onkeydown: keys, onpointerdown: (event) => event.target === shade && onescape() },
    box,
  );
  box.setAttribute("role", "dialog");
  box.setAttribute("aria-modal", "true");
  box.setAttribute("aria-label", label);
  box.tabIndex = -1;
  const resting = [...client.children].filter((child) => !child.inert && !child.matches(".toasts"));
  for (const child of resting) child.inert = true;
  client.append(shade);
  focusFirst(box);

  function keys(event) {
    if (event.key === "Escape") {
      event.stopPropagation();
      onescape();
    } else if (event.key === "Tab") {
      turnAround(box, event);
    }
  }
  function close() {
    shade.remove();
    for (const child of resting) child.inert = false;
    if (before?.isConnected) before.focus({ preventScroll: true });
  }
  return { close };
}

const FOCUSABLE =
  "a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), summary";

/** The first field, else the first button that does something, else the dialog. */
export function focusFirst(box) {
  const field = box.querySelector(".dialog-body input, .dialog-body textarea, .dialog-body select");
  (field ?? box.querySelector(".dialog-foot button, .dialog-body button") ?? box).focus({
    preventScroll: true,
  });
}

function turnAround(box, event) {
  const stops = [...box.querySelectorAll(FOCUSABLE)].filter((node) => node.offsetParent);
  const edge = event.shiftKey ? stops[0] : stops.at(-1);
  const inside = box.contains(document.activeElement) && document.activeElement !== box;
  if (inside && document.activeElement !== edge) return;
  event.preventDefault();
  (event.shiftKey ? stops.at(-1) : stops[0])?.focus();
}

/**
 * A text field that offers a list below or above it while typing (ARIA combobox).
 * `find` gives the choices for what is typed; `pick` takes the chosen one.
 * @param {HTMLElement} field
 * @param {HTMLElement} list an empty element beside the field
 * @param {{find: () => any[]|Promise<any[]>, draw: (choice: any) => any, pick: (choice: any) => void}} how
 */
export function suggest(field, list, { find, draw, pick }) {
  let choices = [];
  let at = 0;
  let asked = 0;
  list.id ||= `list-${Math.random().toString(36).slice(2)}`;
  list.setAttribute("role", "listbox");
  list.hidden = true;
  for (const [name, value] of [
    ["role", "combobox"],
    ["aria-autocomplete", "list"],
    ["aria-controls", list.id],
    ["aria-expanded", "false"],
  ]) {
    field.setAttribute(name, value);
  }

  async function refresh() {
    const mine = ++asked;
    const found = await find();
    if (mine !== asked) return;
    choices = found;
    at = 0;
    show();
  }
  function show() {
    list.hidden = !choices.length;
    field.setAttribute("aria-expanded", String(!list.hidden));
    list.replaceChildren(
      ...choices.map((choice, index) =>
        h(
          "div",
          {
            role: "option",
            id: `${list.id}-${index}`,
            "aria-selected": String(index === at),
            onpointerdown: (event) => take(event, choice),
          },
          draw(choice),
        ),
      ),
    );
    if (list.hidden) field.removeAttribute("aria-activedescendant");
    else field.setAttribute("aria-activedescendant", `${list.id}-${at}`);
  }
  function take(event, choice) {
    event.preventDefault();
    hide();
    pick(choice);
  }
  function hide() {
    asked += 1;
    choices = [];
    show();
  }
  field.addEventListener("input", refresh);
  field.addEventListener("focus", () => field.dataset.openOnFocus !== undefined && refresh());
  field.addEventListener("blur", hide);
  field.addEventListener("keydown", keys, { capture: true }); // before the box's own Enter
  function keys(event) {
    if (list.hidden || event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      at = (at + (event.key === "ArrowDown" ? 1 : choices.length - 1)) % choices.length;
      show();
      event.preventDefault();
    } else if (event.key === "Enter" || event.key === "Tab") {
      event.stopImmediatePropagation();
      take(event, choices[at]);
    } else if (event.key === "Escape") {
      event.stopImmediatePropagation();
      hide();
    }
  }
}

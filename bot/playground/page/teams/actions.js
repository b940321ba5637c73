/** The actions of Adaptive Cards: buttons that send, open, unfold or show. */

import { h, safeUrl } from "../dom.js";
import { openMenu } from "../menu.js";
import { cardBody } from "./adaptive.js";
import { gather } from "./inputs.js";

const BAR = 6; // Teams shows six actions of a card; the rest hides behind the dots

/** A row of buttons, and under it the card that one of them unfolds. */
export function actionSet(actions, surface) {
  const unfolded = h("div", { class: "show-card", hidden: true });
  const known = actions.map((action) => supported(action)).filter(Boolean);
  const primary = known.filter((action) => action.mode !== "secondary");
  const shown = primary.slice(0, BAR);
  const more = known.filter((action) => !shown.includes(action));
  const bar = h(
    "div",
    { class: "action-bar" },
    shown.map((action) => button(action, surface, unfolded)),
    more.length && overflow(more, surface, unfolded),
  );
  return h("div", { class: "action-set" }, bar, unfolded);
}

/** The action itself, or its fallback where Teams would use that. */
function supported(action) {
  if (action.type in RUN) return action;
  return action.fallback?.type ? supported(action.fallback) : null;
}

function button(action, surface, unfolded) {
  const node = h(
    "button",
    {
      type: "button",
      class: `card-action ${action.style ?? ""}`,
      title: action.tooltip,
      disabled: action.isEnabled === false,
      "aria-expanded": action.type === "Action.ShowCard" ? "false" : null,
      onclick: () => run(action, surface, node, unfolded),
    },
    action.title ?? "",
  );
  node.dataset.focus = `${action.type}/${action.verb ?? ""}/${action.title}`;
  return node;
}

function overflow(actions, surface, unfolded) {
  const node = h(
    "button",
    {
      type: "button",
      class: "card-action overflow",
      "aria-label": "More actions",
      "aria-haspopup": "menu",
      onclick: open,
    },
    "⋯",
  );
  function open() {
    openMenu(
      node,
      actions.map((action) => ({ label: action.title, run: () => run(action, surface, node, unfolded) })),
    );
  }
  return node;
}

const RUN = {
  "Action.Execute": send,
  "Action.Submit": send,
  "Action.OpenUrl"(action) {
    const url = safeUrl(action.url);
    if (url) window.open(url, "_blank", "noopener");
  },
  "Action.ShowCard"(action, surface, node, unfolded) {
    const open = unfolded.hidden || unfolded.dataset.of !== action.title;
    for (const other of unfolded.parentElement.querySelectorAll("[aria-expanded]"))
      other.setAttribute("aria-expanded", "false");
    node.setAttribute("aria-expanded", String(open));
    unfolded.hidden = !open;
    if (unfolded.dataset.of === action.title) return;
    unfolded.dataset.of = action.title;
    const inputs = new Map(surface.inputs);
    unfolded.replaceChildren(...cardBody(action.card, { ...surface, inputs }));
  },
  "Action.ToggleVisibility"(action, surface) {
    for (const target of action.targetElements ?? []) {
      const id = target.elementId ?? target;
      const node = surface.root.querySelector(`[data-id="${CSS.escape(id)}"]`);
      if (node) node.hidden = !(target.isVisible ?? node.hidden);
    }
  },
};

const run = (action, surface, node, unfolded) => RUN[action.type]?.(action, surface, node, unfolded);

/** Reads and checks the inputs, then hands the action over; the card rests meanwhile and tells what went wrong. */
async function send(action, surface, node) {
  const data = action.associatedInputs === "none" ? {} : gather(surface.inputs);
  if (!data || surface.root.ariaBusy === "true") return;
  surface.root.querySelector(".card-error")?.remove();
  surface.root.ariaBusy = "true";
  node.classList.add("busy");
  try {
    await surface.run(action, { ...action.data, ...data }, data);
  } catch (error) {
    surface.root.append(h("div", { class: "card-error", role: "alert" }, error.message));
  } finally {
    surface.root.ariaBusy = "false";
    node.classList.remove("busy");
  }
}

/** Makes an element a button when it has a `selectAction`. */
export function selectable(node, action, surface) {
  if (!action || !supported(action)) return node;
  const go = () => run(supported(action), surface, node, h("div"));
  node.classList.add("selectable");
  node.tabIndex = 0;
  node.setAttribute("role", action.type === "Action.OpenUrl" ? "link" : "button");
  if (action.title) node.setAttribute("aria-label", action.title);
  node.addEventListener(
    "click",
    (event) => !event.target.closest("button, input, select, textarea, a") && go(),
  );
  node.addEventListener("keydown", (event) => {
    if (event.target !== node || (event.key !== "Enter" && event.key !== " ")) return;
    event.preventDefault();
    go();
  });
  return node;
}

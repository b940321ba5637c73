/** Block Kit as elements: each block type has one function; what can be pressed goes to `surface.press`. */

import { h, picture } from "../dom.js";
import { markdown } from "../markdown.js";
import { ELEMENTS, element } from "./elements.js";
import { mrkdwn, plain, textOf } from "./mrkdwn.js";
import { richText } from "./richtext.js";

/**
 * Where blocks are drawn: a message, a modal or the Home tab.
 * @typedef {object} Surface
 * @property {{people: object, channels: object[], me: string}} world names for mentions
 * @property {Form} form what the inputs hold
 * @property {(action: object) => Promise<void>} press sends a block action
 * @property {(block: string, action: string, typed: string) => Promise<object>} suggest asks for options
 * @property {(object: object) => Promise<boolean>} confirm asks before a press that wants it
 * @property {object} [before] values that the same inputs held before an update
 */

/** What the inputs of one surface hold, in the shape of Slack's `state.values`. */
class Form {
  #inputs = new Map();

  put(block, action, read) {
    if (!this.#inputs.has(block)) this.#inputs.set(block, new Map());
    this.#inputs.get(block).set(action, read);
  }

  values() {
    return Object.fromEntries(
      [...this.#inputs].map(([block, actions]) => [
        block,
        Object.fromEntries([...actions].map(([action, read]) => [action, read()])),
      ]),
    );
  }
}

/**
 * The surface of one message or view; `where` says which, in every press and question.
 * @param {object} how
 * @param {object} where
 * @param {string} name sets the ids of its fields apart from those of others
 * @param {object} [before]
 * @returns {Surface}
 */
export function surfaceOf(how, where, name, before) {
  const form = new Form();
  return {
    world: how.view(),
    form,
    before,
    name,
    confirm: how.confirm,
    press: (action) => how.act("press", { ...where, action, state: form.values() }),
    suggest: (block, action, typed) =>
      how.act("suggest", { ...where, block_id: block, action_id: action, value: typed }),
  };
}

/** @param {object[]} blocks @param {Surface} surface */
export function blockKit(blocks, surface) {
  const drawn = (blocks ?? []).map((block, index) => {
    const id = block.block_id ?? `block-${index}`;
    const node = (BLOCKS[block.type] ?? unknown)(block, id, surface);
    node.classList.add("block", `block-${block.type}`);
    node.dataset.block = id;
    return node;
  });
  return h("div", { class: "blocks" }, drawn);
}

const BLOCKS = {
  section(block, id, surface) {
    const { world } = surface;
    const text = block.text && h("div", { class: "section-text" }, textOf(block.text, world));
    const fields =
      block.fields &&
      h(
        "div",
        { class: "fields" },
        block.fields.map((field) => h("div", {}, textOf(field, world))),
      );
    const accessory =
      block.accessory && h("div", { class: "accessory" }, element(block.accessory, id, surface));
    return h("div", {}, h("div", { class: "section-main" }, text, fields), accessory);
  },
  header: (block) => h("h3", {}, plain(block.text)),
  divider: () => h("hr"),
  context: (block, id, { world }) =>
    h(
      "div",
      {},
      block.elements.map((item) =>
        item.type === "image"
          ? picture(item.image_url, item.alt_text, { class: "context-image" })
          : h("span", {}, textOf(item, world)),
      ),
    ),
  actions: (block, id, surface) =>
    h(
      "div",
      {},
      block.elements.map((item) => element(item, id, surface)),
    ),
  image: (block) =>
    h(
      "figure",
      {},
      block.title && h("figcaption", {}, plain(block.title)),
      picture(block.image_url, block.alt_text, { class: "big-image" }),
    ),
  markdown: (block) => h("div", {}, markdown(block.text, { headings: true, tables: true })),
  rich_text: (block, id, { world }) => h("div", {}, richText(block.elements, world)),
  table: (block, id, { world }) =>
    h(
      "div",
      { class: "table-scroll" },
      h(
        "table",
        {},
        h(
          "tbody",
          {},
          block.rows.map((row, index) =>
            h(
              "tr",
              {},
              row.map((cell) =>
                h(
                  index ? "td" : "th",
                  {},
                  cell.type === "rich_text" ? richText(cell.elements, world) : plain(cell),
                ),
              ),
            ),
          ),
        ),
      ),
    ),
  input,
};

function unknown(block) {
  return h("div", { class: "unsupported" }, `This page does not draw “${block.type}” blocks.`);
}

/** A labelled field of a form; in a modal its error appears under it. */
function input(block, id, surface) {
  const dispatches = block.dispatch_action ? surface : { ...surface, press: null };
  const field = element(block.element, id, dispatches);
  const group = field.matches("fieldset");
  const control = group
    ? field
    : field.matches("input, textarea, select")
      ? field
      : field.querySelector("input, textarea, select");
  const fieldId = `${surface.name ?? "form"}-${id}`;
  const label = [plain(block.label), block.optional && h("span", { class: "optional" }, " (optional)")];
  const hint = block.hint && h("div", { class: "hint", id: `${fieldId}-hint` }, plain(block.hint));
  const error = h("div", { class: "field-error", id: `${fieldId}-error` });
  if (group) field.prepend(h("legend", { class: "label" }, label));
  else control.id = fieldId;
  control.setAttribute("aria-describedby", `${fieldId}-error${hint ? ` ${fieldId}-hint` : ""}`);
  if (!block.optional) control.setAttribute("aria-required", "true");
  return h("div", {}, !group && h("label", { class: "label", for: fieldId }, label), field, error, hint);
}

/** Puts Slack's `errors` (by block) under their fields and moves to the first. */
export function showErrors(root, errors) {
  let first = null;
  for (const node of root.querySelectorAll(".block-input")) {
    const text = errors[node.dataset.block];
    const control = node.querySelector("[aria-describedby]");
    node.querySelector(".field-error").textContent = text ?? "";
    control.setAttribute("aria-invalid", String(Boolean(text)));
    if (text) first ??= control;
  }
  (first?.matches("fieldset") ? first.querySelector("input") : first)?.focus();
}

/** The required fields that are empty, as Slack's client tells before it sends anything. */
export function missing(blocks, values) {
  const errors = {};
  for (const [index, block] of (blocks ?? []).entries()) {
    if (block.type !== "input" || block.optional) continue;
    const id = block.block_id ?? `block-${index}`;
    const held = Object.values(values[id] ?? {})[0];
    if (!ELEMENTS[block.element.type]?.filled(held)) errors[id] = "Please complete this required field.";
  }
  return errors;
}

/** A message without blocks: its text. */
export const messageText = (text, world) =>
  h("div", { class: "blocks" }, h("div", { class: "block block-text" }, mrkdwn(text, world)));

/** Block elements: how each is drawn, and when it counts as filled. */

import { h, picture, safeUrl } from "../dom.js";
import { openMenu } from "../menu.js";
import {
  channelSelect,
  choices,
  dateOrTime,
  externalSelect,
  multiSelect,
  peopleSelect,
  staticSelect,
} from "./choices.js";
import { plain } from "./mrkdwn.js";
import { before, holds, press } from "./use.js";

const someText = (held) => Boolean(held?.value?.trim());
const some = (name) => (held) =>
  Array.isArray(held?.[name]) ? held[name].length > 0 : Boolean(held?.[name]);

/** @type {Record<string, {draw: Function, filled: (held: any) => boolean}>} */
export const ELEMENTS = {
  button: { draw: button, filled: () => true },
  overflow: { draw: overflow, filled: () => true },
  image: { draw: (item) => picture(item.image_url, item.alt_text, { class: "thumb" }), filled: () => true },
  plain_text_input: { draw: textInput, filled: someText },
  email_text_input: { draw: textInput, filled: someText },
  url_text_input: { draw: textInput, filled: someText },
  number_input: { draw: textInput, filled: someText },
  static_select: { draw: staticSelect, filled: some("selected_option") },
  multi_static_select: { draw: multiSelect, filled: some("selected_options") },
  external_select: { draw: externalSelect, filled: some("selected_option") },
  users_select: { draw: peopleSelect, filled: some("selected_user") },
  conversations_select: { draw: channelSelect, filled: some("selected_conversation") },
  channels_select: { draw: channelSelect, filled: some("selected_channel") },
  datepicker: { draw: dateOrTime, filled: some("selected_date") },
  timepicker: { draw: dateOrTime, filled: some("selected_time") },
  radio_buttons: { draw: choices, filled: some("selected_option") },
  checkboxes: { draw: choices, filled: some("selected_options") },
};

/** Draws one element and wires what happens when it is used. */
export function element(item, block, surface) {
  const kind = ELEMENTS[item.type];
  if (!kind) return h("span", { class: "unsupported" }, `This page does not draw “${item.type}”.`);
  const node = kind.draw(item, block, surface);
  const control = node.matches("button, input, select, textarea")
    ? node
    : node.querySelector("button, input, select, textarea");
  if (control && item.action_id) control.dataset.focus = `${block}/${item.action_id}`;
  return node;
}

function button(item, block, surface) {
  const url = item.url && safeUrl(item.url);
  const node = h(
    url ? "a" : "button",
    {
      type: url ? null : "button",
      href: url,
      target: url && "_blank",
      rel: url && "noopener noreferrer",
      class: `button ${item.style ?? ""}`,
      "aria-label": item.accessibility_label,
      onclick: () => press(surface, item, block, node, { text: item.text, value: item.value }),
    },
    plain(item.text),
  );
  return node;
}

function overflow(item, block, surface) {
  const node = h(
    "button",
    {
      type: "button",
      class: "button overflow",
      "aria-label": "More actions",
      "aria-haspopup": "menu",
      onclick: open,
    },
    "⋯",
  );
  function open() {
    openMenu(
      node,
      item.options.map((option) => ({
        label: plain(option.text),
        detail: option.description && plain(option.description),
        run: () => choose(option),
      })),
    );
  }
  async function choose(option) {
    const done = await press(surface, item, block, node, { selected_option: option });
    if (done && option.url && safeUrl(option.url)) window.open(safeUrl(option.url), "_blank", "noopener");
  }
  return node;
}

const TEXT_TYPES = { email_text_input: "email", url_text_input: "url", number_input: "text" };

function textInput(item, block, surface) {
  const many = item.multiline;
  const node = h(many ? "textarea" : "input", {
    class: "text-input",
    type: many ? null : (TEXT_TYPES[item.type] ?? "text"),
    rows: many ? 4 : null,
    placeholder: item.placeholder && plain(item.placeholder),
    maxlength: item.max_length,
    autocomplete: "off",
    inputmode: item.type === "number_input" ? "decimal" : null,
    value: before(item, block, surface)?.value ?? item.initial_value ?? "",
  });
  holds(item, block, surface, () => ({ value: node.value === "" ? null : node.value }));
  const send = () => press(surface, item, block, node, { value: node.value });
  const on = item.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  const byEnter = !many && on.includes("on_enter_pressed");
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !surface.press || !byEnter) return;
    event.preventDefault();
    event.stopPropagation();
    send();
  });
  if (on.includes("on_character_entered")) node.addEventListener("input", send);
  return node;
}

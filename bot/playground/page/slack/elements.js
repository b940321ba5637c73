/** Block elements: buttons, selects and inputs, each with how it is drawn and when it counts as filled. */

import { h, picture, safeUrl } from "../dom.js";
import { openMenu, suggest } from "../menu.js";
import { plain, textOf } from "./mrkdwn.js";

const someText = (held) => Boolean(held?.value?.trim());
const some = (name) => (held) => (Array.isArray(held?.[name]) ? held[name].length > 0 : Boolean(held?.[name]));

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
  const control = node.matches("button, input, select, textarea") ? node : node.querySelector("button, input, select, textarea");
  if (control && item.action_id) control.dataset.focus = `${block}/${item.action_id}`;
  return node;
}

/** Sends the action, after a confirmation if the element asks for one; meanwhile the control rests. */
async function press(surface, item, block, control, detail) {
  if (!surface.press || control.ariaBusy === "true") return false;
  if (item.confirm && !(await surface.confirm(item.confirm))) return false;
  control.ariaBusy = "true";
  try {
    await surface.press({ type: item.type, action_id: item.action_id, block_id: block, ...detail });
  } finally {
    control.ariaBusy = "false";
  }
  return true;
}

/** Registers an input's value; what it held before an update of the same form comes back. */
function holds(item, block, surface, read) {
  surface.form.put(block, item.action_id, () => ({ type: item.type, ...read() }));
}
const before = (item, block, surface) => surface.before?.[block]?.[item.action_id];

function button(item, block, surface) {
  const url = item.url && safeUrl(item.url);
  const node = h(url ? "a" : "button", {
    type: url ? null : "button", href: url, target: url && "_blank", rel: url && "noopener noreferrer",
    class: `button ${item.style ?? ""}`, "aria-label": item.accessibility_label,
    onclick: () => press(surface, item, block, node, { text: item.text, value: item.value }),
  }, plain(item.text));
  return node;
}

function overflow(item, block, surface) {
  const node = h("button", { type: "button", class: "button overflow", "aria-label": "More actions", "aria-haspopup": "menu", onclick: open }, "⋯");
  function open() {
    openMenu(node, item.options.map((option) => ({
      label: plain(option.text), detail: option.description && plain(option.description), run: () => choose(option),
    })));
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
    class: "text-input", type: many ? null : TEXT_TYPES[item.type] ?? "text", rows: many ? 4 : null, placeholder: item.placeholder && plain(item.placeholder),
    maxlength: item.max_length, autocomplete: "off", inputmode: item.type === "number_input" ? "decimal" : null,
    value: before(item, block, surface)?.value ?? item.initial_value ?? "",
  });
  holds(item, block, surface, () => ({ value: node.value === "" ? null : node.value }));
  const send = () => press(surface, item, block, node, { value: node.value });
  const on = item.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !surface.press || many || !on.includes("on_enter_pressed")) return;
    event.preventDefault();
    event.stopPropagation();
    send();
  });
  if (on.includes("on_character_entered")) node.addEventListener("input", send);
  return node;
}

/** A select of (value, label, what is held) triples: static options, people and channels differ only there. */
function select(item, block, surface, groups, name, first) {
  const all = groups.flatMap((group) => group.options);
  const node = h("select", { class: "select", "aria-label": item.placeholder && plain(item.placeholder) },
    h("option", { value: "" }, plain(item.placeholder ?? "Select an option")),
    groups.map((group) => group.label ? h("optgroup", { label: group.label }, group.options.map(row)) : group.options.map(row)));
  function row(option) {
    return h("option", { value: option.value }, option.label);
  }
  const chosen = () => all.find((option) => option.value === node.value)?.held ?? null;
  node.value = first ?? "";
  holds(item, block, surface, () => ({ [name]: chosen() }));
  node.addEventListener("change", () => chosen() && press(surface, item, block, node, { [name]: chosen() }));
  return node;
}

const option = (held) => ({ value: held.value, label: plain(held.text), held });

function staticSelect(item, block, surface) {
  const groups = item.option_groups
    ? item.option_groups.map((group) => ({ label: plain(group.label), options: group.options.map(option) }))
    : [{ options: (item.options ?? []).map(option) }];
  const first = before(item, block, surface)?.selected_option ?? item.initial_option;
  return select(item, block, surface, groups, "selected_option", first?.value);
}

function peopleSelect(item, block, surface) {
  const options = Object.entries(surface.world.people).map(([id, person]) => ({ value: id, label: person.name, held: id }));
  const first = before(item, block, surface)?.selected_user ?? item.initial_user;
  return select(item, block, surface, [{ options }], "selected_user", first);
}

function channelSelect(item, block, surface) {
  const name = item.type === "channels_select" ? "selected_channel" : "selected_conversation";
  const options = surface.world.channels.map(({ id, name: label }) => ({ value: id, label, held: id }));
  const first = before(item, block, surface)?.[name] ?? item.initial_channel ?? item.initial_conversation;
  return select(item, block, surface, [{ options }], name, first);
}

/** Options that the bot is asked for while the person types (`block_suggestion`). */
function externalSelect(item, block, surface) {
  let chosen = before(item, block, surface)?.selected_option ?? item.initial_option ?? null;
  const list = h("div", { class: "suggestions" });
  const field = h("input", {
    class: "text-input", type: "text", autocomplete: "off", placeholder: plain(item.placeholder ?? "Search"), value: chosen ? plain(chosen.text) : "",
  });
  const enough = item.min_query_length ?? 3;
  if (enough === 0) field.dataset.openOnFocus = "";
  field.addEventListener("input", () => { chosen = null; });
  suggest(field, list, {
    async find() {
      if (field.value.trim().length < enough) return [];
      const found = await surface.suggest(block, item.action_id, field.value);
      return found?.option_groups?.flatMap((group) => group.options) ?? found?.options ?? [];
    },
    draw: (held) => [h("span", {}, plain(held.text)), held.description && h("small", {}, plain(held.description))],
    pick(held) {
      chosen = held;
      field.value = plain(held.text);
      press(surface, item, block, field, { selected_option: held });
    },
  });
  holds(item, block, surface, () => ({ selected_option: chosen }));
  return h("div", { class: "external-select" }, field, list);
}

function dateOrTime(item, block, surface) {
  const kind = item.type === "datepicker" ? "date" : "time";
  const name = `selected_${kind}`;
  const held = before(item, block, surface);
  const node = h("input", { class: "text-input", type: kind, "aria-label": item.placeholder && plain(item.placeholder), value: held?.[name] ?? item[`initial_${kind}`] ?? "" });
  holds(item, block, surface, () => ({ [name]: node.value || null }));
  node.addEventListener("change", () => press(surface, item, block, node, { [name]: node.value || null }));
  return node;
}

let groups = 0;

/** Radio buttons and checkboxes. */
function choices(item, block, surface) {
  return optionBoxes(item, block, surface, item.type === "radio_buttons" ? "radio" : "checkbox", item.options);
}

/** Several of a list: a folded list of checkboxes, which is what Slack's own menu amounts to. */
function multiSelect(item, block, surface) {
  const options = item.options ?? item.option_groups.flatMap((group) => group.options);
  return optionBoxes(item, block, surface, "checkbox", options);
}

function optionBoxes(item, block, surface, type, options) {
  const held = before(item, block, surface);
  const first = held ? held.selected_options ?? [held.selected_option] : item.initial_options ?? [item.initial_option];
  const on = new Set(first.filter(Boolean).map((picked) => picked.value));
  const name = `choices-${(groups += 1)}`;
  const boxes = options.map((picked) => h("input", { type, name, checked: on.has(picked.value) }));
  const chosen = () => options.filter((_, index) => boxes[index].checked);
  const read = () => (type === "radio" ? { selected_option: chosen()[0] ?? null } : { selected_options: chosen() });
  holds(item, block, surface, read);
  const node = h("fieldset", { class: "choices", onchange: () => press(surface, item, block, node, read()) },
    options.map((picked, index) => h("label", {}, boxes[index],
      h("span", {}, textOf(picked.text, surface.world), picked.description && h("small", {}, textOf(picked.description, surface.world))))));
  return node;
}

/** Block elements that choose: selects, dates, radio buttons and checkboxes. */

import { h } from "../dom.js";
import { suggest } from "../menu.js";
import { plain, textOf } from "./mrkdwn.js";
import { before, holds, press } from "./use.js";

/** A select of (value, label, what is held) triples: static options, people and channels differ only there. */
function select(item, block, surface, groups, name, first) {
  const all = groups.flatMap((group) => group.options);
  const node = h(
    "select",
    { class: "select", "aria-label": item.placeholder && plain(item.placeholder) },
    h("option", { value: "" }, plain(item.placeholder ?? "Select an option")),
    groups.map((group) =>
      group.label ? h("optgroup", { label: group.label }, group.options.map(row)) : group.options.map(row),
    ),
  );
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

export function staticSelect(item, block, surface) {
  const groups = item.option_groups
    ? item.option_groups.map((group) => ({ label: plain(group.label), options: group.options.map(option) }))
    : [{ options: (item.options ?? []).map(option) }];
  const first = before(item, block, surface)?.selected_option ?? item.initial_option;
  return select(item, block, surface, groups, "selected_option", first?.value);
}

export function peopleSelect(item, block, surface) {
  const options = Object.entries(surface.world.people).map(([id, person]) => ({
    value: id,
    label: person.name,
    held: id,
  }));
  const first = before(item, block, surface)?.selected_user ?? item.initial_user;
  return select(item, block, surface, [{ options }], "selected_user", first);
}

export function channelSelect(item, block, surface) {
  const name = item.type === "channels_select" ? "selected_channel" : "selected_conversation";
  const options = surface.world.channels.map(({ id, name: label }) => ({ value: id, label, held: id }));
  const first = before(item, block, surface)?.[name] ?? item.initial_channel ?? item.initial_conversation;
  return select(item, block, surface, [{ options }], name, first);
}

/** Options that the bot is asked for while the person types (`block_suggestion`). */
export function externalSelect(item, block, surface) {
  let chosen = before(item, block, surface)?.selected_option ?? item.initial_option ?? null;
  const list = h("div", { class: "suggestions" });
  const none = h("div", { class: "no-results", role: "status" });
  const field = h("input", {
    class: "text-input",
    type: "text",
    autocomplete: "off",
    placeholder: plain(item.placeholder ?? "Search"),
    value: chosen ? plain(chosen.text) : "",
  });
  const enough = item.min_query_length ?? 3;
  if (enough === 0) field.dataset.openOnFocus = "";
  field.addEventListener("input", () => {
    chosen = null;
  });
  suggest(field, list, {
    async find() {
      none.textContent = "";
      if (field.value.trim().length < enough) return [];
      const found = await surface.suggest(block, item.action_id, chosen ? "" : field.value);
      const offered = found?.option_groups?.flatMap((group) => group.options) ?? found?.options ?? [];
      none.textContent = offered.length || chosen || !field.value.trim() ? "" : "No results";
      return offered;
    },
    draw: (held) => [
      h("span", {}, plain(held.text)),
      held.description && h("small", {}, plain(held.description)),
    ],
    pick(held) {
      chosen = held;
      field.value = plain(held.text);
      press(surface, item, block, field, { selected_option: held });
    },
  });
  field.addEventListener("blur", () => {
    if (!chosen) field.value = ""; // as Slack does: what was not picked is not held
    none.textContent = "";
  });
  holds(item, block, surface, () => ({ selected_option: chosen }));
  return h("div", { class: "external-select" }, field, list, none);
}

export function dateOrTime(item, block, surface) {
  const kind = item.type === "datepicker" ? "date" : "time";
  const name = `selected_${kind}`;
  const held = before(item, block, surface);
  const node = h("input", {
    class: "text-input",
    type: kind,
    "aria-label": item.placeholder && plain(item.placeholder),
    value: held?.[name] ?? item[`initial_${kind}`] ?? "",
  });
  holds(item, block, surface, () => ({ [name]: node.value || null }));
  node.addEventListener("change", () => press(surface, item, block, node, { [name]: node.value || null }));
  return node;
}

let groups = 0;

/** Radio buttons and checkboxes. */
export function choices(item, block, surface) {
  const type = item.type === "radio_buttons" ? "radio" : "checkbox";
  return optionBoxes(item, block, surface, type, item.options);
}

/** Several of a list: a folded list of checkboxes, which is what Slack's own menu amounts to. */
export function multiSelect(item, block, surface) {
  const options = item.options ?? item.option_groups.flatMap((group) => group.options);
  return optionBoxes(item, block, surface, "checkbox", options);
}

function optionBoxes(item, block, surface, type, options) {
  const held = before(item, block, surface);
  const first = held
    ? (held.selected_options ?? [held.selected_option])
    : (item.initial_options ?? [item.initial_option]);
  const on = new Set(first.filter(Boolean).map((picked) => picked.value));
  const name = `choices-${(groups += 1)}`;
  const boxes = options.map((picked) => h("input", { type, name, checked: on.has(picked.value) }));
  const chosen = () => options.filter((_, index) => boxes[index].checked);
  const read = () =>
    type === "radio" ? { selected_option: chosen()[0] ?? null } : { selected_options: chosen() };
  holds(item, block, surface, read);
  const node = h(
    "fieldset",
    { class: "choices", onchange: () => press(surface, item, block, node, read()) },
    options.map((picked, index) =>
      h(
        "label",
        {},
        boxes[index],
        h(
          "span",
          {},
          textOf(picked.text, surface.world),
          picked.description && h("small", {}, textOf(picked.description, surface.world)),
        ),
      ),
    ),
  );
  return node;
}

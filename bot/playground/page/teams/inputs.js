/** The inputs of Adaptive Cards: label, error, and how the value is read when an action is run. */

import { h } from "../dom.js";
import { lookup } from "./lookup.js";

let made = 0;

/**
 * Draws an input with its label and error line, and registers how to read and check it.
 * @param {object} item
 * @param {{inputs: Map<string, {item: object, read: () => string, control: HTMLElement, tell: (error: string) => void}>}} surface
 * @param {HTMLElement} control
 * @param {() => string} read
 * @param {HTMLElement} [shown] what is drawn, if more than the control
 */
function field(item, surface, control, read, shown = control) {
  const id = `input-${(made += 1)}`;
  const error = h("div", { class: "input-error", id: `${id}-error` });
  const group = control.matches("fieldset");
  const label = item.label && [
    item.label,
    item.isRequired && h("span", { class: "required", "aria-hidden": "true" }, " *"),
  ];
  if (!group) control.id = id;
  else if (label) control.prepend(h("legend", { class: "input-label" }, label));
  control.setAttribute("aria-describedby", error.id);
  if (item.isRequired) control.setAttribute("aria-required", "true");
  function tell(text) {
    error.textContent = text;
    control.setAttribute("aria-invalid", String(Boolean(text)));
  }
  surface.inputs.set(item.id, { item, read, control, tell });
  for (const happens of ["input", "change"]) control.addEventListener(happens, () => tell(""));
  return h(
    "div",
    { class: "input" },
    label && !group && h("label", { class: "input-label", for: id }, label),
    shown,
    error,
  );
}

export const INPUTS = {
  "Input.Text"(item, surface) {
    const many = item.isMultiline;
    const control = h(many ? "textarea" : "input", {
      class: "input-control",
      type: many
        ? null
        : ({ email: "email", url: "url", tel: "tel", password: "password" }[item.style?.toLowerCase()] ??
          "text"),
      rows: many ? 3 : null,
      placeholder: item.placeholder,
      maxlength: item.maxLength,
      autocomplete: "off",
      value: item.value ?? "",
    });
    if (item.inlineAction && surface.run) {
      control.addEventListener("keydown", (event) => {
        if (event.key === "Enter" && !many) surface.run(item.inlineAction, { [item.id]: control.value });
      });
    }
    return field(item, surface, control, () => control.value);
  },
  "Input.Number"(item, surface) {
    const control = h("input", {
      class: "input-control",
      type: "number",
      min: item.min,
      max: item.max,
      placeholder: item.placeholder,
      value: item.value ?? "",
    });
    return field(item, surface, control, () => control.value);
  },
  "Input.Date"(item, surface) {
    const control = h("input", {
      class: "input-control",
      type: "date",
      min: item.min,
      max: item.max,
      value: item.value ?? "",
    });
    return field(item, surface, control, () => control.value);
  },
  "Input.Time"(item, surface) {
    const control = h("input", {
      class: "input-control",
      type: "time",
      min: item.min,
      max: item.max,
      value: item.value ?? "",
    });
    return field(item, surface, control, () => control.value);
  },
  "Input.Toggle"(item, surface) {
    const [on, off] = [item.valueOn ?? "true", item.valueOff ?? "false"];
    const control = h("input", { type: "checkbox", checked: item.value === on });
    const shown = h("label", { class: "choice" }, control, h("span", {}, item.title ?? ""));
    return field(item, surface, control, () => (control.checked ? on : off), shown);
  },
  "Input.ChoiceSet": choiceSet,
};

function choiceSet(item, surface) {
  const chosen = new Set(
    String(item.value ?? "")
      .split(",")
      .filter(Boolean),
  );
  const choices = item.choices ?? [];
  if (item.isMultiSelect || item.style === "expanded") {
    const type = item.isMultiSelect ? "checkbox" : "radio";
    const name = `choices-${(made += 1)}`;
    const boxes = choices.map((choice) => h("input", { type, name, checked: chosen.has(choice.value) }));
    const control = h(
      "fieldset",
      { class: "choice-list" },
      choices.map((choice, index) =>
        h("label", { class: "choice" }, boxes[index], h("span", {}, choice.title)),
      ),
    );
    const read = () =>
      choices
        .filter((_, index) => boxes[index].checked)
        .map((choice) => choice.value)
        .join(",");
    return field(item, surface, control, read);
  }
  if (item.style === "filtered") {
    const { control, read, shown } = lookup(item, choices, surface.suggest);
    return field(item, surface, control, read, shown);
  }
  const control = h(
    "select",
    { class: "input-control" },
    h("option", { value: "" }, item.placeholder ?? ""),
    choices.map((choice) => h("option", { value: choice.value }, choice.title)),
  );
  control.value = item.value ?? "";
  return field(item, surface, control, () => control.value);
}

/** What the card's inputs hold; null, with the errors shown, if one is not right. */
export function gather(inputs) {
  const data = {};
  let wrong = null;
  for (const [id, input] of inputs) {
    data[id] = input.read();
    const error = problem(input.item, data[id]);
    input.tell(error);
    if (error) wrong ??= input.control;
  }
  (wrong?.matches("fieldset") ? wrong.querySelector("input") : wrong)?.focus();
  return wrong ? null : data;
}

/** Why a value does not do, in the card's own words if it has any. */
function problem(item, value) {
  const told = item.errorMessage;
  const empty = item.type === "Input.Toggle" ? value !== (item.valueOn ?? "true") : !value.trim();
  if (item.isRequired && empty) return told ?? "This field is required.";
  if (value && item.regex && !new RegExp(item.regex).test(value))
    return told ?? "That is not in the right form.";
  const outside =
    item.type === "Input.Number"
      ? value < (item.min ?? -Infinity) || value > (item.max ?? Infinity)
      : value < (item.min ?? "") || value > (item.max ?? "\uffff");
  if (value && outside && item.type !== "Input.Text") return told ?? "That is outside the range.";
  return "";
}

/** A choice set that is typed into: the bot is asked for what fits (`choices.data`), or the card's own choices are. */

import { h } from "../dom.js";
import { suggest } from "../menu.js";

const WAIT_MS = 200; // Teams asks when typing pauses

/**
 * @param {object} item
 * @param {{title: string, value: string}[]} choices those that the card brings along
 * @param {(field: string, text: string) => Promise<{title: string, value: string}[]>} [ask]
 * @returns {{control: HTMLElement, shown: HTMLElement, read: () => string}}
 */
export function lookup(item, choices, ask) {
  let chosen = choices.find((choice) => choice.value === item.value) ?? null;
  let asked = 0;
  const list = h("div", { class: "suggestions" });
  const told = h("span", { class: "visually-hidden", role: "status" });
  const control = h("input", {
    class: "input-control",
    type: "text",
    autocomplete: "off",
    placeholder: item.placeholder,
    value: chosen?.title ?? "",
  });
  let looking = false; // at what there is, without having typed anything
  control.addEventListener("input", () => {
    if (!looking) chosen = null;
  });
  control.addEventListener("click", look);
  control.addEventListener("keydown", (event) => event.key === "ArrowDown" && list.hidden && look());
  control.addEventListener("blur", () => {
    control.value = chosen?.title ?? ""; // what was not chosen does not count, and can't be taken for it
  });
  suggest(control, list, {
    find,
    draw: (choice) => parts(choice.title),
    pick(choice) {
      chosen = choice;
      control.value = choice.title;
      told.textContent = `${choice.title} chosen`;
      control.dispatchEvent(new Event("change"));
    },
  });

  function look() {
    looking = true;
    control.dispatchEvent(new Event("input"));
    looking = false;
  }
  async function find() {
    const text = chosen ? "" : control.value;
    const near = choices.filter((choice) => choice.title.toLowerCase().includes(text.toLowerCase()));
    if (!item["choices.data"] || !ask) return near;
    const mine = ++asked;
    if (text) await new Promise((done) => setTimeout(done, WAIT_MS));
    if (mine !== asked) return [];
    const found = await ask(item.id, text).catch(() => near);
    if (mine === asked) told.textContent = found.length ? `${found.length} found` : "Nothing found";
    return found;
  }

  const shown = h("div", { class: "lookup" }, control, list, told);
  return { control, shown, read: () => chosen?.value ?? "" };
}

/** "Contoso · West" in two lines, as Teams breaks long titles. */
function parts(title) {
  const [name, ...rest] = title.split(" · ");
  return [h("span", {}, name), rest.length > 0 && h("small", {}, rest.join(" · "))].filter(Boolean);
}

/** Dialogs of Teams (once "task modules"): a card in a box over the client. */

import { h, iconButton } from "../dom.js";
import { openDialog } from "../menu.js";
import { adaptiveCard } from "./adaptive.js";

const WIDTHS = { small: "340px", medium: "600px", large: "800px" };

/**
 * @param {HTMLElement} root
 * @param {{wire: ReturnType<import("../link.js").connect>, json: (name: string, value: any) => void, told: (text: string) => void}} how
 */
export function taskDialog(root, { wire, json, told }) {
  let dialog = null;

  function close() {
    dialog?.close();
    dialog = null;
  }

  /** Follows what an action led to: a dialog opens or changes, words are told, anything else closes it. */
  function follow(outcome) {
    close();
    if (outcome?.dialog) open(outcome.dialog);
    else if (outcome?.text) told(outcome.text);
  }

  function open(value) {
    const run = async (action, _, typed) => follow(await wire.act("send_dialog", { action, typed }));
    const suggest = async (field, text) => (await wire.act("suggest", { field, text }))?.results ?? [];
    const title = value.title ?? "Hardline";
    const box = h(
      "div",
      { class: "modal" },
      h(
        "header",
        { class: "dialog-head" },
        h("h2", {}, title),
        iconButton("braces", "Raw JSON", () => json("Dialog", value)),
        iconButton("close", "Close", close),
      ),
      h("div", { class: "dialog-body", tabindex: -1 }, adaptiveCard(value.card.content, { run, suggest })),
    );
    box.style.maxWidth =
      WIDTHS[value.width] ?? (Number(value.width) ? `${Number(value.width)}px` : WIDTHS.medium);
    dialog = openDialog(root, box, { label: title, onescape: close });
  }

  return { follow };
}

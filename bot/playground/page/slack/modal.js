/** Slack's modals (a stack, the top one shown) and the small dialog that confirms a press. */

import { h, iconButton } from "../dom.js";
import { openDialog } from "../menu.js";
import { blockKit, missing, showErrors, surfaceOf } from "./blockkit.js";
import { plain, textOf } from "./mrkdwn.js";

/** Keeps the dialog in step with the person's stack of views. */
export function modals(root, how) {
  let dialog = null;
  let shown = null;
  let form = null;

  function show(stack = []) {
    const top = stack.at(-1) ?? null;
    if (top?.id === shown?.id && top?.hash === shown?.hash) return;
    const before = top && top.id === shown?.id ? form.values() : undefined;
    const focus = dialog && document.activeElement?.dataset.focus;
    dialog?.close();
    dialog = null;
    shown = top;
    if (top) dialog = draw(top, before, focus);
  }

  function draw(view, before, focus) {
    const where = { view_id: view.id };
    const surface = surfaceOf(how, where, view.id, before);
    form = surface.form;
    const blocks = blockKit(view.blocks, surface);
    const close = () => how.act("close", where);
    const submit =
      view.submit && h("button", { type: "submit", class: "button primary" }, plain(view.submit));
    const body = h(
      "form",
      { class: before ? "modal again" : "modal", novalidate: true, onsubmit: (event) => send(event, view, submit, blocks) },
      h(
        "header",
        { class: "dialog-head" },
        h("h2", {}, plain(view.title)),
        iconButton("braces", "Raw JSON", () => how.json("Modal", view)),
        iconButton("close", "Close", close),
      ),
      h("div", { class: "dialog-body", tabindex: -1 }, blocks),
      h(
        "footer",
        { class: "dialog-foot" },
        h("button", { type: "button", class: "button", onclick: close }, plain(view.close ?? "Cancel")),
        submit,
      ),
    );
    const opened = openDialog(root, body, { label: plain(view.title), onescape: close });
    if (focus) body.querySelector(`[data-focus="${CSS.escape(focus)}"]`)?.focus();
    return opened;
  }

  async function send(event, view, button, blocks) {
    event.preventDefault();
    const values = form.values();
    const errors = missing(view.blocks, values);
    showErrors(blocks, errors);
    if (Object.keys(errors).length || !button || button.disabled) return;
    button.disabled = true;
    const answer = await how.act("submit", { view_id: view.id, state: values });
    button.disabled = false;
    if (answer?.errors) showErrors(blocks, answer.errors);
  }

  return { show };
}

/** Asks before a press whose element carries a `confirm` object. */
export function confirmDialog(root, object) {
  return new Promise((resolve) => {
    const answer = (yes) => () => {
      dialog.close();
      resolve(yes);
    };
    const sure = h(
      "button",
      { type: "button", class: `button ${object.style ?? "primary"}`, onclick: answer(true) },
      plain(object.confirm),
    );
    const box = h(
      "div",
      { class: "modal small" },
      h("header", { class: "dialog-head" }, h("h2", {}, plain(object.title))),
      h("div", { class: "dialog-body" }, textOf(object.text, {})),
      h(
        "footer",
        { class: "dialog-foot" },
        h("button", { type: "button", class: "button", onclick: answer(false) }, plain(object.deny)),
        sure,
      ),
    );
    const dialog = openDialog(root, box, { label: plain(object.title), onescape: answer(false) });
  });
}

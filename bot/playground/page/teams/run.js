/** What happens when a card's action is used in Teams. */

/**
 * @param {object} how
 * @param {ReturnType<import("../link.js").connect>} how.wire
 * @param {ReturnType<import("./dialog.js").taskDialog>} how.dialog
 */
export function cardActions({ wire, dialog }) {
  const looked = new Set();

  /** `data` is the action's own with the inputs merged in, `typed` the inputs alone. */
  async function run(message, action, data, typed = {}) {
    const where = { chat: message.chat, id: message.id };
    if (action.type === "fileConsent") return wire.act("consent", { ...where, accept: action.accept });
    if (action.type === "old") return dialog.follow(await wire.act("submit", { ...where, data }));
    return dialog.follow(await wire.act("press", { ...where, action, typed }));
  }

  /** A card with `refresh` is asked for anew, once for each version of it, as it comes into view. */
  function look(message) {
    const key = `${message.id}/${message.version}`;
    if (looked.has(key) || !message.attachments?.some((one) => one.content?.refresh)) return;
    looked.add(key);
    wire.act("look", { chat: message.chat, id: message.id }).catch(() => {});
  }

  /** What the bot offers for what is typed into a field of a message's card. */
  async function suggest(message, field, text) {
    const found = await wire.act("suggest", { chat: message.chat, id: message.id, field, text });
    return found?.results ?? [];
  }

  return { run, look, suggest, forget: () => looked.clear() };
}

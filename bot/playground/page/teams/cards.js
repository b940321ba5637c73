/** Attachments of a Teams message: Adaptive Cards, the older hero and thumbnail cards, and files. */

import { h, icon, link, picture, safeUrl } from "../dom.js";
import { markdown } from "../markdown.js";
import { adaptiveCard } from "./adaptive.js";

const CARD = "application/vnd.microsoft.card.";
const TEAMS = "application/vnd.microsoft.teams.";

/**
 * @param {object} attachment
 * @param {{run: (action: object, data: object) => Promise<void>}} how
 */
export function attachmentView(attachment, how) {
  return (KINDS[attachment.contentType] ?? other)(attachment, how);
}

const KINDS = {
  [`${CARD}adaptive`]: ({ content }, how) => adaptiveCard(content, how),
  [`${CARD}hero`]: ({ content }, how) => oldCard(content, how, "hero"),
  [`${CARD}thumbnail`]: ({ content }, how) => oldCard(content, how, "thumbnail"),
  [`${TEAMS}card.file.consent`]: ({ name, content }, how) =>
    h(
      "div",
      { class: "adaptive-card file-consent" },
      h(
        "div",
        { class: "file" },
        icon("file"),
        h("strong", {}, name),
        h("small", {}, `${Math.ceil(content.sizeInBytes / 1024)} KB`),
      ),
      h("p", {}, content.description),
      h("div", { class: "action-bar" }, consent("Allow", true, how), consent("Decline", false, how)),
    ),
  [`${TEAMS}file.download.info`]: ({ name, content }) => file(name, content.downloadUrl),
  reference: ({ name, contentUrl }) => file(name, contentUrl),
  [`${TEAMS}card.file.info`]: ({ name, contentUrl }) => file(name, contentUrl),
};

const file = (name, url) => h("div", { class: "file" }, icon("file"), link(url, name));

function consent(title, accept, how) {
  return h(
    "button",
    { type: "button", class: "card-action", onclick: () => how.run({ type: "fileConsent", accept }, {}) },
    title,
  );
}

function other({ contentType, content, name, contentUrl }) {
  if (contentType === "text/html")
    return h("div", { class: "message-text" }, markdown(content, { html: true, headings: true }));
  if (contentType?.startsWith("image/"))
    return picture(contentUrl, name ?? "picture", { class: "big-image" });
  return h("div", { class: "unsupported" }, `This page does not draw “${contentType}”.`);
}

/** Hero and thumbnail cards: title, subtitle, text, picture, buttons. */
function oldCard(content, how, kind) {
  const images = (content.images ?? []).map((image) =>
    picture(image.url, image.alt ?? "", { class: `${kind}-image` }),
  );
  const text = h(
    "div",
    { class: "old-card-text" },
    content.title && h("div", { class: "old-card-title" }, content.title),
    content.subtitle && h("div", { class: "old-card-subtitle" }, content.subtitle),
    content.text && h("div", {}, markdown(content.text, { html: true })),
  );
  const buttons =
    content.buttons?.length &&
    h(
      "div",
      { class: "action-bar" },
      content.buttons.map((action) =>
        h(
          "button",
          { type: "button", class: "card-action", onclick: () => pressed(action, how) },
          action.title,
        ),
      ),
    );
  return h(
    "div",
    { class: `adaptive-card ${kind}-card` },
    h("div", { class: "old-card-main" }, images, text),
    buttons,
  );
}

function pressed(action, how) {
  if (action.type === "openUrl") {
    const url = safeUrl(action.value);
    if (url) window.open(url, "_blank", "noopener");
    return undefined;
  }
  return how.run({ type: "old" }, typeof action.value === "object" ? action.value : { value: action.value });
}

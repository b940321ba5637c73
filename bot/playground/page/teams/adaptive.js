/** Adaptive Cards 1.5 as elements, within what Teams draws; each element type has one function. */

import { h, picture } from "../dom.js";
import { markdown } from "../markdown.js";
import { actionSet, selectable } from "./actions.js";
import { INPUTS } from "./inputs.js";

/**
 * Where a card is drawn: a message, a dialog or a search result.
 * @typedef {object} Surface
 * @property {(action: object, data: object, typed: object) => Promise<void>} run does an Execute or Submit
 * @property {(field: string, text: string) => Promise<any[]>} [suggest] what the bot offers for what is typed into a field
 * @property {Map<string, any>} inputs what the card's inputs hold, by id
 * @property {HTMLElement} root the drawn card
 */

/** @param {object} card @param {Pick<Surface, "run" | "suggest">} how @returns {HTMLElement} */
export function adaptiveCard(card, how) {
  const root = h("div", {
    class: `adaptive-card${card.msteams?.width === "Full" ? " full" : ""}`,
    lang: card.lang,
  });
  const mentions = new Set((card.msteams?.entities ?? []).map((entity) => entity.text));
  const surface = { ...how, inputs: new Map(), root, mentions };
  root.append(...cardBody(card, surface));
  if (card.minHeight) root.style.minHeight = card.minHeight;
  return selectable(root, card.selectAction, surface);
}

/** Body and actions, of a card or of one that Action.ShowCard unfolds. */
export function cardBody(card, surface) {
  return [...elements(card.body, surface), card.actions?.length && actionSet(card.actions, surface)].filter(
    Boolean,
  );
}

/** @param {object[]} items @param {Surface} surface */
export const elements = (items, surface) => (items ?? []).map((item) => draw(item, surface));

function draw(item, surface) {
  const make = ELEMENTS[item.type] ?? INPUTS[item.type] ?? unknown;
  const node = make(item, surface);
  node.classList.add("ac", `spacing-${(item.spacing ?? "default").toLowerCase()}`);
  if (item.separator) node.classList.add("separator");
  if (item.height === "stretch") node.classList.add("stretch");
  if (item.id) node.dataset.id = item.id;
  node.hidden = item.isVisible === false;
  return node;
}

const low = (text) => String(text ?? "").toLowerCase();

function unknown(item, surface) {
  if (item.fallback?.type) return draw(item.fallback, surface);
  return h("div", { class: "unsupported" }, `This page does not draw “${item.type}”.`);
}

/** Colour, size and weight, shared by TextBlock and TextRun. */
function textClass(item) {
  return [
    `size-${low(item.size ?? "default")}`,
    `weight-${low(item.weight ?? "default")}`,
    `color-${low(item.color ?? "default")}`,
    item.isSubtle && "subtle",
    low(item.fontType) === "monospace" && "mono",
    item.horizontalAlignment && `align-${low(item.horizontalAlignment)}`,
  ]
    .filter(Boolean)
    .join(" ");
}

const STYLES = {
  SHORT: { dateStyle: "medium" },
  LONG: { dateStyle: "full" },
  COMPACT: { dateStyle: "short" },
};

/** `{{DATE(…, SHORT)}}` and `{{TIME(…)}}`, in the reader's own time zone. */
function withDates(text) {
  return String(text ?? "").replace(
    /\{\{(DATE|TIME)\(([^,)]+)(?:,\s*(\w+))?\)\}\}/g,
    (whole, kind, stamp, style) => {
      const at = new Date(stamp.trim());
      if (Number.isNaN(at.getTime())) return whole;
      const format =
        kind === "TIME" ? { timeStyle: "short" } : (STYLES[style ?? "COMPACT"] ?? STYLES.COMPACT);
      return new Intl.DateTimeFormat("en-US", format).format(at);
    },
  );
}

const cardText = (text, surface) => markdown(withDates(text), { code: false, mentions: surface.mentions });

const ELEMENTS = {
  TextBlock(item, surface) {
    const node = h(
      "div",
      { class: `text-block ${textClass(item)}${item.wrap ? "" : " no-wrap"}` },
      cardText(item.text, surface),
    );
    if (low(item.style) === "heading") {
      node.setAttribute("role", "heading");
      node.setAttribute("aria-level", "4");
    }
    if (item.maxLines) {
      node.classList.add("clamped");
      node.style.setProperty("-webkit-line-clamp", String(item.maxLines));
    }
    return node;
  },
  RichTextBlock: (item, surface) =>
    h(
      "p",
      { class: `rich-text align-${low(item.horizontalAlignment ?? "left")}` },
      (item.inlines ?? []).map((run) => textRun(typeof run === "string" ? { text: run } : run, surface)),
    ),
  FactSet: (item, surface) =>
    h(
      "dl",
      { class: "fact-set" },
      item.facts.flatMap((fact) => [
        h("dt", {}, cardText(fact.title, surface)),
        h("dd", {}, cardText(fact.value, surface)),
      ]),
    ),
  Container: box,
  ColumnSet(item, surface) {
    const columns = (item.columns ?? []).map((column) =>
      sized(draw({ spacing: "none", ...column, type: "Column" }, surface), column.width),
    );
    return selectable(
      h("div", { class: `column-set ${boxClass(item)}` }, columns),
      item.selectAction,
      surface,
    );
  },
  Column: box,
  Image: image,
  ImageSet: (item) =>
    h(
      "div",
      { class: "image-set" },
      (item.images ?? []).map((one) => image({ size: item.imageSize, ...one })),
    ),
  ActionSet: (item, surface) => actionSet(item.actions, surface),
  Table: table,
};

function textRun(run, surface) {
  const tags = [
    [run.italic, "em"],
    [run.strikethrough, "s"],
    [run.underline, "u"],
    [run.highlight, "mark"],
  ].filter(([on]) => on);
  const inside = tags.reduce((node, [, tag]) => h(tag, {}, node), withDates(run.text));
  return selectable(h("span", { class: textClass(run) }, inside), run.selectAction, surface);
}

const boxClass = (item) =>
  [
    item.style && low(item.style) !== "default" && `style-${low(item.style)}`,
    item.bleed && "bleed",
    item.verticalContentAlignment && `vertical-${low(item.verticalContentAlignment)}`,
    item.roundedCorners && "rounded",
  ]
    .filter(Boolean)
    .join(" ");

function box(item, surface) {
  const node = h("div", { class: `container ${boxClass(item)}` }, elements(item.items, surface));
  if (item.minHeight) node.style.minHeight = item.minHeight;
  return selectable(node, item.selectAction, surface);
}

/** A column's width: "auto", "stretch", "50px" or a weight. */
function sized(node, width = "stretch") {
  if (width === "auto") node.style.flex = "0 1 auto";
  else if (/^\d+px$/.test(width)) node.style.flex = `0 0 ${width}`;
  else node.style.flex = `${Number(width) || 1} 1 0`;
  return node;
}

function image(item, surface) {
  const node = picture(item.url, item.altText ?? "", {
    class: `image size-${low(item.size ?? "auto")} ${low(item.style)}`,
  });
  if (/^\d+px$/.test(item.width ?? "")) node.style.width = item.width;
  return selectable(
    h("div", { class: `image-box align-${low(item.horizontalAlignment ?? "left")}` }, node),
    item.selectAction,
    surface,
  );
}

function table(item, surface) {
  const headed = item.firstRowAsHeader ?? item.firstRowAsHeaders ?? true;
  const rows = (item.rows ?? []).map((row, index) =>
    h(
      "tr",
      {},
      (row.cells ?? []).map((cell) =>
        h(headed && !index ? "th" : "td", { class: boxClass(cell) }, elements(cell.items, surface)),
      ),
    ),
  );
  return h(
    "div",
    { class: "table-scroll" },
    h("table", { class: item.showGridLines === false ? "no-lines" : null }, h("tbody", {}, rows)),
  );
}

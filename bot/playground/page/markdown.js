/**
 * The parts of Markdown that Teams and Slack's `markdown` block draw, as elements.
 * What the real client leaves as text (headings in a card, say) stays text here too.
 */

import { h, link } from "./dom.js";

/**
 * @typedef {object} Dialect
 * @property {boolean} [headings] `# Title`
 * @property {boolean} [tables] `| a | b |`
 * @property {boolean} [code] back-ticks, fences and quotes
 * @property {Set<string>} [mentions] the `<at>…</at>` of a card that its entities vouch for
 * @property {boolean} [html] the few tags that Teams reads in a message's text; others vanish, as there
 */

/** @param {string} text @param {Dialect} [dialect] @returns {Node[]} */
export function markdown(text, dialect = {}) {
  const reads = { code: true, ...dialect };
  const lines = String(text ?? "")
    .replace(/\r\n?/g, "\n")
    .split("\n");
  const nodes = [];
  while (lines.length) {
    const draw = BLOCKS.find((block) => block.starts(lines[0], reads, lines));
    nodes.push(draw.take(lines, reads));
  }
  return nodes.flat().filter(Boolean);
}

/** Takes lines off the front while they pass. */
function takeWhile(lines, passes) {
  const end = lines.findIndex((line, index) => !passes(line, index));
  return lines.splice(0, end < 0 ? lines.length : end);
}

const BULLET = /^\s*[-*+]\s+/;
const NUMBER = /^\s*(\d+)[.)]\s+/;
const cells = (line) =>
  line
    .trim()
    .replace(/^\||\|$/g, "")
    .split("|")
    .map((cell) => cell.trim());

const BLOCKS = [
  { starts: (line) => !line.trim(), take: (lines) => void lines.shift() },
  {
    starts: (line, reads) => reads.code && line.startsWith("```"),
    take(lines) {
      lines.shift();
      const body = takeWhile(lines, (line) => !line.startsWith("```"));
      lines.shift();
      return h("pre", { class: "code-block" }, body.join("\n"));
    },
  },
  {
    starts: (line, reads) => reads.headings && /^#{1,6}\s/.test(line),
    take(lines, reads) {
      const [, marks, title] = /^(#+)\s+(.*?)\s*#*$/.exec(lines.shift());
      return h(`h${Math.min(6, marks.length + 2)}`, {}, inline(title, reads));
    },
  },
  {
    starts: (line, reads) => reads.headings && /^\s*(-{3,}|\*{3,})\s*$/.test(line),
    take: (lines) => lines.shift() && h("hr"),
  },
  {
    starts: (line, reads) => reads.code && /^>/.test(line),
    take: (lines, reads) =>
      h(
        "blockquote",
        {},
        markdown(
          takeWhile(lines, (line) => /^>/.test(line))
            .map((line) => line.replace(/^>\s?/, ""))
            .join("\n"),
          reads,
        ),
      ),
  },
  {
    starts: (line, reads, lines) =>
      reads.tables && line.includes("|") && /^[\s|:-]+$/.test(lines[1] ?? "") && lines[1].includes("-"),
    take(lines, reads) {
      const [head, , ...rows] = takeWhile(lines, (line) => line.includes("|"));
      const row = (line, tag) =>
        h(
          "tr",
          {},
          cells(line).map((cell) => h(tag, {}, inline(cell, reads))),
        );
      return h(
        "div",
        { class: "table-scroll" },
        h(
          "table",
          {},
          h("thead", {}, row(head, "th")),
          h(
            "tbody",
            {},
            rows.map((line) => row(line, "td")),
          ),
        ),
      );
    },
  },
  { starts: (line) => BULLET.test(line), take: (lines, reads) => list(lines, BULLET, "ul", reads) },
  { starts: (line) => NUMBER.test(line), take: (lines, reads) => list(lines, NUMBER, "ol", reads) },
  { starts: () => true, take: paragraph },
];

function list(lines, mark, tag, reads) {
  const start = tag === "ol" ? Number(mark.exec(lines[0])[1]) : null;
  const items = takeWhile(lines, (line) => mark.test(line));
  return h(
    tag,
    { start: start === 1 ? null : start },
    items.map((item) => h("li", {}, inline(item.replace(mark, ""), reads))),
  );
}

/** Lines up to an empty one or the start of something else. A single newline is a space, two spaces before it a break. */
function paragraph(lines, reads) {
  const others = BLOCKS.slice(0, -1);
  const own = [
    lines.shift(),
    ...takeWhile(
      lines,
      (line, index) => !others.some((block) => block.starts(line, reads, lines.slice(index))),
    ),
  ];
  const joined = own
    .map((line, index) => line.trimStart().replace(/ {2,}$|\\$/, index < own.length - 1 ? "\u2028" : ""))
    .join("\n");
  return h("p", {}, inline(joined.replaceAll("\u2028\n", "\u2028"), reads));
}

// An escaped character counts as one piece, so an escaped star never closes anything.
const PIECES = "((?:\\\\[\\s\\S]|[^\\\\])+?)(?<!\\s)";
const MARKS = [
  ["strong", new RegExp(`^\\*\\*(?=\\S)${PIECES}\\*\\*`)],
  ["strong", new RegExp(`^__(?=\\S)${PIECES}__(?!\\w)`)],
  ["s", new RegExp(`^~~(?=\\S)${PIECES}~~`)],
  ["em", new RegExp(`^\\*(?=[^\\s*])${PIECES}\\*(?!\\*)`)],
  ["em", new RegExp(`^_(?=[^\\s_])${PIECES}_(?!\\w)`)],
];
const LINK = /^!?\[((?:\\.|[^\]\\])*)\]\(\s*<?((?:\\.|[^\s()<>]|\([^\s()]*\))*)>?(?:\s+"[^"]*")?\s*\)/;
const PLAIN = /^[^\\\u2028`![&*_~<h]+/;
const ENTITY = /^&(?:amp|lt|gt|quot|nbsp|#39|apos|#x?[0-9a-f]+);/i;
const NAMED = { amp: "&", lt: "<", gt: ">", quot: '"', nbsp: "\u00a0", apos: "'" };
const SAME = ["strong", "em", "s", "u", "code", "pre", "p", "div", "ul", "ol", "li", "blockquote", "at", "a"];
const TAGS = { ...Object.fromEntries(SAME.map((tag) => [tag, tag])), b: "strong", i: "em", strike: "s" };

/** Styles, links, code and escapes within a line. */
function inline(text, reads) {
  const nodes = [];
  let rest = text;
  let last = "";
  while (rest) {
    const [node, used] = piece(rest, last, reads);
    if (typeof node === "string" && typeof nodes.at(-1) === "string") nodes.push(nodes.pop() + node);
    else if (node !== null) nodes.push(node);
    last = rest[used - 1];
    rest = rest.slice(used);
  }
  return nodes.flat();
}

/** The next piece of text: what to show, and how many characters it took. */
function piece(rest, last, reads) {
  const run = PLAIN.exec(rest);
  if (run) return [run[0], run[0].length];
  if (rest[0] === "\\" && /^\\[!-/:-@[-`{-~]/.test(rest)) return [rest[1], 2];
  if (rest[0] === "\u2028") return [h("br"), 1];
  const literal = reads.code && /^(`+)([^`]|[^`][\s\S]*?[^`])\1(?!`)/.exec(rest);
  if (literal) return [h("code", {}, literal[2]), literal[0].length];
  const anchor = LINK.exec(rest);
  if (anchor)
    return [
      link(anchor[2].replace(/\\([!-/:-@[-`{-~])/g, "$1"), ...inline(anchor[1], reads)),
      anchor[0].length,
    ];
  const entity = ENTITY.exec(rest);
  if (entity) return [decode(entity[0]), entity[0].length];
  if (!/\w/.test(last)) {
    for (const [tag, mark] of MARKS) {
      const found = mark.exec(rest);
      if (found) return [h(tag, {}, inline(found[1], reads)), found[0].length];
    }
  }
  const at = reads.mentions && /^<at>([^<]*)<\/at>/.exec(rest);
  if (at && reads.mentions.has(at[0]))
    return [h("span", { class: "mention" }, decodeAll(at[1])), at[0].length];
  if (reads.html && rest[0] === "<") return htmlPiece(rest, reads);
  const bare = !/\w/.test(last) && /^https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]]/.exec(rest);
  if (bare) return [link(bare[0]), bare[0].length];
  return [rest[0], 1];
}

function decode(entity) {
  const name = entity.slice(1, -1).toLowerCase();
  if (name in NAMED) return NAMED[name];
  const number = name.startsWith("#x") ? parseInt(name.slice(2), 16) : parseInt(name.slice(1), 10);
  return number > 0 && number <= 0x10ffff ? String.fromCodePoint(number) : entity;
}

/** One of the tags that Teams reads, with what it encloses; any other tag vanishes. */
function htmlPiece(rest, reads) {
  const open = /^<(\/?)([a-z][\w-]*)([^<>]*)>/i.exec(rest);
  if (!open) return ["<", 1];
  const [whole, closing, name, attributes] = open;
  const tag = name.toLowerCase();
  if (tag === "br") return [h("br"), whole.length];
  const end = rest.slice(whole.length).search(new RegExp(`</${tag}\\s*>`, "i"));
  if (closing || !(tag in TAGS) || end < 0) return [null, whole.length];
  const inside = rest.slice(whole.length, whole.length + end);
  const used = whole.length + end + /^<[^>]*>/.exec(rest.slice(whole.length + end))[0].length;
  if (tag === "at") return [h("span", { class: "mention" }, decodeAll(inside)), used];
  const href = /href\s*=\s*["']([^"']*)["']/i.exec(attributes)?.[1];
  if (tag === "a") return [link(decodeAll(href ?? ""), ...inline(inside, reads)), used];
  return [h(TAGS[tag], {}, inline(inside, reads)), used];
}

const decodeAll = (text) =>
  text.replace(/&[#\w]+;/g, (entity) => (ENTITY.test(entity) ? decode(entity) : entity));

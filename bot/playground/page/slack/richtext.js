/** Slack's `rich_text`: sections, lists, quotes and code, as people's own messages and some bots carry it. */

import { h, link } from "../dom.js";
import { emoji } from "./mrkdwn.js";

/** @param {object[]} elements @returns {Node[]} */
export function richText(elements, world) {
  return (elements ?? []).map((part) => (PARTS[part.type] ?? PARTS.rich_text_section)(part, world));
}

const PARTS = {
  rich_text_section: (part, world) => h("div", {}, runs(part.elements, world)),
  rich_text_quote: (part, world) => h("blockquote", {}, runs(part.elements, world)),
  rich_text_preformatted: (part, world) => h("pre", { class: "code-block" }, runs(part.elements, world)),
  rich_text_list: (part, world) =>
    h(
      part.style === "ordered" ? "ol" : "ul",
      { class: `indent-${part.indent ?? 0}` },
      part.elements.map((item) => h("li", {}, runs(item.elements, world))),
    ),
};

const runs = (elements, world) => (elements ?? []).flatMap((run) => RUNS[run.type]?.(run, world) ?? []);

const RUNS = {
  text: (run) => styled(lines(run.text), run.style),
  link: (run) => styled([link(run.url, run.text ?? run.url)], run.style),
  user: (run, { people, me }) =>
    h(
      "span",
      { class: run.user_id === me ? "mention me" : "mention" },
      `@${people?.[run.user_id]?.name ?? run.user_id}`,
    ),
  channel: (run, { channels }) =>
    h(
      "span",
      { class: "mention" },
      `#${channels?.find(({ id }) => id === run.channel_id)?.name ?? run.channel_id}`,
    ),
  broadcast: (run) => h("span", { class: "mention all" }, `@${run.range}`),
  emoji: (run) => emoji(run.name),
  date: (run) => run.fallback ?? new Date(run.timestamp * 1000).toLocaleString("en-US"),
};

const lines = (text) =>
  String(text)
    .split("\n")
    .flatMap((line, index) => (index ? [h("br"), line] : [line]));

function styled(nodes, style = {}) {
  const tags = [
    ["bold", "strong"],
    ["italic", "em"],
    ["strike", "s"],
    ["code", "code"],
  ];
  return tags.filter(([name]) => style?.[name]).reduce((inside, [, tag]) => [h(tag, {}, inside)], nodes);
}

/** Slack's mrkdwn as elements: styles, code, quotes, links, mentions, dates; `&amp; &lt; &gt;` are decoded last. */

import { h, link } from "../dom.js";

const EMOJI = {
  white_check_mark: "✅",
  heavy_check_mark: "✔️",
  x: "❌",
  warning: "⚠️",
  bell: "🔔",
  eyes: "👀",
  wave: "👋",
  mag: "🔍",
  hourglass: "⌛",
  hourglass_flowing_sand: "⏳",
  calendar: "📅",
  question: "❓",
  information_source: "ℹ️",
  tada: "🎉",
  lock: "🔒",
  speech_balloon: "💬",
  thumbsup: "👍",
  "+1": "👍",
  rotating_light: "🚨",
  page_facing_up: "📄",
  smile: "😄",
  large_green_circle: "🟢",
  large_yellow_circle: "🟡",
  red_circle: "🔴",
  large_blue_circle: "🔵",
  white_circle: "⚪",
};

// Inside a style, links and code count as one piece, so that an underscore in an address ends nothing.
const PIECE = "<[^<>]+>|`[^`\\n]+`";
const BY_WORD = "[\\p{L}\\p{N}]";
const span = (mark) =>
  `(?<!${BY_WORD}|[${mark}])[${mark}](?=\\S)((?:${PIECE}|[^${mark}\\n])+?)(?<=\\S)[${mark}](?!${BY_WORD}|[${mark}])`;
const INLINE = new RegExp(
  `\`([^\`\\n]+)\`|<([^<>\\n]+)>|:([a-z0-9_+'-]+):|${span("*")}|${span("_")}|${span("~")}|\\n`,
  "gu",
);

const decode = (text) => text.replace(/&(lt|gt|amp);/g, (_, name) => ({ lt: "<", gt: ">", amp: "&" })[name]);

/**
 * @param {string} text as it came over the wire
 * @param {{people?: Record<string, {name: string}>, channels?: {id: string, name: string}[], me?: string}} [world]
 * @returns {Node[]}
 */
export function mrkdwn(text, world = {}) {
  return String(text ?? "")
    .split(/```\n?([\s\S]*?)```/)
    .flatMap((part, index) =>
      index % 2 ? h("pre", { class: "code-block" }, code(part.replace(/\n$/, ""))) : quotes(part, world),
    );
}

/** Emoji names and entities of `plain_text`, nothing else. */
export function plain(object) {
  const text = typeof object === "string" ? object : (object?.text ?? "");
  return decode(text.replace(/:([a-z0-9_+'-]+):/g, (whole, name) => EMOJI[name] ?? whole));
}

/** A text object, by its type. */
export function textOf(object, world) {
  return object?.type === "mrkdwn" ? mrkdwn(object.text, world) : [plain(object)];
}

export const emoji = (name) => EMOJI[name] ?? `:${name}:`;

function quotes(text, world) {
  const runs = [];
  for (const line of text.split("\n")) {
    const quoted = /^\s*(?:&gt;|>)\s?/.exec(line);
    const last = runs.at(-1);
    const body = quoted ? line.slice(quoted[0].length) : line;
    if (last && last.quoted === Boolean(quoted)) last.lines.push(body);
    else runs.push({ quoted: Boolean(quoted), lines: [body] });
  }
  return runs.flatMap(({ quoted, lines }) => {
    const nodes = inline(lines.join("\n"), world);
    return quoted ? h("blockquote", {}, nodes) : nodes;
  });
}

function inline(text, world) {
  const nodes = [];
  let from = 0;
  for (const found of text.matchAll(INLINE)) {
    nodes.push(decode(text.slice(from, found.index)), styled(found, world));
    from = found.index + found[0].length;
  }
  return [...nodes, decode(text.slice(from))].flat().filter((node) => node !== "");
}

function styled([whole, literal, angle, name, bold, italic, strike], world) {
  if (whole === "\n") return h("br");
  if (literal !== undefined) return h("code", {}, code(literal));
  if (angle !== undefined) return reference(angle, world);
  if (name !== undefined) return EMOJI[name] ?? whole;
  if (bold !== undefined) return h("strong", {}, inline(bold, world));
  if (italic !== undefined) return h("em", {}, inline(italic, world));
  return h("s", {}, inline(strike, world));
}

/** In code only addresses and entities are resolved; styles are not. */
const code = (text) =>
  decode(text.replace(/<([^<>|\n]+)(?:\|([^<>\n]*))?>/g, (_, target, label) => label ?? target));

/** What stands between angle brackets: a person, a channel, a group, a date or an address. */
function reference(inside, world) {
  const [target, label] = split(inside, "|");
  const rest = target.slice(1);
  if (target.startsWith("@")) {
    const name = world.people?.[rest]?.name ?? (label || rest);
    return h("span", { class: rest === world.me ? "mention me" : "mention" }, `@${name}`);
  }
  if (target.startsWith("#")) {
    const name = world.channels?.find((channel) => channel.id === rest)?.name ?? (label || rest);
    return h("span", { class: "mention" }, `#${name}`);
  }
  if (target.startsWith("!date^")) return date(target, label);
  if (target.startsWith("!subteam^")) return h("span", { class: "mention" }, label || "@group");
  if (target.startsWith("!")) return h("span", { class: "mention all" }, `@${rest}`);
  return link(decode(target), label === undefined ? decode(target) : decode(label));
}

function split(text, mark) {
  const at = text.indexOf(mark);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

const WRITTEN = {
  date_num: { year: "numeric", month: "2-digit", day: "2-digit" },
  date: { year: "numeric", month: "long", day: "numeric" },
  date_short: { year: "numeric", month: "short", day: "numeric" },
  date_long: { weekday: "long", year: "numeric", month: "long", day: "numeric" },
  time: { hour: "numeric", minute: "2-digit" },
  time_secs: { hour: "numeric", minute: "2-digit", second: "2-digit" },
};

/** `<!date^seconds^format^link|fallback>` in the reader's own time zone. */
function date(target, fallback) {
  const [, seconds, format, url] = target.split("^");
  const at = new Date(Number(seconds) * 1000);
  if (!format || Number.isNaN(at.getTime())) return decode(fallback ?? target);
  const text = format.replace(/\{(\w+)\}/g, (whole, name) => {
    const style = WRITTEN[name.replace(/_pretty$/, "")];
    return style ? new Intl.DateTimeFormat("en-US", style).format(at) : whole;
  });
  const time = h("time", { datetime: at.toISOString(), title: at.toString() }, decode(text));
  return url ? link(decode(url), time) : time;
}

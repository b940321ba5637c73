/** What is typed in Slack's composer: commands and names offered, and the text as Slack would send it. */

/** Mentions become ids and the three reserved characters are escaped, as Slack's client does. */
export function encode(text, view) {
  const escaped = text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  const names = Object.entries(view.people).sort(([, a], [, b]) => b.name.length - a.name.length);
  return names.reduce(
    (sent, [id, person]) =>
      sent.replace(
        new RegExp(`(^|\\s)@${person.name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?![\\p{L}\\p{N}])`, "giu"),
        `$1<@${id}>`,
      ),
    escaped,
  );
}

/** The same backwards: what somebody typed, to be edited. */
export function decode(text, view) {
  return text
    .replace(/<@(\w+)(?:\|[^>]*)?>/g, (_, id) => `@${view.people[id]?.name ?? id}`)
    .replace(/<([^<>|]+)(?:\|[^<>]*)?>/g, "$1")
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&amp;/g, "&");
}

/** Choices for what is being typed: commands at the start of the box, people after an @. */
export function complete(typed, view, { inThread = false } = {}) {
  if (!inThread && /^\/\S*$/.test(typed)) {
    return view.commands
      .filter(({ command }) => command.startsWith(typed) && command !== typed)
      .map((one) => ({
        insert: `${one.command} `,
        title: `${one.command} ${one.usage_hint ?? ""}`,
        detail: one.description,
      }));
  }
  const at = /(?:^|\s)@(\S*)$/.exec(typed);
  if (!at) return [];
  return Object.entries(view.people)
    .filter(([id, person]) => id !== view.me && person.name.toLowerCase().startsWith(at[1].toLowerCase()))
    .map(([, person]) => ({ insert: `@${person.name} `, title: person.name, detail: person.title }));
}

/** The examples as one would type them here: plain to the app, by command or mention elsewhere. */
export function asks(channel, examples, view) {
  if (channel.app) return examples;
  if (channel.dm) return [];
  const app = view.people[view.app].name;
  return examples
    .slice(0, 4)
    .map((text, index) =>
      index % 2 ? `@${app} ${text}` : `/named ${text.replace(/^is (.+) named\?$/i, "$1")}`,
    );
}

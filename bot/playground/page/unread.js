/** What a person has not looked at yet, by conversation; kept while somebody else is signed in. */

/** @returns {{look: (view: any, place: string) => void, count: (view: any, place: string) => number, first: (view: any, place: string) => any}} */
export function unreadMarks() {
  const people = new Map();

  /** Whoever is there as the page opens has read all; those who come later were never here. */
  function of(view) {
    if (!people.has(view.me)) {
      const first = people.size === 0;
      const seen = first ? Object.entries(view.messages).map(([id, found]) => [id, found.length]) : [];
      people.set(view.me, new Map(seen));
    }
    return people.get(view.me);
  }
  function look(view, place) {
    of(view).set(place, view.messages[place]?.length ?? 0);
  }
  function count(view, place) {
    return Math.max(0, (view.messages[place]?.length ?? 0) - (of(view).get(place) ?? 0));
  }
  /** The first message that is unread, or undefined. */
  function first(view, place) {
    return view.messages[place]?.at(of(view).get(place) ?? 0);
  }
  return { look, count, first };
}

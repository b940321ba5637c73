/** The wire to the server: what one person sees comes down a socket, what they do goes up as JSON. */

const AGAIN_MS = 1500; // after the server went away, how soon to look for it again

/** Something the server refused or could not do; `message` is for the person. */
export class ActError extends Error {}

/**
 * @param {"slack"|"teams"} platform
 * @param {(view: any) => void} show called with each new view of the current person
 * @param {(online: boolean) => void} online
 */
export function connect(platform, show, online) {
  let socket = null;
  let user = "";
  let arrived = () => {};

  /** Becomes this person: their view arrives at once and with each change; done with the first. */
  function become(id) {
    user = id;
    const first = new Promise((resolve) => {
      arrived = resolve;
    });
    listen();
    return first;
  }

  function listen() {
    if (socket) {
      socket.onmessage = socket.onclose = null;
      socket.close();
    }
    const query = new URLSearchParams({ platform, user });
    socket = new WebSocket(`ws://${location.host}/playground/view?${query}`);
    socket.onmessage = (event) => {
      show(JSON.parse(event.data));
      arrived();
    };
    socket.onopen = () => online(true);
    socket.onclose = () => {
      online(false);
      setTimeout(listen, AGAIN_MS);
    };
  }

  /** Does something as this person; returns what their client got back. */
  async function act(what, detail = {}) {
    const body = JSON.stringify({ platform, user, do: what, ...detail });
    let answer;
    try {
      answer = await fetch("/playground/act", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body,
      });
    } catch {
      throw new ActError("The playground's server does not answer. Is `hardline demo` still running?");
    }
    const told = await answer.json().catch(() => ({}));
    if (!answer.ok || told.error)
      throw new ActError(told.error ?? `The playground answered ${answer.status}.`);
    return told.result ?? null;
  }

  return { become, act };
}

/** What every block element does when it is used: sends its action, and keeps its value for the form. */

/** Sends the action, after a confirmation if the element asks for one; meanwhile the control rests. */
export async function press(surface, item, block, control, detail) {
  if (!surface.press || control.ariaBusy === "true") return false;
  if (item.confirm && !(await surface.confirm(item.confirm))) return false;
  control.ariaBusy = "true";
  try {
    await surface.press({ type: item.type, action_id: item.action_id, block_id: block, ...detail });
  } finally {
    control.ariaBusy = "false";
  }
  return true;
}

/** Registers how an input's value is read. */
export function holds(item, block, surface, read) {
  surface.form.put(block, item.action_id, () => ({ type: item.type, ...read() }));
}
/** What the same input held before its form was updated. */
export const before = (item, block, surface) => surface.before?.[block]?.[item.action_id];

const NAMES = new Map([
  ["terminal", "the terminal"],
  ["token", "a program"],
  ["erased", "an owner who is erased"],
]);

/** Returns who made a change or holds a conversation, in words; an owner is named by a bare address. */
export function nameOfSender(by: string): string {
  return NAMES.get(by) ?? by.slice(by.indexOf(":") + 1);
}

/** Returns the id under which an agent's message is stored: no other agent and no other channel has it. */
export function ownId(address: string, wamid: string): string {
  return `${address}:${wamid}`;
}

/** Returns the platform's own id of a message. */
export function bareId(id: string): string {
  return id.slice(id.lastIndexOf(":") + 1);
}

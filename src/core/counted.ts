/** Formats a count with its noun: 1 message, 2 messages. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

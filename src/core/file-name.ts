/** Returns a message's text if it is the name of the file that came with it; some channels put it there. */
export function fileNameIn(text: string): string | null {
  const line = text.trim();
  return /^[^\n\r]{1,250}\.[A-Za-z0-9]{1,8}$/.test(line) ? line : null;
}

/** Returns the value of a JSON text; null if it is not JSON, or nested too deeply to read. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

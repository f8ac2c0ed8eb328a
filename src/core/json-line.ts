/**
 * Returns the line, counted from 1, on which a text stops being the beginning of JSON; the parser
 * of the runtime does not report it.
 */
export function lineOfJsonFault(text: string): number {
  const lines = text.trimEnd().split("\n");
  const wrong = lines.findIndex((_, index) => !mayGoOn(lines.slice(0, index + 1).join("\n")));
  return wrong === -1 ? lines.length : wrong + 1;
}

/** Returns whether a text that ends with a whole line can be continued to JSON. */
function mayGoOn(beginning: string): boolean {
  const open: string[] = [];
  for (const [token] of beginning.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/g)) {
    if (token === "{") open.unshift("}");
    else if (token === "[") open.unshift("]");
    else if (token.length === 1) open.shift();
  }
  return ["", "0", ":0", '"":0'].some((next) => isJson(beginning + next + open.join("")));
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

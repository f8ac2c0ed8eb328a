/**
 * Writes the name of a channel or a provider with capitals; the address behind it stays as it is. The
 * channel of a user whose messenger is no longer connected has none.
 */
export function nameOfUpstream(name: string): string {
  if (name === "none") return "not connected";
  const [kind = "", ...address] = name.split(" ");
  const words = kind
    .replaceAll("-", " ")
    .replace(/\bapi\b/, "API")
    .replace(/^openai$/, "OpenAI");
  return [words.replaceAll(/\b[a-z]/g, (letter) => letter.toUpperCase()), ...address].join(" ");
}

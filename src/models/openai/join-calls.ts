import { asFields, asList, asText } from "./untrusted.ts";

type Fields = Readonly<Record<string, unknown>>;

interface Pieces {
  id: string;
  name: string;
  text: string;
  extra: unknown;
}

/** The calls that the deltas of a chat spell out piece by piece, as the message of a whole answer has them. */
export function joinCalls(deltas: readonly Fields[]): Fields[] {
  const calls = new Map<unknown, Pieces>();
  let last: unknown = null;
  for (const piece of deltas.flatMap(piecesOf)) {
    const inner = asFields(piece["function"]);
    // Servers that send a call whole may not number it.
    const isNew = piece["index"] === undefined && asText(inner["name"]) !== "";
    const key = isNew ? Symbol("a whole call") : (piece["index"] ?? last);
    const known = calls.get(key) ?? { id: "", name: "", text: "", extra: undefined };
    calls.set(key, {
      id: known.id || asText(piece["id"]),
      name: known.name || asText(inner["name"]),
      text: known.text + argumentsOf(inner["arguments"]),
      extra: known.extra ?? piece["extra_content"],
    });
    last = key;
  }
  return [...calls.values()].map(({ id, name, text, extra }) => ({
    id,
    type: "function",
    function: { name, arguments: text },
    extra_content: extra,
  }));
}

function piecesOf(delta: Fields): Fields[] {
  const legacy = delta["function_call"];
  const pieces = asList(delta["tool_calls"]).map(asFields);
  return legacy == null ? pieces : [...pieces, { index: "legacy", function: legacy }];
}

function argumentsOf(given: unknown): string {
  return given == null || typeof given === "string" ? asText(given) : JSON.stringify(given);
}

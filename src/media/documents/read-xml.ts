import { Parser } from "htmlparser2";
import { declaredDecoder, markedWide } from "./declared-encoding.ts";
import { Unreadable } from "./document-text.ts";

/** The parser searches all open elements at every end tag; no office program nests like this. */
const MAX_DEPTH = 256;

export type Attributes = Readonly<Record<string, string>>;

/**
 * A handler of XML events. Names have no prefix, which every producer may choose; attributes keep
 * theirs.
 */
export interface XmlHandler {
  open?(name: string, attributes: Attributes): void;
  text?(text: string): void;
  close?(name: string): void;
}

/**
 * Reads XML as it arrives and stops early once `isEnough`. Damaged XML is read up to the damage;
 * custom entities are not expanded. Throws the errors of `chunks`, and `Unreadable` if it is nested
 * too deep.
 */
export async function readXml(
  chunks: AsyncIterable<Uint8Array>,
  handler: XmlHandler,
  isEnough: () => boolean = () => false,
): Promise<void> {
  let decoder: TextDecoder | null = null;
  let depth = 0;
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        depth += 1;
        if (depth > MAX_DEPTH) throw new Unreadable("corrupt");
        handler.open?.(localName(name), attributes);
      },
      ontext: (text) => handler.text?.(text),
      onclosetag(name) {
        depth -= 1;
        handler.close?.(localName(name));
      },
    },
    { xmlMode: true },
  );
  for await (const chunk of chunks) {
    decoder ??= decoderFor(chunk);
    parser.write(decoder.decode(chunk, { stream: true }));
    if (isEnough()) return;
  }
  parser.end();
}

/** Returns the decoder: UTF-8, unless the first bytes say otherwise. */
function decoderFor(start: Uint8Array): TextDecoder {
  const wide = markedWide(start);
  if (wide !== null) return new TextDecoder(wide);
  return (
    declaredDecoder(Buffer.from(start.subarray(0, 200)).toString("latin1")) ?? new TextDecoder()
  );
}

/** Returns an attribute's value by its name without prefix. */
export function attribute(attributes: Attributes, name: string): string | undefined {
  if (attributes[name] !== undefined) return attributes[name];
  const key = Object.keys(attributes).find((each) => localName(each) === name);
  return key === undefined ? undefined : attributes[key];
}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}

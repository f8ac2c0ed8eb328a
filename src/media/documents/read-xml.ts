import { Parser } from "htmlparser2";
import { declaredDecoder, markedWide } from "./declared-encoding.ts";
import { Unreadable } from "./document-text.ts";

/** The parser looks through all that is open at every end; no office program nests like this. */
const MAX_DEPTH = 256;

export type Attributes = Readonly<Record<string, string>>;

/** Names come without their prefix, which every producer may choose; attributes keep theirs. */
export interface XmlHandler {
  open?(name: string, attributes: Attributes): void;
  text?(text: string): void;
  close?(name: string): void;
}

/**
 * Reads XML as it arrives and stops early once `isEnough`. Damaged XML gives what it says up to
 * there; entities of its own are not expanded. Throws what `chunks` throws, and `Unreadable` when
 * it is nested too deep.
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

/** UTF-8, unless the first bytes say otherwise. */
function decoderFor(start: Uint8Array): TextDecoder {
  const wide = markedWide(start);
  if (wide !== null) return new TextDecoder(wide);
  return (
    declaredDecoder(Buffer.from(start.subarray(0, 200)).toString("latin1")) ?? new TextDecoder()
  );
}

/** An attribute's value by its name without prefix. */
export function attribute(attributes: Attributes, name: string): string | undefined {
  if (attributes[name] !== undefined) return attributes[name];
  const key = Object.keys(attributes).find((each) => localName(each) === name);
  return key === undefined ? undefined : attributes[key];
}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}

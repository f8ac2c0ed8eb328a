import type { ContentPart } from "../../core/ports.ts";
import type { DocumentPicture } from "../../media/documents/document-text.ts";
import { textPart } from "../prompt/untrusted.ts";

const HEAD_END = 0x0a;
const MARK = /\[picture (\d{1,4})[\]:]/g;

/** Returns the pictures of a document as the bytes that are stored beside its text. */
export function packPictures(pictures: readonly DocumentPicture[]): Uint8Array {
  const head = pictures.map(({ number, contentType, bytes }) => [
    number,
    contentType,
    bytes.length,
  ]);
  return Buffer.concat([
    Buffer.from(JSON.stringify(head)),
    Buffer.of(HEAD_END),
    ...pictures.map(({ bytes }) => bytes),
  ]);
}

/** Reads what `packPictures` wrote. */
export function unpackPictures(packed: Uint8Array): DocumentPicture[] {
  let at = packed.indexOf(HEAD_END) + 1;
  const head: [number, DocumentPicture["contentType"], number][] = JSON.parse(
    Buffer.from(packed.subarray(0, at)).toString(),
  );
  return head.map(([number, contentType, length]) => {
    const bytes = packed.subarray(at, at + length);
    at += length;
    return { number, contentType, bytes };
  });
}

/**
 * The pictures of a document that a model is shown with `text`: of those that it names, at most
 * `max`, the most important, in their order and each after its name.
 */
export function showPictures(packed: Uint8Array | null, text: string, max: number) {
  const named = new Set([...text.matchAll(MARK)].map(([, number]) => Number(number)));
  const pictures = packed === null ? [] : unpackPictures(packed);
  const shown = pictures
    .filter(({ number }) => named.has(number))
    .slice(0, max)
    .sort((one, other) => one.number - other.number);
  return {
    numbers: shown.map(({ number }) => number),
    parts: shown.flatMap(({ number, bytes, contentType }): ContentPart[] => [
      textPart(`[picture ${number}]`),
      { kind: "image", bytes, contentType },
    ]),
  };
}

import { getDocumentProxy } from "unpdf";
import { Unreadable } from "./document-text.ts";
import { isOutOfMemory } from "./out-of-memory.ts";
import { CharacterMaps } from "./pdf-cmaps.ts";

export type Pdf = Awaited<ReturnType<typeof getDocumentProxy>>;
type Options = Parameters<typeof getDocumentProxy>[1];

/** Opens a PDF; pdf.js takes ownership of the bytes. Throws `Unreadable`. */
export async function openPdf(bytes: Uint8Array, options: Options = {}): Promise<Pdf> {
  try {
    const pdf = await getDocumentProxy(bytes, {
      verbosity: 0,
      disableFontFace: true,
      useSystemFonts: false,
      useWorkerFetch: false,
      cMapPacked: true,
      BinaryDataFactory: CharacterMaps,
      ...options,
    });
    if (pdf.numPages > 0) return pdf;
  } catch (cause) {
    if (isOutOfMemory(cause)) throw new Unreadable("too-big", { cause });
    const isLocked = cause instanceof Error && cause.name === "PasswordException";
    throw new Unreadable(isLocked ? "encrypted" : "corrupt", { cause });
  }
  throw new Unreadable("corrupt");
}

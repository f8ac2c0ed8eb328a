import { Elysia, t } from "elysia";
import { readRange } from "../../core/byte-range.ts";
import { PermanentError } from "../../core/errors.ts";
import type { MediaSource } from "../../core/ports.ts";
import { AdminError } from "../admin-error.ts";
import type { RouteDeps } from "../deps.ts";

export interface FileDeps extends Pick<RouteDeps, "store"> {
  /** The attachments, each from the messenger that it came through. */
  readonly media: Pick<MediaSource, "open">;
}

const params = t.Object({ id: t.Integer({ minimum: 1 }) });
const detail = (summary: string) => ({ tags: ["Admin: conversations"], summary });

/** The files of conversations: what users sent, while their messenger keeps it, and what we sent. */
export function fileRoutes({ store, media }: FileDeps) {
  return new Elysia({ name: "admin-files" })
    .get(
      "/admin/api/messages/:id/attachments/:idx",
      async ({ params: { id, idx }, request }) => {
        const found = await (await store()).findAttachment(id, idx);
        if (found === null || found.messageSid === null) {
          throw new AdminError(404, "There is no such attachment.");
        }
        const { url, messageSid, contentType } = found;
        const bytes = await open({ url, messageSid }, request.signal);
        const headers = headersOf(contentType, `attachment-${id}-${idx}`);
        if (!headers["content-type"]?.startsWith("audio/")) return new Response(bytes, { headers });
        // Messengers keep sounds of at most 16 MB.
        return inRange(await new Response(bytes).bytes(), headers, request);
      },
      {
        params: t.Object({
          id: t.Integer({ minimum: 1 }),
          idx: t.Integer({ minimum: 0, maximum: 100 }),
        }),
        detail: detail("An attachment of a user's message, from the messenger"),
      },
    )
    .get(
      "/admin/api/parts/:id/file",
      async ({ params: { id }, request }) => {
        const file = await (await store()).readPartFile(id);
        if (file === null) throw new AdminError(404, "There is no such file.");
        return inRange(file.bytes, headersOf(file.contentType, file.name), request);
      },
      { params, detail: detail("A file that was sent with an answer") },
    );

  async function open(
    place: { readonly url: string; readonly messageSid: string },
    signal: AbortSignal,
  ): Promise<ReadableStream<Uint8Array>> {
    try {
      return await media.open(place, signal);
    } catch (error) {
      if (!(error instanceof PermanentError)) throw error;
      throw new AdminError(404, "The messenger no longer keeps this attachment.");
    }
  }
}

/** Returns the part that is asked for: a browser finds the length of a sound at its end. */
function inRange(
  bytes: Uint8Array,
  headers: Readonly<Record<string, string>>,
  request: Request,
): Response {
  const range = readRange(request.headers.get("range") ?? undefined, bytes.length);
  const all = { ...headers, "accept-ranges": "bytes" };
  if (range === null) return new Response(Buffer.from(bytes), { headers: all });
  const of = (part: string) => ({ ...all, "content-range": `bytes ${part}/${bytes.length}` });
  if (range === "unsatisfiable") return new Response(null, { status: 416, headers: of("*") });
  const { start, end } = range;
  const part = Buffer.from(bytes.slice(start, end + 1));
  return new Response(part, { status: 206, headers: of(`${start}-${end}`) });
}

/** The types that a page may show; a browser runs nothing of them. */
const SHOWN =
  /^(?:image\/(?:jpeg|png|webp|gif)|audio\/(?:ogg|mpeg|mp4|aac|amr|wav|webm)|video\/(?:mp4|3gpp|webm))$/;

/**
 * Returns the headers of a file by strangers: it is shown only if it is a picture, sound or video, as
 * the type that it is declared to have and no other, and else downloaded; nothing in it can run.
 */
function headersOf(declared: string, name: string): Record<string, string> {
  const [type = ""] = declared.toLowerCase().split(";");
  const isShown = SHOWN.test(type.trim());
  const safeName = name.replaceAll(/[^\w.-]+/g, "-").slice(-100) || "file";
  return {
    "content-type": isShown ? type.trim() : "application/octet-stream",
    "content-disposition": `${isShown ? "inline" : "attachment"}; filename="${safeName}"`,
    "content-security-policy": "default-src 'none'; sandbox",
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "private, max-age=300",
  };
}

import { Elysia, NotFoundError } from "elysia";
import { readRange } from "../core/byte-range.ts";
import type { OutgoingFiles } from "../core/ports.ts";
import { FILE_TOKEN, type OutgoingFile } from "../core/reply-part.ts";

const DETAIL = {
  tags: ["Media"],
  summary: "A file of a reply, for the messenger that delivers it",
  responses: {
    200: { description: "The file." },
    206: { description: "The range of it that was asked for." },
    404: { description: "No file has this token, or not any more." },
    416: { description: "The file ends before the range that was asked for." },
  },
};

/**
 * `GET` and `HEAD /media/:token`: the files that we send, for messengers that fetch them. The token is
 * the whole permission: 256 bits, looked up in an index, for one file that is deleted with its message.
 */
export function createMediaRoutes(files: OutgoingFiles) {
  async function find(token: string): Promise<OutgoingFile> {
    const file = FILE_TOKEN.test(token) ? await files.find(token) : null;
    if (file === null) throw new NotFoundError();
    return file;
  }

  return new Elysia({ name: "media" })
    .head(
      "/media/:token",
      async ({ params }) => new Response(null, { headers: headersOf(await find(params.token)) }),
      { detail: DETAIL },
    )
    .get(
      "/media/:token",
      async ({ params: { token }, headers }) => {
        const file = await find(token);
        const etag = headers["if-range"] ?? etagOf(file);
        const range = etag === etagOf(file) ? readRange(headers["range"], file.size) : null;
        if (range === "unsatisfiable") {
          return new Response(null, {
            status: 416,
            headers: { "content-range": `bytes */${file.size}` },
          });
        }
        const bytes = await files.read(token);
        // It was erased in between.
        if (bytes === null) throw new NotFoundError();
        await files.noteFetched(token);
        if (range === null) return new Response(Buffer.from(bytes), { headers: headersOf(file) });
        const { start, end } = range;
        return new Response(Buffer.from(bytes.subarray(start, end + 1)), {
          status: 206,
          headers: {
            ...headersOf({ ...file, size: end - start + 1 }),
            "content-range": `bytes ${start}-${end}/${file.size}`,
          },
        });
      },
      { detail: DETAIL },
    );
}

const etagOf = ({ sha256 }: OutgoingFile) => `"${sha256}"`;

function headersOf(file: OutgoingFile) {
  return {
    "content-type": file.contentType,
    "content-length": String(file.size),
    "accept-ranges": "bytes",
    // A messenger shows documents under this name.
    "content-disposition": `inline; filename="${file.name.replaceAll(/[^\w.-]+/g, "-")}"`,
    etag: etagOf(file),
  };
}

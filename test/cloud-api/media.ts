import type { ServerMediaRetrieveResponse } from "whatsapp-api-js/types";
import type { Clock } from "../../src/core/ports.ts";

interface StoredFile {
  readonly bytes: Uint8Array;
  readonly contentType: string;
  readonly name: string;
}

export interface GraphMedia {
  put(file: StoredFile): string;
  find(id: string): StoredFile | null;
  /** Answers `GET /{id}`: with an address that is valid for five minutes. */
  describe(id: string, origin: string): Response | null;
  remove(id: string): boolean;
  /** Answers a request for such an address. */
  download(url: URL): Response;
  /** Makes every address that was given out so far invalid. */
  expire(): void;
}

const VALID_MS = 5 * 60_000;

/** Creates WhatsApp's storage of files, for those that users send and those that the bot uploads. */
export function createGraphMedia(clock: Pick<Clock, "now">): GraphMedia {
  const files = new Map<string, StoredFile>();
  const addresses = new Map<string, { readonly id: string; readonly until: number }>();
  let last = 1_000_000_000_000_000;

  return {
    put: (file) => {
      last += 1;
      files.set(String(last), file);
      return String(last);
    },
    find: (id) => files.get(id) ?? null,
    describe: (id, origin) => {
      const file = files.get(id);
      if (file === undefined) return null;
      const key = crypto.randomUUID();
      addresses.set(key, { id, until: clock.now() + VALID_MS });
      const sha256 = new Bun.CryptoHasher("sha256").update(file.bytes).digest("hex");
      return Response.json({
        messaging_product: "whatsapp",
        url: `${origin}/whatsapp_business/attachments/?mid=${id}&hash=${key}`,
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a test may store any type.
        mime_type: file.contentType as "image/jpeg",
        sha256,
        file_size: String(file.bytes.byteLength),
        id,
      } satisfies ServerMediaRetrieveResponse);
    },
    remove: (id) => files.delete(id),
    download: (url) => {
      const address = addresses.get(url.searchParams.get("hash") ?? "");
      const file = address === undefined ? undefined : files.get(address.id);
      if (address === undefined || file === undefined || clock.now() > address.until) {
        return new Response(null, { status: 404 });
      }
      return new Response(new Uint8Array(file.bytes), {
        headers: { "content-type": file.contentType },
      });
    },
    expire: () => addresses.clear(),
  };
}

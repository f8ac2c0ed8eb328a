import { PermanentError, TransientError } from "../../core/errors.ts";
import type { Clock, OutgoingFiles } from "../../core/ports.ts";
import type { OutgoingFile } from "../../core/reply-part.ts";
import { asReadError } from "../failed-call.ts";
import type { Fields } from "./read-json.ts";

export interface Uploads {
  /**
   * Returns the id of a file at WhatsApp, uploaded at most once. Throws `TransientError` or
   * `PermanentError`: nothing was sent.
   */
  idOf(file: OutgoingFile, files: Pick<OutgoingFiles, "read"> | undefined): Promise<string>;
  /** Forgets the id of a file that WhatsApp no longer accepts. */
  forget(file: OutgoingFile): void;
}

export interface UploadDeps {
  readonly clock: Pick<Clock, "now">;
  /** Posts the form of an upload and returns the answer. Throws as `Messenger.send` does. */
  post(form: FormData, deadlineMs: number): Promise<Fields>;
}

const DEADLINE_MS = 9_000;
/** A send after a longer upload would leave the time in which no other server sends the part. */
const SENT_AT_ONCE_MS = 3_000;
/** WhatsApp keeps an uploaded file for 30 days. */
const KEPT_MS = 24 * 60 * 60_000;
const MAX_KEPT = 500;

/** Creates the uploads of one sender; ids are kept in memory, for a send that is repeated. */
export function createUploads(deps: UploadDeps): Uploads {
  const kept = new Map<string, { readonly id: string; readonly at: number }>();

  return {
    forget: ({ token }) => void kept.delete(token),
    idOf: async (file, files) => {
      const startedAt = deps.clock.now();
      const known = kept.get(file.token);
      if (known !== undefined && startedAt - known.at < KEPT_MS) return known.id;
      const bytes = (await files?.read(file.token)) ?? null;
      if (bytes === null) {
        throw new PermanentError("the file of this part is no longer stored", {
          code: "file-gone",
        });
      }
      const id = await upload(file, bytes, deps);
      const oldest = kept.keys().next();
      if (kept.size >= MAX_KEPT && oldest.done !== true) kept.delete(oldest.value);
      kept.set(file.token, { id, at: deps.clock.now() });
      if (deps.clock.now() - startedAt > SENT_AT_ONCE_MS) {
        throw new TransientError("the file is uploaded, and is sent at the next attempt", {
          code: "uploaded",
          reason: "user-rate",
          retryAfterMs: 0,
        });
      }
      return id;
    },
  };
}

async function upload(
  { contentType, name }: OutgoingFile,
  bytes: Uint8Array,
  { post }: UploadDeps,
): Promise<string> {
  const form = new FormData();
  form.set("messaging_product", "whatsapp");
  form.set("type", contentType);
  form.set("file", new File([new Uint8Array(bytes)], name, { type: contentType }));
  const answer = await post(form, DEADLINE_MS).catch((error: unknown) => {
    throw asReadError(error);
  });
  if (typeof answer["id"] === "string" && answer["id"] !== "") return answer["id"];
  throw new TransientError("Meta's answer names no file", { reason: "server" });
}

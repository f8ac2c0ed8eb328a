import { Database } from "bun:sqlite";
import { join } from "node:path";
import type { Environment } from "../../src/config.ts";
import {
  createPicturesStandIn,
  type PicturesStandIn,
} from "../../src/simulator/pictures-stand-in.ts";
import type { TwilioStandIn } from "../../src/simulator/twilio-stand-in.ts";
import { jpeg } from "../pictures.ts";

/** The pictures of a run: what was asked for, what arrived, and what was charged. */
export interface Drawings {
  /** The texts that pictures were asked for, one for each request to the server of pictures. */
  readonly made: readonly string[];
  /** The texts that the pictures hold which arrived, in their order, by user. */
  readonly arrived: ReadonlyMap<string, readonly string[]>;
  /** The charges of pictures, and those of calls of which nothing is known. */
  readonly charges: number;
}

const PRICE = { unit: "picture", price: 0.05 };
const MODEL = "a-painter";

/** A server whose pictures hold the text that they were asked for. */
export async function startPainter(): Promise<PicturesStandIn> {
  const picture = Buffer.from(await jpeg("red", 8, 8));
  return createPicturesStandIn({
    answer: ({ fields: { prompt } }) => {
      const bytes = Buffer.concat([picture, Buffer.from(String(prompt))]);
      return Response.json({ data: [{ b64_json: bytes.toString("base64") }] });
    },
  });
}

/** Returns the settings of a bot that has its pictures made there, at a price. */
export async function painterSettings(
  { url }: PicturesStandIn,
  folder: string,
): Promise<Environment> {
  const file = join(folder, "prices.json");
  const price = { kind: "picture", provider: new URL(url).host, model: MODEL, ...PRICE };
  await Bun.write(file, JSON.stringify({ prices: [price] }));
  return {
    IMAGE_MODEL: MODEL,
    IMAGE_BASE_URL: url,
    PRICES_FILE: file,
    DAILY_IMAGE_LIMIT_PER_USER: "0",
    MEMORY: "off",
    REMINDERS: "off",
  };
}

/**
 * Returns the messages with words that arrived: one whose picture could not be fetched is sent again, and
 * a picture without words follows those of its answer.
 */
export function wordsArrived({ journal }: Pick<TwilioStandIn, "journal">) {
  return journal.messages.filter(
    ({ body, status, mediaUrls }) =>
      mediaUrls.length === 0 || (body !== "" && status !== "undelivered"),
  );
}

export function readDrawings(
  painter: PicturesStandIn,
  { journal, findMedia }: Pick<TwilioStandIn, "journal" | "findMedia">,
  charges: number,
): Drawings {
  const head = /^.*\xff\xd9/s;
  const held = journal.messages.flatMap(({ to, sid, status, attached: [file] }) => {
    const picture = file && findMedia(sid, file.sid);
    if (picture === undefined || picture === null || status === "undelivered") return [];
    return [{ to, text: Buffer.from(picture.bytes).toString("latin1").replace(head, "") }];
  });
  return {
    made: painter.requests.map(({ fields }) => String(fields["prompt"])),
    arrived: new Map(
      [...Map.groupBy(held, ({ to }) => to)].map(([to, some]) => [
        to,
        some.map(({ text }) => text),
      ]),
    ),
    charges,
  };
}

/** The statement that counts them, in the words that both databases have in common. */
export const COUNT_CHARGES =
  "SELECT count(*) AS total FROM charges WHERE kind = 'picture' OR units LIKE '%assumed%'";

export function countCharges(databasePath: string): number {
  using database = new Database(databasePath, { readonly: true });
  return database.query<{ total: number }, []>(COUNT_CHARGES).get()?.total ?? 0;
}

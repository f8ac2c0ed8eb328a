import { changePicture, paintScene } from "./offline/paint-scene.ts";
import { readPixels, writePng } from "./offline/pixels.ts";

/** A request as the stand-in received it. */
interface ReceivedRequest {
  readonly path: string;
  readonly fields: Readonly<Record<string, unknown>>;
  /** The pictures that are to be changed. */
  readonly pictures: readonly Uint8Array[];
}

export interface PicturesStandIn {
  /** The base URL, up to `/v1`. */
  readonly url: string;
  /** Oldest first. */
  readonly requests: readonly ReceivedRequest[];
  stop(): Promise<void>;
}

export interface PicturesStandInOptions {
  /** Answers in place of the stand-in, unless it returns null. */
  readonly answer?: (request: ReceivedRequest) => Response | Promise<Response> | null;
  /** The delay before each answer, so that users see the bot typing; 0 by default. */
  readonly delayMs?: number;
  /** In pixels, in place of the size that is asked for. */
  readonly maxSide?: number;
}

const DEFAULT_SIZE = "1024x1024";

/** Starts a server on loopback that behaves like OpenAI's images API, and paints simple pictures. */
export function createPicturesStandIn(options: PicturesStandInOptions = {}): PicturesStandIn {
  const { answer = () => null, delayMs = 0, maxSide = 640 } = options;
  const requests: ReceivedRequest[] = [];

  async function paint({ fields, pictures: [given] }: ReceivedRequest): Promise<Response> {
    if (delayMs > 0) await Bun.sleep(delayMs);
    const { prompt, size } = fields;
    const words = typeof prompt === "string" ? prompt : "";
    const [width = 1, height = 1] = (typeof size === "string" ? size : DEFAULT_SIZE)
      .split("x")
      .map(Number);
    const scale = Math.min(1, maxSide / Math.max(width, height));
    const picture =
      given === undefined
        ? paintScene(words, Math.round(width * scale), Math.round(height * scale))
        : changePicture(await readPixels(given, maxSide), words);
    return Response.json({
      created: 1,
      data: [{ b64_json: writePng(picture).toString("base64") }],
      usage: {
        input_tokens: given === undefined ? 20 : 520,
        input_tokens_details: { text_tokens: 20, image_tokens: given === undefined ? 0 : 500 },
        output_tokens: 1_500,
        total_tokens: given === undefined ? 1_520 : 2_020,
      },
    });
  }

  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: async (request) => {
      const received = await read(request);
      requests.push(received);
      return (await answer(received)) ?? paint(received);
    },
  });
  return { url: `${server.url.origin}/v1`, requests, stop: () => server.stop(true) };
}

async function read(request: Request): Promise<ReceivedRequest> {
  const { pathname: path } = new URL(request.url);
  const type = request.headers.get("content-type") ?? "";
  if (!type.startsWith("multipart/")) {
    const body: unknown = request.method === "POST" ? await request.json() : {};
    const fields = Object.fromEntries(Object.entries(Object(body)));
    return { path, fields, pictures: [] };
  }
  const form = await request.formData();
  const parts = [...form.entries()];
  const files = parts.flatMap(([, value]) => (value instanceof File ? [value] : []));
  const pictures = await Promise.all(files.map((file) => file.bytes()));
  const fields = Object.fromEntries(parts.filter(([, value]) => typeof value === "string"));
  return { path, fields, pictures };
}

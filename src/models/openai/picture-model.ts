import { PermanentError, type Reason, TransientError } from "../../core/errors.ts";
import { isOpenAiOrigin } from "../../core/openai-origin.ts";
import type {
  PictureAnswer,
  PictureModel,
  PictureRequest,
  PictureShape,
} from "../../core/picture-model.ts";
import type { PictureTokens, PictureUsage } from "../../core/usage.ts";
import { fetchPicture } from "./fetch-picture.ts";
import { providerOf } from "./provider.ts";
import { type ConnectionSettings, createRequestSender } from "./request.ts";
import { noAnswer } from "./translate-error.ts";
import { asCount, asFields, asList, asText } from "./untrusted.ts";

export interface PictureModelSettings extends Omit<ConnectionSettings, "timeoutMs"> {
  readonly model: string;
  /** Null leaves it to the server. */
  readonly quality: PictureQuality | null;
  /** For the whole request, including the body. */
  readonly timeoutMs?: number;
}

type PictureQuality = "low" | "medium" | "high";

/** Every model of OpenAI's makes them. */
const SIZES: Readonly<Record<PictureShape, string>> = {
  square: "1024x1024",
  portrait: "1024x1536",
  landscape: "1536x1024",
};
/** In UTF-16 units: the least that a server of the kind accepts. */
const MAX_DESCRIPTION = 4_000;
/** In percent: at 100, which is the default, a picture has several megabytes. */
const JPEG_QUALITY = 90;
const TIMEOUT_MS = 150_000;
/** A picture of 20 MB in base64. */
const MAX_BODY_BYTES = 28 * 1024 * 1024;

/** The most that a picture is assumed to take; OpenAI states no limits. */
const MOST_OUTPUT_TOKENS = { low: 2_000, medium: 6_000, high: 8_000 } as const;
const MOST_INPUT_TOKENS = 8_000;

/** The codes of a connection that never came about. */
const NEVER_CONNECTED = /refused|notfound|EAI_AGAIN|FailedToOpenSocket|unreach/i;

/** The reasons of a failure after the server had begun. */
const LATE: ReadonlySet<Reason> = new Set(["timeout", "no-answer", "answer-too-large"]);

type Fields = Readonly<Record<string, string | number>>;

/**
 * Creates a model of pictures at OpenAI or a compatible server. Opens no connection before the first
 * picture.
 */
export function createPictureModel(settings: PictureModelSettings): PictureModel {
  const { model, quality, apiKey, baseUrl, timeoutMs = TIMEOUT_MS } = settings;
  const isOpenAi = isOpenAiOrigin(baseUrl);
  const what = `${model} through images`;
  const exchange = createRequestSender({
    apiKey,
    baseUrl,
    timeoutMs,
    maxBodyBytes: MAX_BODY_BYTES,
  });
  const billed = { kind: "picture", provider: providerOf(baseUrl), model, pictures: 1 } as const;
  const output = MOST_OUTPUT_TOKENS[quality ?? "high"];
  const most: PictureUsage = {
    ...billed,
    tokens: { input: MOST_INPUT_TOKENS, text: 0, output },
    isAssumed: true,
  };
  /** True once the server has refused all fields but the necessary ones. */
  let isPlain = false;

  const fieldsOf = ({ shape, userKey }: PictureRequest): Fields => ({
    size: SIZES[shape],
    ...(quality !== null && { quality }),
    ...(isOpenAi
      ? { output_format: "jpeg", output_compression: JPEG_QUALITY, safety_identifier: userKey }
      : { response_format: "b64_json" }),
  });

  async function ask(request: PictureRequest): Promise<unknown> {
    if (isPlain) return send(request, {});
    try {
      return await send(request, fieldsOf(request));
    } catch (error) {
      // A refused request is not charged.
      if (!isRefusalOfFields(error)) throw error;
      const body = await send(request, {});
      isPlain = true;
      return body;
    }
  }

  async function send(request: PictureRequest, fields: Fields): Promise<unknown> {
    const { references, signal } = request;
    const prompt = request.description.slice(0, MAX_DESCRIPTION).toWellFormed();
    const body = { ...fields, model, prompt };
    const { body: answer } = await exchange({
      what,
      signal,
      send: (client, options) =>
        references.length === 0
          ? client.images.generate({ ...body, n: 1 }, options).asResponse()
          : client.images.edit({ ...body, image: references.map(toFile) }, options).asResponse(),
    });
    return answer;
  }

  async function read(body: unknown, signal: AbortSignal): Promise<PictureAnswer> {
    const { data, usage } = asFields(body);
    const { b64_json: base64, url } = asFields(asList(data)[0]);
    const counted = tokensOf(usage);
    const used = counted === null ? most : { ...billed, tokens: counted, isAssumed: false };
    const inline = asText(base64) || (/^data:[^,]*;base64,(.*)$/s.exec(asText(url))?.[1] ?? "");
    const bytes =
      inline === ""
        ? await fetchPicture(asText(url), { baseUrl, signal })
        : Buffer.from(inline.replace(/^data:[^,]*,/, ""), "base64");
    if (bytes !== null && bytes.byteLength > 0) return { outcome: "made", bytes, usage: used };
    // A fault in a successful response is one of these too, and may have been charged.
    if (noAnswer(body, what, "no picture in the answer").reason === "refused") {
      return { outcome: "refused" };
    }
    return { outcome: "lost", usage: used };
  }

  return {
    most,
    make: async (request) => {
      const { references, signal } = request;
      try {
        return await read(await ask(request), signal);
      } catch (error) {
        if (signal.aborted)
          throw new TransientError(`${what}: aborted`, { cause: error, code: "aborted" });
        if (error instanceof PermanentError && error.reason === "refused") {
          return { outcome: "refused" };
        }
        if (references.length > 0 && hasNoEdits(error)) return { outcome: "unsupported" };
        if (mayBeCharged(error)) return { outcome: "lost", usage: most };
        throw error;
      }
    },
  };
}

const toFile = ({ bytes, contentType }: PictureRequest["references"][number], index: number) =>
  new File(
    [Buffer.from(bytes)],
    `picture-${index + 1}.${contentType === "image/png" ? "png" : "jpg"}`,
    {
      type: contentType,
    },
  );

function isRefusalOfFields(error: unknown): boolean {
  return (
    error instanceof PermanentError && (error.reason === null || error.reason === "unsupported")
  );
}

/** Returns whether a server has no address for changing pictures. */
function hasNoEdits(error: unknown): boolean {
  if (!(error instanceof PermanentError || error instanceof TransientError)) return false;
  return error.reason === "model-missing" || /^http_(404|405|501)$/.test(error.code ?? "");
}

/** Returns whether a request that failed may have been charged: the server had it, and gave no usable answer. */
function mayBeCharged(error: unknown): boolean {
  if (!(error instanceof TransientError || error instanceof PermanentError)) return false;
  if (error.reason === "connection") return !NEVER_CONNECTED.test(error.message);
  return error.reason !== null && LATE.has(error.reason);
}

function tokensOf(usage: unknown): PictureTokens | null {
  const fields = asFields(usage);
  const [input, output] = [asCount(fields["input_tokens"]), asCount(fields["output_tokens"])];
  if (input === null || output === null) return null;
  const text = asCount(asFields(fields["input_tokens_details"])["text_tokens"]) ?? 0;
  return { input, text, output };
}

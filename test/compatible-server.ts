/** What a server that speaks Chat Completions takes, by its own documentation. */
export interface Dialect {
  readonly path: string;
  /** Null where any key will do. */
  readonly key: string | null;
  readonly fields: readonly string[];
  /** The kinds of content beside a plain string. */
  readonly parts: readonly string[];
}

const COMMON = ["model", "messages", "temperature", "top_p", "stop", "stream", "seed"];

/** By the headings of docs/compatible-servers.md. */
export const DIALECTS: Readonly<Record<string, Dialect>> = {
  // Drops what it does not know; here it does not, so that nothing is asked for in vain.
  Ollama: {
    path: "/v1/chat/completions",
    key: null,
    fields: [...COMMON, "max_tokens", "response_format", "reasoning_effort", "tools"],
    parts: ["text", "image_url"],
  },
  // Without --mmproj it fails on pictures.
  "llama.cpp": {
    path: "/v1/chat/completions",
    key: null,
    fields: [...COMMON, "max_tokens", "response_format", "tools", "n_predict"],
    parts: ["text"],
  },
  // 400 for logprobs, logit_bias, top_logprobs, messages[].name, and n other than 1; max_tokens is
  // deprecated; the model of the example reads only.
  Groq: {
    path: "/openai/v1/chat/completions",
    key: "gsk_0123456789",
    fields: [
      ...COMMON,
      "max_completion_tokens",
      "reasoning_effort",
      "service_tier",
      "tools",
      "user",
    ],
    parts: [],
  },
  OpenRouter: {
    path: "/api/v1/chat/completions",
    key: "sk-or-v1-0123456789",
    fields: [...COMMON, "max_tokens", "reasoning", "plugins", "provider", "models", "tools"],
    parts: ["text", "image_url", "file"],
  },
  // Models that reason refuse max_tokens, and files belong to its Responses. A resource's key comes as
  // api-key or, from OpenAI's own client, as a bearer.
  "Azure OpenAI": {
    path: "/openai/v1/chat/completions",
    key: "0123456789abcdef",
    fields: [...COMMON, "max_completion_tokens", "reasoning_effort", "tools", "user"],
    parts: ["text", "image_url"],
  },
};

const MESSAGE_FIELDS: readonly string[] = ["role", "content"];
const PART_FIELDS: Readonly<Record<string, readonly string[]>> = {
  text: ["type", "text"],
  image_url: ["type", "image_url", "image_url.url"],
  file: ["type", "file", "file.filename", "file.file_data"],
};

export interface CompatibleServer {
  readonly origin: string;
  /** Why it refused, of everything that it did refuse. */
  readonly refusals: string[];
  /** The kinds of content of each last message that it answered. */
  readonly shown: string[][];
  stop(): Promise<void>;
}

/** A server that answers what its dialect allows, and refuses everything else. */
export function startCompatibleServer(dialect: Dialect): CompatibleServer {
  const refusals: string[] = [];
  const shown: string[][] = [];
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: async (request) => {
      const body: unknown = await request.json();
      const faults = [...faultsOfRequest(request, dialect), ...faultsOfBody(body, dialect)];
      if (faults.length > 0) {
        refusals.push(...faults);
        const error = { message: faults.join("; "), type: "invalid_request_error" };
        return Response.json({ error }, { status: 400 });
      }
      shown.push(
        listOf(fieldsOf(listOf(fieldsOf(body)["messages"]).at(-1))["content"]).map(typeOf),
      );
      const message = { role: "assistant", content: "I am here." };
      return Response.json({ model: "m", choices: [{ index: 0, finish_reason: "stop", message }] });
    },
  });
  return { origin: server.url.origin, refusals, shown, stop: () => server.stop(true) };
}

function faultsOfRequest(request: Request, { path, key }: Dialect): string[] {
  const { pathname } = new URL(request.url);
  const authorization = request.headers.get("authorization");
  return [
    ...(pathname === path ? [] : [`unknown path ${pathname}`]),
    ...(key === null || authorization === `Bearer ${key}` ? [] : ["wrong key"]),
  ];
}

function faultsOfBody(body: unknown, { fields, parts }: Dialect): string[] {
  const messages = listOf(fieldsOf(body)["messages"]);
  const contents = messages.map((message) => fieldsOf(message)["content"]);
  const given = contents.flatMap((content) => (typeof content === "string" ? [] : listOf(content)));
  return [
    ...surplus(body, fields),
    ...messages.flatMap((message) => surplus(message, MESSAGE_FIELDS)),
    ...given.filter((part) => !parts.includes(typeOf(part))).map((part) => `part ${typeOf(part)}`),
    ...given.flatMap((part) => surplus(part, PART_FIELDS[typeOf(part)] ?? [])),
    ...given.flatMap((part) => {
      const type = typeOf(part);
      const inner = fieldsOf(fieldsOf(part)[type]);
      return Object.keys(inner)
        .map((field) => `${type}.${field}`)
        .filter((field) => !(PART_FIELDS[type] ?? []).includes(field));
    }),
  ].map((fault) => `not taken: ${fault}`);
}

function surplus(value: unknown, known: readonly string[]): string[] {
  return Object.keys(fieldsOf(value)).filter((field) => !known.includes(field));
}

function typeOf(part: unknown): string {
  return String(fieldsOf(part)["type"]);
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

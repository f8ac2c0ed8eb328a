import { PermanentError, type TransientError } from "../../core/errors.ts";

/** An optional part of a request that not every server accepts. */
export type Feature = Field | "system" | "images" | "files" | "tools" | "tool-role" | "web_search";

const LIMITS = ["max_tokens", "max_completion_tokens", "max_output_tokens"] as const;
const FIELDS = [
  ...LIMITS,
  "store",
  "safety_identifier",
  "prompt_cache_key",
  "instructions",
  "include",
  "max_tool_calls",
  "reasoning_content",
  "reasoning_details",
] as const;
type Field = (typeof FIELDS)[number];

/** A server refused a request because of these parts, judging by its words. */
export class FeaturesRefused extends PermanentError {
  readonly features: readonly Feature[];
  /** The meaning of the fault if the request did not contain these parts. */
  readonly otherwise: PermanentError | TransientError;

  constructor(features: readonly Feature[], otherwise: PermanentError | TransientError) {
    super(otherwise.message, { code: otherwise.code ?? "unsupported", reason: "unsupported" });
    this.features = features;
    this.otherwise = otherwise;
  }
}

/** A server refused a request as such, in words that name none of its parts. */
export class UnexplainedRefusal extends PermanentError {}

const FIELD_REFUSED =
  /unsupported|not (be )?(supported|permitted|allowed|recogni[sz]ed)|unrecogni[sz]ed|unknown|unexpected|extra_forbidden|additional propert|instead|removed|deprecated|invalid (field|param|argument|propert|key)|unknown_parameter/i;

// From the templates of Gemma and the older Mistral models, Google's own API, o1, and servers that
// list the roles that they know.
const SYSTEM_REFUSED =
  /\b(system|developer)['"`]?[ _-]?(role|message|prompt|instruction)|\broles?\b[^\n]{0,40}\b(system|developer)\b|only user[^\n]{0,40}assistant|\broles?\b[^\n]{0,60}\buser\b[^\n]{0,12}\bassistant|roles must alternate|'user'( or |, )'assistant'/i;
const REFUSED = /not|n't|only|must|unsupported|invalid|unexpected|unknown|should be/i;

// Templates without a role for results say that roles must alternate, and some servers list their
// roles.
const ROLE_REFUSED = /\broles?\b/i;
const ALTERNATING = /alternat/i;
const OF_SYSTEM = /\b(system|developer)\b/i;
// The wordings are those of the servers in test/models/openai/dialects. Not "invalid", which is our
// fault in one tool.
const TOOLS = /\btools?\b|\bfunction[ _-]?call/i;
const TOOLS_REFUSED =
  /not (currently |be )?(support|enabled|available|permitted|allowed|implement|recogni)|n't (currently )?support|unsupported|that support tool|requires? --|unrecogni[sz]ed|unknown (name|field|param|arg|key)|unexpected|extra_forbidden|extra inputs|additional propert|tool_?call_?parser/i;

const IMAGE = /image|vision|multi-?modal|mmproj|picture/i;
const FILE = /\b(file|input_file|pdf|document)s?\b/i;
// Not "unsupported image format" and the like, which is the fault of this one picture.
const KIND_REFUSED =
  /not support|no (image )?support|n't support|that support|unsupported (content|part|modalit|input|message)|not (a |an )?(vision|multi-?modal)|not (enabled|configured|compiled)|at most 0|only supported by|mmproj|unknown variant|text[- ]only|only (supports? )?text|missing data required|requires? (a )?multi-?modal|invalid content type/i;
const THIS_ONE = /format|mime|decode|corrupt|file type|image type/i;
const LIST_REFUSED =
  /content[^]{0,80}(must be a string|valid string|expected (a )?string|str type)/i;
/** The server's limit is below ours: without ours the server applies its own. */
const LIMIT_REFUSED =
  /max_(completion_|output_)?tokens['"`]?( value)?( is too large|: \d+ > \d+|,? the valid range| must be (less|at most|between|<))|supports at most \d+ (completion|output) tokens/i;

/** Returns the parts because of which a server refused a request, by its own words. */
export function refusedFeatures(param: string | null, message: string): Feature[] {
  const words = `${param ?? ""}\n${message}`;
  const fields = FIELD_REFUSED.test(words)
    ? FIELDS.filter((field) => new RegExp(String.raw`\b${field}\b`).test(words))
    : [];
  const limits = LIMIT_REFUSED.test(message) ? LIMITS : [];
  const isSystem =
    (SYSTEM_REFUSED.test(message) && REFUSED.test(message)) ||
    (param === "messages[0].role" && /\bsystem\b/.test(message));
  const isRole =
    ROLE_REFUSED.test(message) &&
    REFUSED.test(message) &&
    (ALTERNATING.test(message) || !OF_SYSTEM.test(message));
  const isTools = !isRole && TOOLS.test(words) && TOOLS_REFUSED.test(words);
  // A refusal of OpenAI's own search names tools, too.
  const isSearch = isTools && /\bweb_search\b/.test(words);
  const isKind = KIND_REFUSED.test(message) && !THIS_ONE.test(message);
  return [
    ...fields,
    ...limits,
    ...(isSystem ? (["system"] as const) : []),
    ...(isRole ? (["tool-role"] as const) : []),
    ...(isSearch ? (["web_search"] as const) : []),
    ...(isTools ? (["tools"] as const) : []),
    ...((isKind && IMAGE.test(message)) || LIST_REFUSED.test(message) ? (["images"] as const) : []),
    ...((isKind && FILE.test(message)) || LIST_REFUSED.test(message) ? (["files"] as const) : []),
  ];
}

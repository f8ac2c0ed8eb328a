import type { FaultReason } from "../../core/errors.ts";

export interface Fault {
  /**
   * The status of the response, or the one in its body; null for a fault in a successful response.
   */
  readonly status: number | null;
  readonly code: string | null;
  readonly type: string | null;
  readonly message: string;
}

// The wordings are those of the servers in test/openai/dialects, one file for each.
const BILLING_CODE =
  /insufficient_?(\w+_)?(quota|balance|credit|fund)|consume_\w*quota|overdue|billing|credit|arrear|balance(?!r)|payment|exceeded_current_quota|budget_exceeded|spend_limit/i;
const BILLING =
  /(insufficient|not enough|no|low)[ _](account )?(balance|fund|quota)|insufficient[ _]credit|payment required|credit (balance|limit)|(out of|no|any|enough|used all|more|add|buy|purchase|included|remaining|available)( of)?( your| available| prepaid| monthly)* credits?\b|top[ -]?up|unpaid invoice|past due|failure to pay|exceeded your current quota|check your plan and billing|billing hard limit|(account|balance) is (suspended|overdue|in arrears|too low|insufficient)|in good standing|budget has been exceeded|spend(ing)? limit|quota is not enough|overdue balance|余额不足|额度(不足|失败)|欠费|充值/i;
/** A limit that passes with time; servers that sell higher limits name their billing page too. */
const PASSING_LIMIT =
  /rate.?limit|too many requests|per[ -]?(minute|min|day|hour|second)\b|\b(try|retry)( again)?( your request)? (in|after)\b|please wait/i;

const TOO_LONG_CODE =
  /context_?length|context_?window|exceed_context|context_?size|request_too_large|string_above_max_length|(prompt|tokens|characters)_too_long/i;
/** A single request over a token limit: it never fits, however long one waits. */
const NEVER_FITS = /request too large for/i;
const TOO_LONG = new RegExp(
  [
    String.raw`context[ _-]?(length|window|size|limit|overflow)|\bn_ctx\b|exceeds?( the)? context`,
    String.raw`max(imum)? (prompt|input|sequence|model|allowed input) (length|len|size)`,
    String.raw`\b(prompt|inputs?|messages?|request( entity| body| payload)?|payload|conversation|text)\b( \w+)?( is| are| was)? too (long|large|big)`,
    String.raw`too many (input |prompt |total )?tokens|tokens? (count|limit|length)[^\n]{0,60}exceed|(maximum|max|number) (number )?of tokens`,
    String.raw`(exceed\w*|over|above|longer than|greater than|more than)[^\n]{0,40}\b(tokens? limit|max(imum)?( allowed)? (tokens|length)|length limit|tokens allowed)`,
    "inputs?`? tokens \\+ `?max_new_tokens|must have less than \\d+ tokens|prompt contains[^\\n]{0,40}tokens|maximum \\d+ tokens",
    String.raw`range of input length|reduce (the|your) (length|prompt|input|message|number of tokens)|(shorter|shorten) (the |your )?(input|prompt|message)`,
    String.raw`at most \d+ (input|prompt|context) tokens|string too long|does(n't| not) fit`,
    String.raw`\btokens?( length)? too long|max(imum)? input (characters|tokens)|exceeded model token limit`,
    "(输入|上下文|提示词?|消息|prompt).{0,12}(过长|超)",
  ].join("|"),
  "i",
);
/** Too long, in words that no known server uses, unless they are about a picture or a file. */
const SOMEHOW_TOO_LONG =
  /\b(prompt|inputs?|sequence|messages?|conversation|tokens?)\b[^\n]{0,60}(\b(exceed\w*|longer than|larger than|greater than)\b| > \d)/i;
const OF_A_FILE = /image|picture|audio|video|pdf|\bfiles?\b|attachment/i;
/** A limit of the answer alone, which a shorter prompt does not change. */
const ANSWER_LIMIT =
  /max_(completion_|output_)?tokens`? must be (less|at most|between|<)|range of max_/i;

const CREDENTIALS_CODE =
  /api_?key|authentication|unauthorized|unauthenticated|deactivated|invalid_token/i;
const CREDENTIALS =
  /(invalid|incorrect|wrong|missing|expired|no|bad) (api[ _-]?key|auth\w*|access token|bearer token|credential)|api[ _-]?key[^\n]{0,20}(not valid|invalid|not found|expired|required|missing)|invalid username or password|(\bkey|account|organi[sz]ation|project|\bip( address)?) (was|has been|is) (blocked|flagged|disabled|suspended|banned|revoked)/i;

const REFUSED_CODE =
  /content_?(filter|policy|management)|data_?inspection|moderation|prohibited_?content|responsible_?ai|sensitive|safety|guardrail|invalid_prompt|policy_violation|flagged/i;
const REFUSED =
  /content management policy|content (filter|policy|exists risk)|(was|been|is) (flagged|blocked|filtered)|inappropriate content|usage polic|safety (system|filter|polic)|moderation|guardrail|(prompt|request|response|content) (was |is )?blocked|high risk|敏感|不安全|违规/i;
/** The subjects of a 403 that is not about the content. */
const ABOUT_ACCESS =
  /permi|allowed|country|region|territor|organi[sz]ation|project|verif|access to|\bkeys?\b|token|plan\b|subscri|model|account/i;

const MODEL_MISSING =
  /model_?(not_?found|not_?exist)|\bmodels?\b[^\n]{0,120}(not found|(does|do)( not|n't) exist|not exist\b|not (a )?(valid|available|loaded)\b)|(unknown|invalid|no such|not a valid) model|no models? (is |are )?loaded|模型不存在/i;

/**
 * Returns the reason why a server refused or failed; null if its status and words are not known.
 */
export function reasonOf({ status, code, type, message }: Fault): FaultReason | null {
  const names = `${code ?? ""} ${type ?? ""}`;
  const isPassing = PASSING_LIMIT.test(message);
  if (status === 402 || BILLING_CODE.test(names)) return "billing";
  if (BILLING.test(message) && !isPassing) return "billing";
  if (status === 413 || TOO_LONG_CODE.test(names) || NEVER_FITS.test(message)) return "too-long";
  if (!isPassing && isTooLong(message)) return "too-long";
  if (status === 401 || CREDENTIALS_CODE.test(names)) return "credentials";
  if (isRequestFault(status) && CREDENTIALS.test(message)) return "credentials";
  if (REFUSED_CODE.test(names)) return "refused";
  if (isRequestFault(status) && REFUSED.test(message)) return "refused";
  if (status === 403 && !ABOUT_ACCESS.test(`${names} ${message}`)) return "refused";
  if (status === 404 || /model_?not_?(found|exist)/i.test(names)) return "model-missing";
  if (isRequestFault(status) && MODEL_MISSING.test(message)) return "model-missing";
  if (status === 429 || isPassing) return "rate";
  return status !== null && status >= 500 ? "server" : null;
}

function isTooLong(message: string): boolean {
  if (ANSWER_LIMIT.test(message)) return false;
  return TOO_LONG.test(message) || (SOMEHOW_TOO_LONG.test(message) && !OF_A_FILE.test(message));
}

function isRequestFault(status: number | null): boolean {
  return status === null || (status >= 400 && status < 500);
}

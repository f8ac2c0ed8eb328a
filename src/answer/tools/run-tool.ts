import { TransientError, UserFacingError } from "../../core/errors.ts";
import type { Clock, Logger } from "../../core/ports.ts";
import type { ToolCall } from "../../core/tool-call.ts";
import type { Usage } from "../../core/usage.ts";
import { withTimeout } from "../../core/with-timeout.ts";
import type { CallEnd } from "../../store/tool-calls.ts";
import type { Tool, ToolContext } from "./tool.ts";

export interface RunToolDeps {
  readonly tools: readonly Tool[];
  /** The time limit of each call to a tool that has none of its own. */
  readonly toolTimeoutMs: number;
  readonly clock: Clock;
  readonly log: Logger;
  /** Called at the end of each call with the tool's name, `unknown` if there is none of that name. */
  onToolCall(tool: string, outcome: CallEnd["state"], durationMs: number): void;
}

/** The longest result that a model reads, in UTF-16 units. */
export const MAX_RESULT_LENGTH = 12_000;

/** The outcome of a call, with its usage. */
export interface Ran extends CallEnd {
  readonly usage?: Usage;
}

/** The end of a call that a crash interrupted. */
export const MAY_HAVE_HAPPENED: CallEnd = {
  state: "failed",
  result:
    "The program was interrupted during this call: it may have happened, and its result is unknown, so do not simply repeat it.",
  effect: null,
};

export const failed = (result: string): CallEnd => ({
  state: "failed",
  result,
  effect: null,
});

/** Makes one call and returns its outcome; never throws. */
export async function runTool(
  call: ToolCall,
  context: ToolContext,
  deps: RunToolDeps,
): Promise<Ran> {
  const startedAt = deps.clock.now();
  const tool = deps.tools.find(({ definition }) => definition.name === call.name);
  const end = await tryTool(tool, call, context, deps);
  const durationMs = deps.clock.now() - startedAt;
  deps.onToolCall(tool === undefined ? "unknown" : call.name, end.state, durationMs);
  return end;
}

async function tryTool(
  tool: Tool | undefined,
  call: ToolCall,
  { signal, ...context }: ToolContext,
  { toolTimeoutMs, clock, log }: RunToolDeps,
): Promise<Ran> {
  if (tool === undefined) return failed(`There is no tool named ${call.name}.`);
  if (call.arguments === null) {
    return failed("The arguments were no JSON object, or too long; nothing was done.");
  }
  const timeoutMs = tool.timeoutMs ?? toolTimeoutMs;
  const startedAt = clock.now();
  const timeUp = new AbortController();
  const facts = () => ({
    message: context.turn.messageId,
    tool: call.name,
    durationMs: clock.now() - startedAt,
  });
  try {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the adapter saw to it.
    const args = JSON.parse(call.arguments) as Record<string, unknown>;
    const run = tool.run(args, { ...context, signal: AbortSignal.any([signal, timeUp.signal]) });
    const found = await withTimeout(timeoutMs, clock, run);
    log.info("tool called", facts());
    const { result, effect = null, usage } = typeof found === "string" ? { result: found } : found;
    return { state: "finished", result: readable(result), effect, ...(usage && { usage }) };
  } catch (error) {
    log.warn("tool failed", { ...facts(), error });
    return failed(sentenceFor(error, timeoutMs));
  } finally {
    timeUp.abort();
  }
}

function sentenceFor(error: unknown, timeoutMs: number): string {
  if (error instanceof UserFacingError) return `The tool failed: ${readable(error.apology)}`;
  if (!(error instanceof TransientError)) return "The tool failed, and there is no result.";
  return error.code === "overdue"
    ? `The tool did not answer within ${timeoutMs / 1_000} seconds; whether it did anything is unknown.`
    : "The tool is not available at the moment, and there is no result.";
}

/** Returns a result that both databases can store, cut to the length that a model reads. */
function readable(result: string): string {
  const text = result.replaceAll("\0", "").toWellFormed();
  if (text.length <= MAX_RESULT_LENGTH) return text;
  return `${text.slice(0, MAX_RESULT_LENGTH).toWellFormed()}\n(The rest was left out.)`;
}

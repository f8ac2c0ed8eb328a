import { type FaultReason, PermanentError, type Reason, TransientError } from "../core/errors.ts";

const PROBLEMS: Readonly<Record<FaultReason, string>> = {
  billing: "has no credit left",
  credentials: "refuses the key",
  "model-missing": "does not have this model",
  "too-long": "cannot accept a conversation of this length",
  refused: "declined this message",
  unsupported: "does not accept a part of this message",
  rate: "is receiving too many requests",
  server: "has an internal error",
  connection: "cannot be reached",
  timeout: "did not answer in time",
  "no-answer": "answered without any text",
  "answer-too-large": "sent an endless answer",
};

/** Explains in one sentence, for the user of the demo, why a model gave no answer. */
export function describeProblem(
  error: unknown,
  { name, server }: { readonly name: string; readonly server: string | null },
): string {
  const isKnown = error instanceof TransientError || error instanceof PermanentError;
  const reason = isKnown ? error.reason : null;
  const what = isOfModel(reason) ? PROBLEMS[reason] : "gave no answer";
  const isRepeated = error instanceof TransientError;
  return `${name} at ${server} ${what}${isRepeated ? "; the bot asks it again" : ""}.`;
}

function isOfModel(reason: Reason | null): reason is FaultReason {
  return reason !== null && Object.hasOwn(PROBLEMS, reason);
}

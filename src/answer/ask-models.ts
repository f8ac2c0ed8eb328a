import { isCircuitOpen } from "../core/circuit-breaker.ts";
import type { Model, ModelReply, ModelRequest } from "../core/ports.ts";
import type { Turn } from "../store/turn.ts";

export interface Models {
  readonly model: Model;
  /** Takes every second attempt when there is one. */
  readonly fallbackModel: Model | null;
}

/** Asks the model whose attempt it is, or the other one if the circuit of the first is open. */
export function askModels(turn: Turn, models: Models, request: ModelRequest): Promise<ModelReply> {
  return askFirstThatMayBe(inOrder(turn, models), request);
}

/** The models in the order of this attempt. */
function inOrder({ attempt }: Turn, { model, fallbackModel }: Models): Model[] {
  if (fallbackModel === null) return [model];
  return attempt % 2 === 0 ? [model, fallbackModel] : [fallbackModel, model];
}

async function askFirstThatMayBe(
  [first, ...others]: readonly Model[],
  request: ModelRequest,
): Promise<ModelReply> {
  if (first === undefined) throw new Error("there is no model to ask");
  try {
    return await first.respond(request);
  } catch (error) {
    if (others.length === 0 || !isCircuitOpen(error)) throw error;
    return askFirstThatMayBe(others, request);
  }
}

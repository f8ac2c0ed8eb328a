/** A tool as a model is offered it. */
export interface ToolDefinition {
  /** At most 64 letters, digits, `_` and `-`. */
  readonly name: string;
  /** When to call it and what it returns, for the model. */
  readonly description: string;
  /** The JSON schema of an object. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** A call that a model asks for. */
export interface ToolCall {
  /** Unique among the calls of its round. */
  readonly id: string;
  /** Perhaps of no tool that was offered. */
  readonly name: string;
  /** A JSON object as text; null where the model wrote none, or one that is too long. */
  readonly arguments: string | null;
}

/** What an adapter needs back with the results, such as encrypted reasoning; opaque to all others. */
export interface Continuation {
  /** Names the adapter and its model: no other is shown it. */
  readonly of: string;
  readonly data: string;
}

/** The calls that one reply of a model asked for, with what came of them. */
export interface ToolRound {
  readonly calls: readonly ToolCall[];
  /** One for each call, in their order; where no tool is offered they are shown as they are. */
  readonly results: readonly string[];
  readonly continuation: Continuation | null;
}

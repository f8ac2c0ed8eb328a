/** A tool as it is offered to a model. */
export interface ToolDefinition {
  /** At most 64 letters, digits, `_` and `-`. */
  readonly name: string;
  /** Tells the model when to call it and what it returns. */
  readonly description: string;
  /** The JSON schema of an object. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** A call that a model asks for. */
export interface ToolCall {
  /** Unique among the calls of its round. */
  readonly id: string;
  /** May name a tool that was not offered. */
  readonly name: string;
  /** A JSON object as text; null if the model wrote none, or one that is too long. */
  readonly arguments: string | null;
}

/**
 * Data that an adapter needs back with the results, such as encrypted reasoning; opaque to all
 * other code.
 */
export interface Continuation {
  /** The adapter and model that made it; it is never sent to another. */
  readonly of: string;
  readonly data: string;
}

/** The calls that one reply of a model asked for, with their results. */
export interface ToolRound {
  readonly calls: readonly ToolCall[];
  /** One for each call, in the same order; sent as plain text where no tool is offered. */
  readonly results: readonly string[];
  readonly continuation: Continuation | null;
}

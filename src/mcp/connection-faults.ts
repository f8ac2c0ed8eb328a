import { StreamableHTTPError } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { ErrorCode, McpError } from "@modelcontextprotocol/sdk/types.js";
import { TransientError, UserFacingError } from "../core/errors.ts";
import type { McpServer } from "./mcp-server.ts";

/** A server that cannot be connected to; `message` contains no address, key or text of its own. */
export class Unreachable extends Error {
  override readonly name = "Unreachable";
  readonly fix: string;
  /** The last line that its program wrote to stderr: for the operator's terminal, not for the log. */
  readonly stderr: string;

  constructor(message: string, more: { fix: string; stderr: string; cause: unknown }) {
    super(message, { cause: more.cause });
    this.fix = more.fix;
    this.stderr = more.stderr;
  }
}

/** Returns the error for a connection that failed. */
export function unreachable({ reach }: McpServer, cause: unknown, stderr: string): Unreachable {
  const because = (says: string, fix: string) => new Unreachable(says, { fix, stderr, cause });
  const code = codeOf(cause);
  if (cause instanceof StreamableHTTPError) {
    const isRefused = cause.code === 401 || cause.code === 403;
    const fix = isRefused ? 'check the token in its "headers"' : 'check its "url"';
    // The SDK gives other faults a code that is no status.
    const isStatus = cause.code !== undefined && cause.code >= 100;
    const how = isStatus ? `with HTTP ${cause.code}` : "in a form that is not MCP";
    return because(`it answers ${how}`, fix);
  }
  if (code === ErrorCode.RequestTimeout) {
    return because("it does not answer in time", "look at what it waits for");
  }
  if (code === "ENOENT" || code === "EACCES" || code === "ENOTDIR") {
    return because(
      `its program cannot be started (${code})`,
      'check its "command" and "cwd"; PATH is the one of the bot',
    );
  }
  if (reach.kind === "stdio" && code === ErrorCode.ConnectionClosed) {
    return because("its program ended at once", "run the command in a terminal to see why");
  }
  if (reach.kind === "http" && !(cause instanceof McpError)) {
    const detail = code === null ? "" : ` (${code})`;
    return because(`it cannot be called${detail}`, 'check its "url", and that it runs');
  }
  return because("it does not speak MCP as expected", "check that it is an MCP server");
}

/** The outcome of a call that brought no result. */
interface CallFault {
  /** The text of a server that refused the call itself; null if the connection failed. */
  readonly refusal: string | null;
  readonly error: TransientError | UserFacingError;
  /** True if the connection cannot be used any more. */
  readonly isLost: boolean;
}

/**
 * Distinguishes a refused call from one that did not happen and one that may have. Servers too use the
 * SDK's code of a closed connection, for faults of any kind, so the caller says if it is one.
 */
export function callFault(
  { name, reach }: McpServer,
  cause: unknown,
  isClosed: boolean,
): CallFault {
  const code = codeOf(cause);
  // The upstream's text stays out of the error, which is logged.
  const notDone = new TransientError(`the MCP server ${name} is not reachable`, {
    code: code === null ? "mcp" : `mcp-${code}`,
  });
  const uncertain = (what: string) =>
    new UserFacingError(
      `${what}; the call may have taken effect, and its result is unknown, so do not simply repeat it.`,
      { code: code === null ? "mcp" : `mcp-${code}` },
    );
  if (cause instanceof McpError) {
    if (code === ErrorCode.ConnectionClosed && isClosed) {
      const error = uncertain("the connection to it ended during the call");
      return { refusal: null, error, isLost: true };
    }
    if (code === ErrorCode.RequestTimeout) {
      const error = uncertain("it did not answer in time");
      return { refusal: null, error, isLost: false };
    }
    const refusal = cause.message.replace(/^MCP error -?\d+: /, "");
    return { refusal, error: notDone, isLost: false };
  }
  if (cause instanceof StreamableHTTPError) {
    const isRefused = cause.code !== undefined && cause.code >= 400 && cause.code < 500;
    const error = isRefused ? notDone : uncertain("it answered with an error");
    return { refusal: null, error, isLost: true };
  }
  if (code === "ConnectionRefused" || code === "ECONNREFUSED" || isNotConnected(cause)) {
    return { refusal: null, error: notDone, isLost: true };
  }
  // A result that does not follow the protocol leaves the connection as it is.
  const isUnreadable = cause instanceof Error && "issues" in cause;
  return isUnreadable
    ? { refusal: null, error: uncertain("its result cannot be read"), isLost: false }
    : {
        refusal: null,
        error: uncertain("the connection to it failed"),
        isLost: reach.kind === "http",
      };
}

function isNotConnected(cause: unknown): boolean {
  return cause instanceof Error && cause.message === "Not connected";
}

function codeOf(cause: unknown): string | number | null {
  const code: unknown = cause instanceof Error && "code" in cause ? cause.code : null;
  return typeof code === "string" || typeof code === "number" ? code : null;
}

import { fault, type Finding } from "./finding.ts";

const PATIENCE_MS = 10_000;

/** Calls a page under PUBLIC_URL as the messenger would; a finding when it cannot be reached. */
export async function callPublicUrl(
  publicUrl: string,
  path: string,
  init: RequestInit = {},
): Promise<Response | Finding> {
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    return await fetch(publicUrl + path, { ...init, redirect: "manual", signal });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : null;
    const why = code ?? (error instanceof Error ? error.message : String(error));
    return fault(
      `${publicUrl} cannot be reached from here: ${why}`,
      "start the bot and its proxy or tunnel; check DNS entry, certificate and firewall",
    );
  }
}

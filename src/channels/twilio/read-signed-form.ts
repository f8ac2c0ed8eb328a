import { targetOf } from "./diagnose-signature.ts";
import { readFormBody } from "./read-form-body.ts";
import { verifySignature } from "./verify-signature.ts";

export interface SignatureDeps {
  readonly authToken: string;
  /** The origin configured at Twilio, and any path before ours, without a trailing slash. */
  readonly publicUrl: string;
  readonly refused: (request: Request, params: Readonly<Record<string, string>>) => void;
}

export type SignedForm =
  | { readonly params: Readonly<Record<string, string>> }
  | {
      readonly fault:
        | "wrong-type"
        | "too-large"
        | "forged"
        | "doubled-parameter"
        | "malformed-parameter";
    };

// URL, keys and values are signed without delimiters: with any other characters in a name, the rest
// of another URL ("/status?o=…") could pass for a parameter of this one.
const PARAMETER_NAME = /^[\w.-]{1,100}$/;

/** Returns the parameters of a form that Twilio signed; no other form is examined. */
export async function readSignedForm(request: Request, deps: SignatureDeps): Promise<SignedForm> {
  const body = await readFormBody(request);
  if ("fault" in body) return body;
  // Unlike an assignment, fromEntries also keeps a parameter named __proto__, so that it is signed too.
  const params = Object.fromEntries(body.params);
  if (!isSignedByTwilio(request, params, deps)) return { fault: "forged" };
  if (!body.params.every(([name]) => PARAMETER_NAME.test(name))) {
    return { fault: "malformed-parameter" };
  }
  // For the same reason a duplicate key could carry data that was never sent.
  if (Object.keys(params).length < body.params.length) return { fault: "doubled-parameter" };
  return { params };
}

/** Checks X-Twilio-Signature against the public URL; calls `refused` if it is not valid. */
export function isSignedByTwilio(
  request: Request,
  params: Readonly<Record<string, string>>,
  { authToken, publicUrl, refused }: SignatureDeps,
): boolean {
  // Twilio signs its configured URL; behind a proxy the request's own would never match.
  const url = publicUrl + targetOf(request.url);
  const signature = request.headers.get("x-twilio-signature");
  if (verifySignature({ authToken, url, params, signature })) return true;
  refused(request, params);
  return false;
}

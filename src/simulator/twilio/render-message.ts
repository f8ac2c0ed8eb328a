import type { createRestContent, Rendered } from "./rest-content.ts";
import { restError } from "./rest-error.ts";

export interface RenderDeps {
  /** The texts of approved templates by their Content SIDs, with `{{1}}` and so on in them. */
  readonly templates: Readonly<Record<string, string>>;
  /** The templates that the bot has created. */
  readonly content: Pick<ReturnType<typeof createRestContent>, "render">;
}

export interface RenderedMessage extends Rendered {
  readonly isTemplate: boolean;
  readonly isApproved: boolean;
}

/** Returns what the message will show, or Twilio's refusal of its template. */
export function renderMessage(
  form: URLSearchParams,
  { templates, content }: RenderDeps,
): RenderedMessage | Response {
  const sid = form.get("ContentSid");
  if (sid === null) {
    const body = form.get("Body") ?? "";
    return { body, buttons: [], isTemplate: false, isApproved: false };
  }
  if (form.has("Body")) return restError(400, 21619, "Body and ContentSid exclude each other");
  const written = form.get("ContentVariables");
  const approved = templates[sid];
  if (approved !== undefined) {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- texts by their numbers.
    const variables = JSON.parse(written ?? "{}") as Record<string, string>;
    const body = approved.replaceAll(/\{\{(\d+)\}\}/g, (_, name: string) => variables[name] ?? "");
    return { body, buttons: [], isTemplate: true, isApproved: true };
  }
  const rendered = content.render(sid, written);
  if (rendered === null) return restError(400, 21655, "The ContentSid is Invalid");
  if (typeof rendered === "number") return restError(400, rendered, "The template is refused");
  return { ...rendered, isTemplate: true, isApproved: false };
}

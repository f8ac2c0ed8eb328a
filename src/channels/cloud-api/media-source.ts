import type { MediaSource } from "../../core/ports.ts";
import type { Resolve } from "../fetch-public.ts";
import { createJsonMediaSource } from "../whatsapp-json/media-source.ts";
import { callGraph, type GraphDeps } from "./call-graph.ts";
import { MEDIA_BASE } from "./message-rules.ts";

export interface CloudApiMediaDeps extends GraphDeps {
  readonly phoneNumberId: string;
  readonly resolve?: Resolve;
}

/** Creates the source of the attachments of a number at the Cloud API. */
export function createCloudApiMediaSource(deps: CloudApiMediaDeps): MediaSource {
  const { accessToken, apiBaseUrl, phoneNumberId, resolve } = deps;
  return createJsonMediaSource({
    base: MEDIA_BASE,
    token: accessToken,
    baseUrl: apiBaseUrl,
    call: (method, id, deadlineMs) =>
      callGraph({ method, path: `${id}?phone_number_id=${phoneNumberId}`, deadlineMs }, deps),
    resolve,
  });
}

import type { Clock } from "../../core/ports.ts";
import { toRfc2822 } from "./message-resource.ts";
import { notFound } from "./rest-error.ts";
import { createSid } from "./sid.ts";

export interface Media {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly contentType: string;
}

interface StoredMedia extends Media {
  readonly sid: string;
  readonly messageSid: string;
  readonly createdAt: number;
}

/** Creates the Media resource, and the servers that its bytes come from after a redirect. */
export function createRestMedia(deps: {
  readonly accountSid: string;
  readonly clock: Clock;
  readonly random: () => number;
  /** The other origin, which must never see the account's credentials. */
  readonly contentOrigin: () => string;
}) {
  const shelf = new Map<string, StoredMedia>();

  function find(messageSid: string, sid: string): StoredMedia | null {
    const media = shelf.get(sid);
    return media?.messageSid === messageSid ? media : null;
  }

  function toResource({ sid, messageSid, contentType, createdAt }: StoredMedia) {
    const created = toRfc2822(createdAt);
    return {
      sid,
      account_sid: deps.accountSid,
      parent_sid: messageSid,
      content_type: contentType,
      date_created: created,
      date_updated: created,
      uri: `${mediaPath(deps.accountSid, messageSid, sid)}.json`,
    };
  }

  return {
    /** Stores the bytes and returns the path of their MediaUrl. */
    put(messageSid: string, media: Media): string {
      const sid = createSid("ME", deps.random);
      shelf.set(sid, { ...media, sid, messageSid, createdAt: deps.clock.now() });
      return mediaPath(deps.accountSid, messageSid, sid);
    },

    find,

    redirect(messageSid: string, sid: string): Response {
      if (!find(messageSid, sid)) return notFound();
      return new Response(null, {
        status: 307,
        headers: { location: `${deps.contentOrigin()}/${messageSid}/${sid}` },
      });
    },

    describe(messageSid: string, sid: string): Response {
      const media = find(messageSid, sid);
      return media ? Response.json(toResource(media)) : notFound();
    },

    list(messageSid: string): Response {
      const media = [...shelf.values()].filter((stored) => stored.messageSid === messageSid);
      return Response.json({ media_list: media.map(toResource), next_page_uri: null });
    },

    remove(messageSid: string, sid: string): Response {
      if (!find(messageSid, sid)) return notFound();
      shelf.delete(sid);
      return new Response(null, { status: 204 });
    },

    content(path: string): Response {
      const [, messageSid = "", sid = ""] = path.split("/");
      const media = find(messageSid, sid);
      if (!media) return new Response("Not found", { status: 404 });
      return new Response(media.bytes, { headers: { "content-type": media.contentType } });
    },
  };
}

function mediaPath(accountSid: string, messageSid: string, sid: string): string {
  return `/2010-04-01/Accounts/${accountSid}/Messages/${messageSid}/Media/${sid}`;
}

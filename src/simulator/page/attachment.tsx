import type { ChatAttachment, Place } from "../wire.ts";
import { nameOfFormat } from "../../core/describe-part.ts";
import { FileCard } from "../../page/components/file-card.tsx";
import { Icon } from "../../page/components/icons.tsx";
import { VoiceNote } from "../../page/components/voice-note.tsx";

/** A message's attachment: shown, played, or offered as a file of this name. */
export function Attachment(props: { readonly attachment: ChatAttachment; readonly name: string }) {
  const { url, contentType } = props.attachment;
  const [kind = ""] = contentType.split("/");
  const name = props.name === "" ? null : props.name;
  switch (kind) {
    case "image":
      return (
        <a class="picture" href={url} target="_blank" rel="noreferrer">
          <img src={url} alt={props.name || "Photo"} loading="lazy" />
        </a>
      );
    case "audio":
      return <VoiceNote url={url} />;
    case "video":
      return <video class="picture" src={url} controls preload="metadata" aria-label="Video" />;
    default:
      return <FileCard url={url} name={name} format={nameOfFormat(contentType, name)} />;
  }
}

/** A shared place; the map is a drawing, since a real one would be fetched from elsewhere. */
export function PlaceCard({ place }: { readonly place: Place }) {
  const { latitude, longitude, label } = place;
  return (
    <div class="place">
      <div class="map" aria-hidden="true">
        <Icon name="pin" />
      </div>
      <b>{label || "A place"}</b>
      <small>
        {latitude.toFixed(5)}, {longitude.toFixed(5)}
      </small>
    </div>
  );
}

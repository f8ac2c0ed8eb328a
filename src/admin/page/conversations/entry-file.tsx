import { FileCard } from "../../../page/components/file-card.tsx";
import { Icon } from "../../../page/components/icons.tsx";
import { VoiceNote } from "../../../page/components/voice-note.tsx";
import type { ThreadFile } from "../../wire.ts";

const KINDS = {
  image: "Picture",
  audio: "Voice note",
  video: "Video",
  sticker: "Sticker",
} as const;

/** An attachment: shown, played or offered as a download, with what the bot read in it. */
export function EntryFile({ file }: { readonly file: ThreadFile }) {
  return (
    <>
      <Shown file={file} />
      {file.readAs !== null && file.readAs !== "" && (
        <details class="read-as">
          <summary>{file.kind === "audio" ? "Transcript" : "What the bot read"}</summary>
          <p dir="auto">{file.readAs}</p>
        </details>
      )}
    </>
  );
}

function Shown({ file }: { readonly file: ThreadFile }) {
  const { kind, url } = file;
  const isCard = kind === "document" || kind === "other";
  const name = file.name ?? (isCard ? file.format : KINDS[kind]);
  if (url === null) {
    return (
      <div class="file" data-gone="true">
        <Icon name={kind === "audio" ? "mic" : kind === "image" ? "photo" : "document"} />
        <span>
          <b>
            <bdi>{name}</bdi>
          </b>
          <small>The file itself is not kept.</small>
        </span>
      </div>
    );
  }
  switch (kind) {
    case "image":
    case "sticker":
      return (
        <a class="picture" data-kind={kind} href={url} target="_blank" rel="noreferrer">
          <img src={url} alt={name} loading="lazy" />
        </a>
      );
    case "audio":
      return <VoiceNote url={url} />;
    case "video":
      return <video class="picture" src={url} controls preload="metadata" aria-label={name} />;
    case "document":
    case "other":
      return <FileCard {...file} url={url} />;
  }
}

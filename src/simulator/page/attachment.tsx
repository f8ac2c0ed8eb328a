import { useRef, useState } from "preact/hooks";
import type { ChatAttachment, Place } from "../wire.ts";
import { Icon } from "./icons.tsx";
import { playTime } from "./times.ts";

/** A message's attachment: shown, played, or offered as a file of this name. */
export function Attachment(props: { readonly attachment: ChatAttachment; readonly name: string }) {
  const { url, contentType } = props.attachment;
  const [kind = ""] = contentType.split("/");
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
      return (
        <a class="file" href={url} download={props.name}>
          <Icon name="document" />
          <span>
            <b>{props.name || "File"}</b>
            <small>{contentType}</small>
          </span>
        </a>
      );
  }
}

function VoiceNote({ url }: { readonly url: string }) {
  const audio = useRef<HTMLAudioElement>(null);
  const [isPlaying, setIsPlaying] = useState(false);
  const [at, setAt] = useState(0);
  const [length, setLength] = useState(0);

  function toggle(): void {
    if (isPlaying) audio.current?.pause();
    else audio.current?.play().catch(() => setIsPlaying(false));
  }

  function note(): void {
    const { currentTime = 0, duration = 0 } = audio.current ?? {};
    setAt(currentTime);
    // A browser's recording does not state its duration until it was played to the end.
    setLength(Number.isFinite(duration) ? duration : Math.max(length, currentTime));
  }

  return (
    <div class="voice">
      <audio
        ref={audio}
        src={url}
        preload="metadata"
        onPlay={() => setIsPlaying(true)}
        onPause={() => setIsPlaying(false)}
        onTimeUpdate={note}
        onDurationChange={note}
      />
      <button
        type="button"
        aria-label={isPlaying ? "Pause" : "Play the voice note"}
        onClick={toggle}
      >
        <Icon name={isPlaying ? "pause" : "play"} />
      </button>
      <input
        type="range"
        min="0"
        max={length || 1}
        step="0.1"
        value={at}
        aria-label="Position in the voice note"
        onInput={({ currentTarget }) => {
          if (audio.current) audio.current.currentTime = Number(currentTarget.value);
        }}
      />
      <small>{playTime(isPlaying || at > 0 ? at : length)}</small>
    </div>
  );
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

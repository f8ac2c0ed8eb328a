import { useRef, useState } from "preact/hooks";
import { Icon } from "./icons.tsx";
import { playTime } from "./times.ts";

/** A player with one button, a position and a time. */
export function VoiceNote({ url }: { readonly url: string }) {
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

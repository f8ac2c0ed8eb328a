import { useEffect, useRef, useState } from "preact/hooks";

const PREFERRED = ["audio/ogg;codecs=opus", "audio/webm;codecs=opus", "audio/mp4"];

export interface VoiceRecorder {
  /** Null while nothing is recorded. */
  readonly seconds: number | null;
  /** Rejects with a sentence for the user. */
  start(): Promise<void>;
  /** Ends the recording and returns it. */
  finish(): Promise<Blob | null>;
  cancel(): void;
}

/** Records a voice note with the microphone, in the format nearest to WhatsApp's that the browser has. */
export function useRecorder(): VoiceRecorder {
  const [seconds, setSeconds] = useState<number | null>(null);
  const running = useRef<MediaRecorder | null>(null);
  const isStarting = useRef(false);

  useEffect(() => {
    if (seconds === null) return;
    const timer = setTimeout(() => setSeconds(seconds + 1), 1_000);
    return () => clearTimeout(timer);
  }, [seconds]);
  useEffect(() => () => release(running.current), []);

  return {
    seconds,
    async start() {
      // A second microphone would stay on.
      if (isStarting.current) return;
      isStarting.current = true;
      const stream = await askForMicrophone().finally(() => {
        isStarting.current = false;
      });
      const mimeType = PREFERRED.find((type) => MediaRecorder.isTypeSupported(type));
      const recorder = new MediaRecorder(stream, mimeType === undefined ? {} : { mimeType });
      recorder.start();
      running.current = recorder;
      setSeconds(0);
    },
    async finish() {
      const recorder = running.current;
      running.current = null;
      setSeconds(null);
      if (!recorder) return null;
      const { promise, resolve } = Promise.withResolvers<Blob>();
      recorder.addEventListener("dataavailable", ({ data }) => resolve(data), { once: true });
      release(recorder);
      return promise;
    },
    cancel() {
      release(running.current);
      running.current = null;
      setSeconds(null);
    },
  };
}

async function askForMicrophone(): Promise<MediaStream> {
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: true });
  } catch (cause) {
    throw new Error(
      "There is no microphone that may be used. You can attach a recording instead.",
      {
        cause,
      },
    );
  }
}

function release(recorder: MediaRecorder | null): void {
  if (!recorder) return;
  if (recorder.state !== "inactive") recorder.stop();
  for (const track of recorder.stream.getTracks()) track.stop();
}

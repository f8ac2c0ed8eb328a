import type { Location } from "./message.ts";

/** Describes a place in words: its name and address where they are known, and its coordinates. */
export function describeLocation({ latitude, longitude, label, address }: Location): string {
  const named = [label, address].filter((fact) => fact !== null).join(", ");
  return `${named === "" ? "" : `${named} `}(latitude ${latitude}, longitude ${longitude})`;
}

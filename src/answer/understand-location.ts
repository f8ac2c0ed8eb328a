import type { Location } from "../core/message.ts";
import type { ContentPart } from "../core/ports.ts";
import { material } from "./material.ts";

/** A place in words: its name and address where they are known, and its coordinates. */
export function describeLocation({ latitude, longitude, label, address }: Location): string {
  const named = [label, address].filter((fact) => fact !== null).join(", ");
  return `${named === "" ? "" : `${named} `}(latitude ${latitude}, longitude ${longitude})`;
}

/** A place as a model is shown it. */
export function showLocation(location: Location): ContentPart {
  return material("location", {}, describeLocation(location));
}

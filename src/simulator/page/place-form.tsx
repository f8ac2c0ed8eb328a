import { useEffect, useRef, useState } from "preact/hooks";
import type { Place } from "../wire.ts";

const PLACES: readonly Place[] = [
  { label: "Brandenburg Gate, Berlin", latitude: 52.51628, longitude: 13.37771 },
  { label: "Ferry Building, San Francisco", latitude: 37.79552, longitude: -122.39342 },
  { label: "Marina Bay, Singapore", latitude: 1.28269, longitude: 103.85861 },
];

/**
 * Asks for a place to share. The browser's own location would be requested from an external
 * service.
 */
export function PlaceForm(props: { readonly onSend: (place: Place) => void }) {
  const first = useRef<HTMLButtonElement>(null);
  // The button that opened the form no longer exists.
  useEffect(() => first.current?.focus(), []);
  const [label, setLabel] = useState("");
  const [latitude, setLatitude] = useState("");
  const [longitude, setLongitude] = useState("");
  const place = { label, latitude: Number(latitude), longitude: Number(longitude) };
  const isComplete =
    latitude !== "" &&
    longitude !== "" &&
    Math.abs(place.latitude) <= 90 &&
    Math.abs(place.longitude) <= 180;
  return (
    <div class="panel places" role="group" aria-label="Share a place">
      {PLACES.map((known, index) => (
        <button
          key={known.label}
          ref={index === 0 ? first : null}
          type="button"
          onClick={() => props.onSend(known)}
        >
          {known.label}
        </button>
      ))}
      <div class="coordinates">
        <Field name="Latitude" mode="decimal" value={latitude} onInput={setLatitude} />
        <Field name="Longitude" mode="decimal" value={longitude} onInput={setLongitude} />
        <Field name="Name" mode="text" value={label} onInput={setLabel} />
        <button type="button" disabled={!isComplete} onClick={() => props.onSend(place)}>
          Share
        </button>
      </div>
    </div>
  );
}

function Field(props: {
  readonly name: string;
  readonly mode: "decimal" | "text";
  readonly value: string;
  readonly onInput: (value: string) => void;
}) {
  return (
    <input
      type="text"
      inputMode={props.mode}
      placeholder={props.name}
      aria-label={props.name}
      maxLength={200}
      value={props.value}
      onInput={({ currentTarget }) => props.onInput(currentTarget.value)}
    />
  );
}

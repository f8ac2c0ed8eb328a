import { t } from "elysia";

// The longest text that Twilio accepts from WhatsApp.
const body = t.String({ maxLength: 1600 });

export const messageBody = t.Object({
  user: t.String(),
  body,
  quotedSid: t.Nullable(t.String()),
  place: t.Nullable(
    t.Object({
      latitude: t.Number({ minimum: -90, maximum: 90 }),
      longitude: t.Number({ minimum: -180, maximum: 180 }),
      label: t.String({ maxLength: 200 }),
    }),
  ),
});

export const tapBody = t.Object({
  user: t.String(),
  sid: t.String(),
  id: t.String({ maxLength: 200 }),
});

export const fileQuery = t.Object({
  user: t.String(),
  body,
  quotedSid: t.Optional(t.String()),
});

export const sidBody = t.Object({ sid: t.String() });

export const offerBody = t.Object({ id: t.String({ maxLength: 300 }) });

export const serverBody = t.Object({
  url: t.String({ maxLength: 500 }),
  name: t.Nullable(t.String({ maxLength: 200 })),
  key: t.Nullable(t.String({ maxLength: 500 })),
});

export const faultBody = t.Object({ name: t.String(), isOn: t.Boolean() });

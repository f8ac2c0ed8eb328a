import { PermanentError, type Reason, TransientError } from "../core/errors.ts";
import type { ChoiceTemplate } from "../core/choices.ts";
import type { Clock, Logger } from "../core/ports.ts";
import type { OpenPart } from "../store/sends.ts";
import type { Store } from "../store/store.ts";

/** The time for which choices are written out after a template was refused, or could not be created. */
const PAUSE_MS = 60 * 60_000;

export interface ChoiceTemplatesDeps {
  readonly store: Pick<Store, "readState" | "writeState" | "exclusively">;
  readonly clock: Pick<Clock, "now">;
  readonly log: Logger;
  /** Returns the template that a part needs; null if it needs none. */
  templateFor(part: OpenPart): ChoiceTemplate | null;
  /** Called when a template could not be created. */
  onFault(reason: Reason | null): Promise<void>;
}

/** The templates with which the messenger shows choices, each created once and kept in the store. */
export interface ChoiceTemplates {
  /**
   * Returns the id of the template that a part needs, which is created if there is none; null if the
   * part needs none, or there is none for now: then its choices are written out.
   */
  find(part: OpenPart): Promise<string | null>;
  /** Notes that the messenger does not have the part's template any more. */
  drop(part: OpenPart): Promise<void>;
}

/** Has choices written out. */
export const NO_TEMPLATES: ChoiceTemplates = { find: async () => null, drop: async () => {} };

/** Creates the memory of templates in front of the store. */
export function createChoiceTemplates(deps: ChoiceTemplatesDeps): ChoiceTemplates {
  const { store, clock, log } = deps;
  const known = new Map<string, string>();
  const creating = new Map<string, Promise<string | null>>();
  let pausedUntil = 0;

  async function stored({ key }: ChoiceTemplate): Promise<string | null> {
    const id = (await store.readState(`template:${key}`)) || null;
    if (id !== null) known.set(key, id);
    return id;
  }

  async function isPaused(): Promise<boolean> {
    if (clock.now() < pausedUntil) return true;
    const until = Number(await store.readState("no-templates-until"));
    // A later time was written under another clock.
    if (until <= clock.now() + PAUSE_MS) pausedUntil = until;
    return clock.now() < pausedUntil;
  }

  async function pause(): Promise<void> {
    pausedUntil = clock.now() + PAUSE_MS;
    await store.writeState("no-templates-until", String(pausedUntil));
  }

  /** Creates a template unless another server does; a crash in between leaves an unused one. */
  async function create(template: ChoiceTemplate): Promise<string | null> {
    const { key } = template;
    let id: string | null = null;
    await store.exclusively(`template:${key}`, 0, async () => {
      id = await stored(template);
      if (id !== null) return;
      try {
        id = await template.create();
      } catch (error) {
        if (!(error instanceof PermanentError || error instanceof TransientError)) throw error;
        await pause();
        log.warn("template not created, choices are written out", {
          key,
          pauseMs: PAUSE_MS,
          error,
        });
        await deps.onFault(error.reason);
        return;
      }
      await store.writeState(`template:${key}`, id);
      known.set(key, id);
      log.info("template created", { key, id });
    });
    return id;
  }

  return {
    find: async (part) => {
      const template = deps.templateFor(part);
      // One that failed in transit goes out in the simplest form.
      if (template === null || part.resends > 0) return null;
      const { key } = template;
      const id = known.get(key) ?? (await stored(template));
      if (id !== null || (await isPaused())) return id;
      const begun = creating.get(key) ?? create(template).finally(() => creating.delete(key));
      creating.set(key, begun);
      return begun;
    },
    drop: async (part) => {
      const key = deps.templateFor(part)?.key;
      if (key === undefined) return;
      known.delete(key);
      await store.writeState(`template:${key}`, "");
      await pause();
      log.warn("template is gone, choices are written out", { key, pauseMs: PAUSE_MS });
    },
  };
}

/** The result of one check, in one line, and what to do about it. */
export interface Finding {
  readonly level: "ok" | "warning" | "fault" | "skipped";
  readonly says: string;
  readonly fix: string | null;
  /** The program does not support what the check found: no other setting can fix that. */
  readonly isUnsupported?: true;
}

export const ok = (says: string): Finding => ({ level: "ok", says, fix: null });

/** Returns a finding about something that works, but probably not as intended. */
export const warning = (says: string, fix: string | null): Finding => ({
  level: "warning",
  says,
  fix,
});

/** Returns a finding about something that does not work. */
export const fault = (says: string, fix: string | null): Finding => ({ level: "fault", says, fix });

/** Returns a finding about a kind or version that this program never supports. */
export const unsupported = (says: string, fix: string): Finding => ({
  ...fault(says, fix),
  isUnsupported: true,
});

/**
 * Returns a finding about a check that could not run, because of a problem that has its own line.
 */
export const skipped = (why: string): Finding => ({ level: "skipped", says: why, fix: null });

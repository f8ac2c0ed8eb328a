/** What one check found, in one line, and what to do about it. */
export interface Finding {
  readonly level: "ok" | "warning" | "fault" | "skipped";
  readonly says: string;
  readonly fix: string | null;
  /** The program does not support what it found: no setting beside it can mend that. */
  readonly isUnsupported?: true;
}

export const ok = (says: string): Finding => ({ level: "ok", says, fix: null });

/** It works, but probably not as meant. */
export const warning = (says: string, fix: string | null): Finding => ({
  level: "warning",
  says,
  fix,
});

/** It does not work. */
export const fault = (says: string, fix: string | null): Finding => ({ level: "fault", says, fix });

/** It is of a kind or a version that this program never works with. */
export const unsupported = (says: string, fix: string): Finding => ({
  ...fault(says, fix),
  isUnsupported: true,
});

/** It could not be looked at, because of something that has its own line. */
export const skipped = (why: string): Finding => ({ level: "skipped", says: why, fix: null });

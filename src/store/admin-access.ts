/** The life of a link to the page. */
export const LINK_LIFE_MS = 5 * 60_000;

/** The owner whose link it is: an entry in ADMIN_USERS, or null for a link of the terminal. */
export type LinkOwner = string | null;

/** A link that a reply carries; stored together with it. */
export interface AdminLinkEffect {
  readonly kind: "admin-link";
  /** SHA-256 of its token. */
  readonly hash: string;
  readonly owner: string;
}

export interface AdminSession {
  readonly owner: LinkOwner;
  readonly expiresAt: number;
}

/** The owner at the command line, or in a session whose link it printed, as the record names them. */
export const TERMINAL = "terminal";

/** A row of the record of changes. */
export interface AuditEntry {
  /** The owner's address, `terminal` or `token`. */
  readonly by: string;
  /** A verb and its object, such as `user blocked`. */
  readonly action: string;
  readonly userId?: number | null;
  /** No secret and no text of a message. */
  readonly detail?: string;
}

interface StoredAudit extends Required<AuditEntry> {
  readonly id: number;
  readonly at: number;
}

/** The steps of links, sessions and the record of changes; a part of `AdminStore`. */
export interface AdminAccessStore {
  /** Stores a link of the terminal, which is valid for `LINK_LIFE_MS`. */
  createAdminLink(hash: string): Promise<void>;
  /**
   * Uses up a link and begins a session, in one transaction: of two requests with the same link one
   * gets null, as for a link that is unknown or expired, or whose owner may not enter any more.
   * Recorded, as are the ends of sessions by a sender.
   */
  enter(
    linkHash: string,
    session: { readonly hash: string; readonly lifeMs: number },
    mayEnter: (owner: LinkOwner) => boolean,
  ): Promise<AdminSession | null>;
  /** Begins a session of the terminal, without a link. */
  beginAdminSession(session: { readonly hash: string; readonly lifeMs: number }): Promise<void>;
  /** Returns true if a link was ever used. */
  wasEntered(): Promise<boolean>;
  /** Returns the session if it has not expired. */
  findAdminSession(hash: string): Promise<AdminSession | null>;
  /** Ends a session; `by` is null where no sender asked for it, which is not recorded. */
  endAdminSession(hash: string, by: string | null): Promise<void>;
  /** Ends all sessions and links of an owner, who asks for it, and returns how many sessions. */
  endAdminSessionsOf(owner: string): Promise<number>;
  /** The same for every owner and the terminal. */
  endAdminSessions(by: string): Promise<number>;
  /** Records what is no change of the database; a change of it is recorded in its own transaction. */
  recordAudit(entry: AuditEntry): Promise<void>;
  /** Returns changes before the one with this id, the latest first. */
  auditBefore(id: number, limit: number): Promise<StoredAudit[]>;
}

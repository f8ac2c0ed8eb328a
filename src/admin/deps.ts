import type { AdminStore } from "../store/admin-store.ts";

/** The functions that the guard in front of them gives every group of routes. */
export interface RouteDeps {
  /** Opens the database with the first request that reads it. */
  store(): Promise<AdminStore>;
  /** Returns how the record of changes names the sender: an owner, `terminal` or `token`. */
  actorOf(request: Request): string;
}

/** The name of a program that uses the API with a token. */
export const TOKEN = "token";

/**
 * The topic of an exchange that must not appear in a prompt again, because a provider refused it.
 */
export const REFUSED = "refused";

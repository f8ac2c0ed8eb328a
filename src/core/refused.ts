/** The topic of an exchange that no prompt must hold again, because a provider refused it. */
export const REFUSED = "refused";

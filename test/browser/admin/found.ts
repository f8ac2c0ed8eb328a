/** Responds with this body, or that it does not exist. */
export function found(body: unknown): Response {
  return body === undefined
    ? Response.json({ error: "This does not exist." }, { status: 404 })
    : Response.json(body);
}

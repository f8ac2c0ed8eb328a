/** Returns the response of a request that is not fulfilled, with a sentence for its sender. */
export function errorResponse(status: number, error: string): Response {
  return Response.json({ error }, { status });
}

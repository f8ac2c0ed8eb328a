/** Returns an error in the form of Twilio's REST API. */
export function restError(status: number, code: number, message: string): Response {
  const moreInfo = `https://www.twilio.com/docs/errors/${code}`;
  return Response.json({ code, message, more_info: moreInfo, status }, { status });
}

/** Returns Twilio's response for a resource that does not exist. */
export function notFound(): Response {
  return restError(404, 20404, "The requested resource was not found");
}

/** An error as Twilio's REST API answers it. */
export function restError(status: number, code: number, message: string): Response {
  const moreInfo = `https://www.twilio.com/docs/errors/${code}`;
  return Response.json({ code, message, more_info: moreInfo, status }, { status });
}

/** What Twilio answers for a resource that it does not have. */
export function notFound(): Response {
  return restError(404, 20404, "The requested resource was not found");
}

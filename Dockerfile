# Compiles on the building machine for the target platform, without emulation.
FROM --platform=$BUILDPLATFORM oven/bun:1.4.5-debian AS build
WORKDIR /app
COPY package.json bun.lock bunfig.toml ./
RUN --mount=type=cache,target=/root/.bun/install/cache bun install --frozen-lockfile
COPY tsconfig.json ./
COPY .ci .ci
COPY drizzle drizzle
COPY deploy/whatsapp-ai-bot.service deploy/
COPY src src
ARG COMMIT=unknown
ARG BUILDARCH TARGETARCH
# Downloads the runtime of another platform, which names amd64 x64.
RUN --mount=type=cache,target=/root/.bun/install/cache \
  if [ "$TARGETARCH" != "$BUILDARCH" ]; then \
  export TARGET="bun-linux-$(echo "$TARGETARCH" | sed s/amd64/x64/)"; fi; \
  COMMIT=$COMMIT bun run build
RUN install --directory --mode=0700 /data

# A slim Debian, not a bare image: the limits of the document parser need a shell. Nothing is
# installed into it: the executable brings its own root certificates.
FROM debian:trixie-slim
COPY --from=build --chown=1000:1000 /data /data
COPY --from=build /app/dist/whatsapp-ai-bot /usr/local/bin/
COPY --from=build /app/dist/LICENSES.txt /app/dist/sbom.cdx.json /usr/share/doc/whatsapp-ai-bot/
ARG COMMIT=unknown
ARG VERSION=unknown
LABEL org.opencontainers.image.title="WhatsApp AI Bot" \
  org.opencontainers.image.description="A self-hosted WhatsApp assistant on Twilio's WhatsApp API and OpenAI's models" \
  org.opencontainers.image.licenses="MIT" \
  org.opencontainers.image.version="$VERSION" \
  org.opencontainers.image.revision="$COMMIT"
USER 1000:1000
WORKDIR /data
VOLUME /data
ENV APP_ENV=production DATABASE_URL=sqlite:////data/whatsapp_bot.db
# A third less memory under load, for a tenth of the peak throughput: the runtime collects garbage as
# on a small machine, and does not use its last optimising compiler.
ENV BUN_JSC_forceRAMSize=134217728 BUN_JSC_useFTLJIT=0
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s \
  CMD ["whatsapp-ai-bot", "healthcheck"]
ENTRYPOINT ["whatsapp-ai-bot"]
CMD ["serve"]

FROM oven/bun:1.4.5-debian AS build
WORKDIR /app
COPY package.json bun.lock bunfig.toml ./
RUN bun install --frozen-lockfile
COPY tsconfig.json ./
COPY .ci .ci
COPY drizzle drizzle
COPY src src
ARG COMMIT=unknown
RUN COMMIT=$COMMIT bun run build

# A slim Debian, not a bare image: the limits of the document parser need a shell.
FROM debian:trixie-slim
RUN apt-get update \
  && apt-get install --no-install-recommends -y ca-certificates \
  && rm -rf /var/lib/apt/lists/* \
  && mkdir /data \
  && chown 1000:1000 /data
COPY --from=build /app/dist/whatsapp-ai-bot /usr/local/bin/
COPY --from=build /app/dist/LICENSES.txt /app/dist/sbom.cdx.json /usr/share/doc/whatsapp-ai-bot/
USER 1000:1000
WORKDIR /data
VOLUME /data
ENV APP_ENV=production DATABASE_URL=sqlite:////data/whatsapp_bot.db
EXPOSE 8000
STOPSIGNAL SIGTERM
ENTRYPOINT ["whatsapp-ai-bot"]

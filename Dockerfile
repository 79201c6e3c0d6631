# Vedette in a container. See docs/operating/ecosystem.md.
#
#   docker build -t vedette .
#   docker run -d --name vedette --init -v "$PWD/conf:/etc/vedette:ro" -v vedette-state:/data vedette
#
# /etc/vedette/sentinel.conf is only read. What the Sentinel learns and votes is kept in /data, which
# has to outlive the container: a Sentinel that has forgotten its votes may vote twice.

ARG NODE_IMAGE=node:20-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /src
# The packages first: they are built anew only when the lock file has changed.
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund
COPY . .
# What goes into the image is what goes into the package, and what that needs at run time.
RUN npm pack --pack-destination /tmp \
  && mkdir /package \
  && tar -xzf /tmp/vedette-*.tgz -C /package --strip-components=1 \
  && cp package-lock.json .npmrc /package/ \
  && cd /package \
  && npm ci --omit=dev --ignore-scripts --no-audit --no-fund \
  && rm -rf docs

FROM ${NODE_IMAGE}
ENV NODE_ENV=production
COPY --from=build /package /opt/vedette
# /data belongs to the user of the process, so that a new volume there does as well.
RUN ln -s /opt/vedette/bin/vedette /usr/local/bin/vedette \
  && mkdir -p /etc/vedette /data \
  && chown node:node /data
# 1000, which comes with the image.
USER node
WORKDIR /data
VOLUME /data
# Sentinel, and the HTTP door, which listens on loopback until the configuration has http-bind.
EXPOSE 26379 8080
# Is the process alive? Not: is all well. A Sentinel that is restarted because a master is down
# would be away in the moment in which it is needed. With http-tls the check is for you to write.
ENV VEDETTE_HEALTH_URL=http://127.0.0.1:8080/healthz
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --retries=3 \
  CMD ["node", "-e", "fetch(process.env.VEDETTE_HEALTH_URL).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["/usr/local/bin/vedette"]
CMD ["/etc/vedette/sentinel.conf", "--state-file", "/data/sentinel.conf", "--http-port", "8080"]

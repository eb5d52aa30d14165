# collectd-dma in a container; docs/containers.md says how it is run. It is built from the package of npm:
#
#   npm ci --ignore-scripts && npm pack && docker build --tag collectd-dma .

FROM node:24.22.3-bookworm-slim AS program
WORKDIR /usr/lib/collectd-dma
COPY collectd-dma-*.tgz /tmp/package.tgz
# By npm ci the modules are those of the package's npm-shrinkwrap.json, which the release was tested with.
RUN tar -xz --no-same-owner --strip-components=1 -f /tmp/package.tgz \
  && npm pkg delete devDependencies \
  && npm ci --ignore-scripts --no-audit --no-fund

FROM node:24.22.3-bookworm-slim
LABEL org.opencontainers.image.title="collectd-dma" \
  org.opencontainers.image.description="Predictive alerting for collectd" \
  org.opencontainers.image.source="https://github.com/collectd-dma/collectd-dma" \
  org.opencontainers.image.licenses="Apache-2.0"
COPY --from=program /usr/lib/collectd-dma /usr/lib/collectd-dma
RUN ln -s ../lib/collectd-dma/dist/tools/dma.js /usr/bin/dma \
  && ln -s ../lib/collectd-dma/plugins/dma-enqueue /usr/bin/dma-enqueue \
  && groupadd --gid 10500 collectd-dma \
  && useradd --uid 10500 --gid 10500 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin collectd-dma \
  && install -d -o collectd-dma -g collectd-dma -m 750 /var/spool/collectd-dma /var/log/collectd-dma
# A number, by which Kubernetes sees that it is not root.
USER 10500:10500
WORKDIR /
VOLUME ["/var/spool/collectd-dma", "/var/log/collectd-dma"]
HEALTHCHECK --interval=2m --timeout=30s --start-period=2m CMD ["dma", "check"]
# The commands are `predict` and `deliver`.
ENTRYPOINT ["dma"]
CMD ["--help"]

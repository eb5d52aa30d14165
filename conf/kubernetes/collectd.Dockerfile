# The collectd beside each dma predict in Kubernetes, with dma-enqueue; docs/kubernetes.md says how it is run. It needs
# the image of the Dockerfile in the root of the project:
#
#   docker build --tag collectd-dma-collectd - < conf/kubernetes/collectd.Dockerfile

FROM collectd-dma AS dma

FROM debian:bookworm-slim
# libhiredis is for write_redis; collectdctl, which the probe calls, is in collectd-utils.
RUN apt-get update \
  && apt-get install -y --no-install-recommends collectd-core collectd-utils libhiredis0.14 \
  && rm -rf /var/lib/apt/lists/* \
  && groupadd --gid 10500 collectd-dma \
  && useradd --uid 10500 --gid 10500 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin collectd-dma
COPY --from=dma /usr/lib/collectd-dma/plugins/dma-enqueue /usr/bin/dma-enqueue
USER 10500:10500
ENTRYPOINT ["collectd", "-f", "-C", "/etc/collectd/collectd.conf"]

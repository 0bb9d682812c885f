# One image for the whole product: collector, reports, loader, and the embedded engine where no server is named.
FROM python:3.13-slim AS build
WORKDIR /src
RUN python -m venv /opt/leadpump
COPY pyproject.toml README.md LICENSE ./
COPY scripts/constraints.txt scripts/
COPY tracker_js tracker_js
COPY collector collector
COPY leadpump leadpump
COPY reports reports
# Only ready-made wheels: the slim image has no compiler. chDB asks for pandas and pyarrow, a quarter of it all, and takes them
# up only where a program wants tables of theirs: Leadpump never does.
RUN /opt/leadpump/bin/pip install --no-cache-dir --disable-pip-version-check --prefer-binary \
    --constraint scripts/constraints.txt . \
    && /opt/leadpump/bin/pip uninstall --yes pandas pyarrow pip

FROM python:3.13-slim
# The number is fixed, so that volumes and bind mounts can be given to it.
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /data --shell /usr/sbin/nologin leadpump \
    && install -d -o leadpump -g leadpump -m 0700 /data
COPY --from=build /opt/leadpump /opt/leadpump
COPY --chmod=0755 docker/leadpump docker/make-secrets /usr/local/bin/
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 LEADPUMP_DATA=/data LEADPUMP_HOST=0.0.0.0
USER leadpump
WORKDIR /data
VOLUME /data
EXPOSE 8800
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=6 \
    CMD ["/opt/leadpump/bin/python", "-c", "import os, urllib.request; urllib.request.urlopen('http://127.0.0.1:' + os.environ.get('LEADPUMP_PORT', '8800') + '/readyz', timeout=4)"]
ENTRYPOINT ["leadpump"]
CMD ["serve"]

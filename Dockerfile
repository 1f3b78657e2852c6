# One small image for each role; docker-compose.yml builds and runs them. What may come in stands in .dockerignore.

# A compiler is here for the few of Rasa's libraries that have no wheels; no image that runs has one.
FROM python:3.11.14-bookworm AS builder
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_NO_CACHE=1 UV_PYTHON_DOWNLOADS=never
RUN pip install --no-cache-dir --disable-pip-version-check uv==0.13.9
WORKDIR /app

# What gateway and desk need. Rasa is never installed here.
FROM builder AS program
COPY requirements/program.txt requirements/program.txt
RUN uv venv --python /usr/local/bin/python3.11 .venv \
    && uv pip install --python .venv --require-hashes --requirement requirements/program.txt
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY channels channels
COPY knowledge knowledge
COPY translations translations
RUN uv pip install --python .venv --no-build-isolation --no-deps --editable . \
    && for folder in translations/*/; do .venv/bin/amparo knowledge compile "$(basename "$folder")" || exit 1; done \
    && .venv/bin/python -m compileall -q bot channels

# What the engine needs. It runs without TensorFlow (bot/engine/tensorless.py), which would be a gigabyte of its image.
FROM builder AS engine-environment
COPY requirements/engine.txt requirements/engine.txt
RUN uv venv --python /usr/local/bin/python3.11 .venv-engine \
    && uv pip sync --python .venv-engine --require-hashes requirements/engine.txt \
    && uv pip uninstall --python .venv-engine tensorflow-cpu tensorflow-estimator tensorflow-hub \
        tensorflow-io-gcs-filesystem tensorboard tensorboard-data-server keras libclang grpcio h5py

# What every role of ours stands on: a user without rights, and folders that belong to it.
FROM python:3.11.14-slim-bookworm AS role
ENV HOME=/tmp PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 RASA_TELEMETRY_ENABLED=false
RUN groupadd --gid 10001 amparo \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin amparo \
    && install -d -o amparo -g amparo -m 0700 /data /run/amparo/keys /run/amparo/engine
WORKDIR /app
COPY deploy/health.py deploy/health.py
USER 10001:10001

FROM role AS gateway
COPY --from=program /app /app
ENV PATH=/app/.venv/bin:$PATH
EXPOSE 8080
CMD ["amparo", "gateway"]

FROM role AS desk
COPY --from=program /app /app
ENV PATH=/app/.venv/bin:$PATH
EXPOSE 8081
CMD ["amparo", "desk"]

# Serves the model, and makes it: compose runs it for both.
FROM role AS engine
COPY --from=engine-environment /app/.venv-engine /app/.venv-engine
COPY --from=program /app/bot bot
COPY --from=program /app/channels channels
COPY --from=program /app/knowledge knowledge
COPY --from=program /app/translations translations
COPY dialogues dialogues
ENV PATH=/app/.venv-engine/bin:$PATH PYTHONPATH=/app
CMD ["python", "-m", "bot.engine", "--socket", "/run/amparo/engine/engine.sock", "--model", "/data/models/amparo.tar.gz"]

# Caddy's own image gives its program a right (ports below 1024) without which it does not start; a copy has none.
FROM caddy:2.11.7-alpine AS caddy
RUN cp /usr/bin/caddy /usr/local/bin/caddy

FROM alpine:3.22.2 AS proxy
RUN addgroup -S -g 10002 caddy && adduser -S -D -H -u 10002 -G caddy caddy \
    && install -d -o caddy -g caddy -m 0700 /var/lib/caddy
COPY --from=caddy /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=caddy /usr/local/bin/caddy /usr/local/bin/caddy
COPY deploy/Caddyfile deploy/desk.Caddyfile /etc/caddy/
ENV HOME=/tmp XDG_CONFIG_HOME=/tmp XDG_DATA_HOME=/var/lib/caddy
USER 10002:10002
EXPOSE 8080 8443
CMD ["caddy", "run", "--config", "/etc/caddy/Caddyfile", "--adapter", "caddyfile"]

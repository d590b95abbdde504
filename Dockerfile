# Viva in one image: `docker build -t viva .`, then `docker run -p 8000:8000 -v viva:/data viva`.
# It prints an access key when it starts: off loopback, the browser asks for it once.
FROM python:3.13-slim-bookworm AS build
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PROJECT_ENVIRONMENT=/opt/viva UV_PYTHON_DOWNLOADS=never
RUN pip install --no-cache-dir uv==0.13.8
WORKDIR /src
# The dependencies make a layer of their own, which a change of the code leaves as it is.
COPY pyproject.toml uv.lock ./
RUN uv sync --locked --no-cache --no-default-groups --extra export --no-install-project
COPY . .
RUN uv sync --locked --no-cache --no-default-groups --extra export --no-editable

# The slim image has the CA certificates by which a model's server is trusted.
FROM python:3.13-slim-bookworm
RUN useradd --system --uid 10001 --create-home viva && install --directory --owner viva /data
COPY --from=build /opt/viva /opt/viva
ENV PATH=/opt/viva/bin:$PATH PYTHONUNBUFFERED=1 VIVA_DATA_DIR=/data
USER 10001
WORKDIR /data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/api/health', timeout=4)"]
CMD ["viva", "serve", "--host", "0.0.0.0", "--port", "8000"]

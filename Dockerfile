# One image for all services: docker build -t swath . && docker run swath service encoder-service
# Needs BuildKit, which Docker uses since version 23. Elsewhere: DOCKER_BUILDKIT=1.
ARG BUILD_IMAGE=maven:3.9-eclipse-temurin-17
ARG RUN_IMAGE=eclipse-temurin:17-jre

FROM ${BUILD_IMAGE} AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/maven \
    mvn -q -B -Dmaven.repo.local=/maven -DskipTests -Dspotless.check.skip package
# What changes rarely lies apart from what changes with each build, so that it is pulled once.
RUN mkdir -p /app/own && mv standalone/target/lib /app/lib \
    && mv /app/lib/*-SNAPSHOT.jar standalone/target/classes /app/own/

FROM ${RUN_IMAGE}
RUN groupadd --gid 10001 swath \
    && useradd --uid 10001 --gid swath --no-create-home --home-dir /var/lib/swath swath \
    && mkdir -p /var/lib/swath /var/cache/swath \
    && chown swath:swath /var/lib/swath /var/cache/swath
WORKDIR /app
COPY --from=build /app/lib lib
COPY models/swath-compact models/swath-compact
COPY --from=build /app/own own
# The only folders that are written to besides /tmp: the change service's store, and libtorch,
# unpacked at the first start. /tmp holds native libraries too, so it must not be mounted noexec.
ENV SPRING_KAFKA_STREAMS_STATEDIR=/var/lib/swath/change-state \
    DJL_CACHE_DIR=/var/cache/swath \
    MANAGEMENT_SERVER_ADDRESS=0.0.0.0 \
    MANAGEMENT_SERVER_PORT=9080 \
    JAVA_TOOL_OPTIONS="-XX:MaxRAMPercentage=40 -XX:+ExitOnOutOfMemoryError"
USER 10001:10001
# 8080 takes scenes, of the ingest service alone, and from other machines only with a key: docs/security.md.
# 9080 has health and metrics, without a key.
EXPOSE 8080 9080
# The base image need not have curl: bash asks for the health itself.
HEALTHCHECK --interval=10s --timeout=5s --start-period=3m --retries=3 \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/$MANAGEMENT_SERVER_PORT && printf 'GET /actuator/health HTTP/1.0\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200'"]
ENTRYPOINT ["java", "-Dai.djl.offline=true", "-Dderby.stream.error.file=/dev/null", \
  "-cp", "own/classes:own/*:lib/*", "dev.swath.standalone.SwathCommand"]
CMD ["--help"]

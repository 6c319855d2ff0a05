# The static program, and nothing else: no shell, no library, no user but a number.
#
#     docker build -t dsnitch .
#     docker run --rm --network none --user "$(id -u):$(id -g)" -v "$PWD:/repository:ro" dsnitch range origin/main...HEAD
#
# --user: a repository of somebody else is refused, by git as by dsnitch. The program is that of packaging/build.sh.
FROM rust:1.95-bookworm AS build
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
WORKDIR /source
COPY . .
RUN packaging/build.sh /out

FROM scratch
COPY --from=build /out/dsnitch /usr/bin/dsnitch
COPY LICENSE-APACHE LICENSE-MIT /usr/share/licenses/dsnitch/
USER 65534:65534
WORKDIR /repository
ENTRYPOINT ["/usr/bin/dsnitch"]

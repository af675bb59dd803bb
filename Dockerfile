# syntax=docker/dockerfile:1
# Two images: "app" (no shell, not root, read-only root file system; with ICU and time zones) and "backup"
# (the same program beside PostgreSQL's own client, which writes the dumps).
ARG IMAGES=mcr.microsoft.com/dotnet

FROM --platform=$BUILDPLATFORM ${IMAGES}/sdk:10.0 AS build
ARG TARGETARCH
WORKDIR /source
COPY Directory.Build.props Directory.Packages.props ./
COPY Cadence.Core/Cadence.Core.csproj Cadence.Core/
COPY Cadence.Web/Cadence.Web.csproj Cadence.Web/
RUN dotnet restore Cadence.Web --arch "$TARGETARCH"
COPY appsettings.json .editorconfig ./
COPY Resources Resources
COPY wwwroot wwwroot
COPY Cadence.Core Cadence.Core
COPY Cadence.Web Cadence.Web
RUN dotnet publish Cadence.Web --no-restore --configuration Release --arch "$TARGETARCH" --self-contained false \
    -p:UseAppHost=false -p:DebugType=none --output /app \
    && mkdir /volume

FROM ${IMAGES}/aspnet:10.0-noble AS backup
RUN apt-get update \
    && apt-get install --yes --no-install-recommends postgresql-client-16 \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY --from=build /app .
# A named volume takes its owner from the folder it covers.
COPY --from=build --chown=1654:1654 /volume /data
COPY --from=build --chown=1654:1654 /volume /backups
ENV ASPNETCORE_URLS=http://+:8080 \
    Cadence__DataPath=/data \
    DOTNET_EnableDiagnostics=0
USER 1654
ENTRYPOINT ["dotnet", "Cadence.Web.dll"]

FROM ${IMAGES}/aspnet:10.0-noble-chiseled-extra AS app
WORKDIR /app
COPY --from=build /app .
COPY --from=build --chown=1654:1654 /volume /data
ENV ASPNETCORE_URLS=http://+:8080 \
    Cadence__DataPath=/data \
    DOTNET_EnableDiagnostics=0
USER 1654
EXPOSE 8080
HEALTHCHECK --interval=15s --timeout=10s --start-period=60s --retries=3 CMD ["dotnet", "Cadence.Web.dll", "health"]
ENTRYPOINT ["dotnet", "Cadence.Web.dll"]

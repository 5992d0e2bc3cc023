# The CPU app: HTTP, uploads, timers, orchestration, decoding and merging; with one app only, model rows too.
# Build from the root of the repository:  docker build -f infra/docker/cpu.Dockerfile .
ARG SDK_TAG=10.0
ARG HOST_TAG=4-dotnet-isolated10.0

FROM mcr.microsoft.com/dotnet/sdk:${SDK_TAG} AS build
WORKDIR /repository
COPY . .
# Publishing is refused on a package feed without the Azure packages.
RUN dotnet publish src/Functions -c Release -o /published

FROM mcr.microsoft.com/azure-functions/dotnet-isolated:${HOST_TAG}
ENV AzureWebJobsScriptRoot=/home/site/wwwroot \
    AzureFunctionsJobHost__Logging__Console__IsEnabled=true \
    ASPNETCORE_URLS=http://+:8080 \
    HOME=/tmp
COPY --from=build --chown=root:root /published /home/site/wwwroot
# The code is not writable by who runs it; the host writes below /tmp only.
USER 1654:1654
EXPOSE 8080

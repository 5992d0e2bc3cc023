# The GPU app: model rows only, with ONNX Runtime's CUDA provider.
# Build from the root of the repository:  docker build -f infra/docker/gpu.Dockerfile .
# CUDA and cuDNN must be of the major versions that the ONNX Runtime release was built with. The build checks that.
ARG SDK_TAG=10.0
ARG HOST_TAG=4-dotnet-isolated10.0
ARG CUDA_TAG=12.9.1-cudnn-runtime-ubuntu24.04

FROM mcr.microsoft.com/dotnet/sdk:${SDK_TAG} AS build
WORKDIR /repository
COPY . .
RUN dotnet publish src/Functions -c Release -p:GpuRuntime=true -r linux-x64 --self-contained false -o /published

# Only the libraries that the provider needs: the whole toolkit would double a replica's start.
FROM nvidia/cuda:${CUDA_TAG} AS cuda
RUN mkdir -p /cuda \
    && cp -L /usr/local/cuda/lib64/libcudart.so.* /usr/local/cuda/lib64/libcublas.so.* /usr/local/cuda/lib64/libcublasLt.so.* \
             /usr/local/cuda/lib64/libcufft.so.* /usr/local/cuda/lib64/libcurand.so.* /usr/local/cuda/lib64/libnvrtc.so.* /cuda/ \
    && cp -L /usr/lib/x86_64-linux-gnu/libcudnn*.so.9 /cuda/

FROM mcr.microsoft.com/azure-functions/dotnet-isolated:${HOST_TAG}
COPY --from=cuda /cuda /opt/cuda/lib
COPY --from=build --chown=root:root /published /home/site/wwwroot
ENV LD_LIBRARY_PATH=/opt/cuda/lib \
    NVIDIA_VISIBLE_DEVICES=all \
    NVIDIA_DRIVER_CAPABILITIES=compute,utility \
    AzureWebJobsScriptRoot=/home/site/wwwroot \
    AzureFunctionsJobHost__Logging__Console__IsEnabled=true \
    ASPNETCORE_URLS=http://+:8080 \
    HOME=/tmp
# Every library of the CUDA provider is found, but for the driver's own, which the machine brings.
RUN provider="$(find /home/site/wwwroot -name libonnxruntime_providers_cuda.so | head -n 1)" \
    && test -n "$provider" \
    && ! ldd "$provider" | grep "not found" | grep -v libcuda.so.1
USER 1654:1654
EXPOSE 8080

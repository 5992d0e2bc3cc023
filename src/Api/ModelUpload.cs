using GenoXai.Core.Models;
using GenoXai.Core.Sequences;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace GenoXai.Api;

/// <summary>A model on its way in: received into a folder of its own, checked, and gone when disposed.</summary>
internal sealed class ModelUpload : IDisposable
{
    private const int MostManifestBytes = 4 << 20;
    private readonly string _folder;

    private ModelUpload(string folder) => _folder = folder;

    /// <summary>The model, checked against its manifest or its draft.</summary>
    public LoadedModel Model { get; private set; } = null!;

    /// <summary>Receives a model: its bytes, or a form with <c>model</c> and <c>manifest</c>.</summary>
    /// <exception cref="InputException">Another content type, too large, not a model, or a manifest that does not fit it.</exception>
    public static async Task<ModelUpload> ReceiveAsync(HttpRequest request, string id, long most, bool features, CancellationToken cancellationToken)
    {
        var upload = new ModelUpload(Directory.CreateTempSubdirectory("genoxai-model-").FullName);
        try
        {
            await upload.ReadAsync(request, id, most, features, cancellationToken);
            return upload;
        }
        catch (InputException error)
        {
            upload.Dispose();
            // The person knows nothing of the folder on the way.
            throw new InputException(error.Message.Replace(upload._folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal), error.Problem, error);
        }
        catch
        {
            upload.Dispose();
            throw;
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task ReadAsync(HttpRequest request, string id, long most, bool features, CancellationToken cancellationToken)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? type))
            throw WrongType(request);
        string modelPath = Path.Combine(_folder, id + ".onnx"), manifestPath = Path.Combine(_folder, ManifestFile.Name);
        Stream body = RequestBody.Open(request, most);
        if (type.MediaType.Equals("application/octet-stream", StringComparison.OrdinalIgnoreCase)) await SaveAsync(body, modelPath, cancellationToken);
        else if (type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)) await ReadFormAsync(body, type, modelPath, manifestPath, cancellationToken);
        else throw WrongType(request);
        if (!File.Exists(modelPath)) throw new InputException("the form has no part named \"model\": send the ONNX file under that name.", "malformed-body");
        if (new FileInfo(modelPath).Length == 0) throw new InputException("the model is empty: send the bytes of the ONNX file.", "bad-model");
        bool hasManifest = File.Exists(manifestPath);
        if (features && hasManifest) throw new InputException("features: a manifest says by itself what the input is, by input.axes. Leave one of the two out.", "bad-option");
        Model = features ? ModelLoader.LoadFeatures(modelPath) : ModelLoader.Load(modelPath, hasManifest ? manifestPath : null);
    }

    private static async Task ReadFormAsync(Stream body, MediaTypeHeaderValue type, string modelPath, string manifestPath, CancellationToken cancellationToken)
    {
        string boundary = HeaderUtilities.RemoveQuotes(type.Boundary).ToString();
        if (boundary.Length == 0) throw new InputException("multipart/form-data without a boundary.", "malformed-body");
        var reader = new MultipartReader(boundary, body);
        try
        {
            while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
            {
                string name = section.GetContentDispositionHeader() is { } header ? HeaderUtilities.RemoveQuotes(header.Name).ToString() : "";
                switch (name)
                {
                    case "model":
                        await SaveAsync(section.Body, modelPath, cancellationToken);
                        break;
                    case "manifest":
                        await SaveAsync(section.Body, manifestPath, cancellationToken);
                        if (new FileInfo(manifestPath).Length > MostManifestBytes) throw RequestBody.TooLarge(MostManifestBytes);
                        break;
                    default:
                        throw new InputException($"the form has a part named \"{name}\": the parts are model and manifest.", "malformed-body");
                }
            }
        }
        catch (Exception error) when (error is IOException or InvalidDataException)
        {
            throw new InputException("the form ends before its last boundary, or its parts have no proper headers.", "malformed-body", error);
        }
    }

    private static async Task SaveAsync(Stream content, string path, CancellationToken cancellationToken)
    {
        await using FileStream file = File.Create(path);
        await content.CopyToAsync(file, cancellationToken);
    }

    private static InputException WrongType(HttpRequest request) => new(
        $"content type \"{request.ContentType}\": send the ONNX file as application/octet-stream, or multipart/form-data with the parts model and manifest.",
        "unsupported-media-type");
}

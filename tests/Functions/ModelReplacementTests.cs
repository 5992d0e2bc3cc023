using System.Net;
using GenoXai.Api;
using GenoXai.Core.Models;
using GenoXai.Core.Pipeline;
using GenoXai.Functions;
using GenoXai.Tests.Api;
using GenoXai.Tests.Functions.Storage;
using GenoXai.Tests.Local;
using GenoXai.Tests.Onnx;
using GenoXai.Tests.ToyModels;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;

namespace GenoXai.Tests.Functions;

/// <summary>A model registered on two replicas at once: one wins, the other is told.</summary>
[Collection(AzuriteTests.Name)]
public sealed class ModelReplacementTests(Azurite azurite)
{
    [AzuriteTheory]
    [InlineData(true, "?overwrite=true")]
    [InlineData(false, "")]
    public async Task Put_OvertakenByAnotherReplica_IsAConflict_AndTheOtherModelStays(bool registeredBefore, string query)
    {
        using var first = new FunctionApp(azurite);
        using var second = new FunctionApp(azurite, sharesWith: first);
        if (registeredBefore) await first.PutModelAsync("toy", ToyOnnx.Pairwise());
        Answer overtaken = await PutOvertakenAsync(first, second, ToyOnnx.Additive(), ToyOnnx.RankFour(), query);
        overtaken.Problem("conflict", 409);
        LoadedModel now = (await first.Get<IModelLibrary>().FindAsync("toy", CancellationToken.None))!;
        Assert.Equal(Sha256(ToyOnnx.RankFour()), now.Onnx.Sha256);
        // Told to look again, he may replace it.
        Assert.Equal(HttpStatusCode.OK, (await first.PutModelAsync("toy", ToyOnnx.Additive())).Status);
    }

    [AzuriteFact]
    public async Task Put_OvertakenByTheSameModel_IsNone()
    {
        using var first = new FunctionApp(azurite);
        using var second = new FunctionApp(azurite, sharesWith: first);
        Answer overtaken = await PutOvertakenAsync(first, second, ToyOnnx.Additive(), ToyOnnx.Additive(), "");
        Assert.Equal(HttpStatusCode.Created, overtaken.Status);
    }

    [AzuriteFact]
    public async Task Register_OfManyModelsUponOneVersion_LetsOneThrough()
    {
        using var first = new FunctionApp(azurite);
        using var second = new FunctionApp(azurite, sharesWith: first);
        await first.PutModelAsync("toy", ToyOnnx.Additive());
        string etag = (await first.Get<ICatalog>().FindAsync("models", "toy"))!.ETag;
        using var folder = new TemporaryFolder();
        string[] outcomes = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(async () =>
        {
            LoadedModel model = Load(folder, $"{i}", ToyOnnx.Additive());
            try
            {
                await (i % 2 == 0 ? first : second).Get<IModelLibrary>().RegisterAsync(model, model.Manifest with { Id = "toy", Name = $"name {i}" }, etag, CancellationToken.None);
                return $"name {i}";
            }
            catch (CatalogConflictException)
            {
                return "conflict";
            }
        })));
        string winner = Assert.Single(outcomes, static o => o != "conflict");
        Assert.Equal(winner, (await second.Get<IModelLibrary>().FindAsync("toy", CancellationToken.None))!.Manifest.Name);
    }

    /// <summary>A PUT on one replica, between whose look at what is there and whose write another replica registers a model.</summary>
    private static async Task<Answer> PutOvertakenAsync(FunctionApp first, FunctionApp second, TestGraph mine, TestGraph others, string query)
    {
        using var folder = new TemporaryFolder();
        HttpRequest request = first.Request("PUT", FunctionApp.Alice, mine.Proto.ToByteArray(), "application/octet-stream");
        request.QueryString = new QueryString(query);
        var overtaken = new Overtaken(first.Get<IModelLibrary>(), async () =>
        {
            LoadedModel other = Load(folder, "toy", others);
            await second.Get<IModelLibrary>().RegisterAsync(other, other.Manifest with { Id = "toy", Sha256 = other.Onnx.Sha256 }, "*", CancellationToken.None);
        });
        var functions = new ModelTriggers(first.Get<ICatalog>(), overtaken, first.Get<ApiOptions>());
        return await FunctionApp.AnswerAsync(request, functions.PutAsync(request, "toy", CancellationToken.None));
    }

    private static LoadedModel Load(TemporaryFolder folder, string name, TestGraph graph)
    {
        graph.Save(folder.Path(name + ".onnx"));
        return ModelLoader.Load(folder.Path(name + ".onnx"));
    }

    private static string Sha256(TestGraph graph)
    {
        using var folder = new TemporaryFolder();
        return Load(folder, "m", graph).Onnx.Sha256;
    }

    private sealed class Overtaken(IModelLibrary library, Func<Task> meanwhile) : IModelLibrary
    {
        public async Task<LoadedModel?> FindAsync(string id, CancellationToken cancellationToken)
        {
            LoadedModel? found = await library.FindAsync(id, cancellationToken);
            await meanwhile();
            return found;
        }

        public Task RegisterAsync(LoadedModel model, ModelManifest manifest, string? expectedETag, CancellationToken cancellationToken) =>
            library.RegisterAsync(model, manifest, expectedETag, cancellationToken);
    }
}

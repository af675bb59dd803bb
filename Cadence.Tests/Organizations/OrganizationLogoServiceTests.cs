using System.Text;
using Cadence.Core.Documents;
using Cadence.Core.Organizations;
using Cadence.Tests.Support;
using Npgsql;
using SkiaSharp;

namespace Cadence.Tests.Organizations;

/// <summary>The logo: only pixels get in (S20 to S23, as far as a logo goes).</summary>
public sealed class OrganizationLogoServiceTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    public static TheoryData<string, string> Refused => new()
    {
        { "empty", "ErrorLogoEmpty" },
        { "svg", "ErrorLogoUnreadable" },
        { "html", "ErrorLogoUnreadable" },
        { "gif", "ErrorLogoUnreadable" },
        { "pdf", "ErrorLogoUnreadable" },
        { "png magic and html", "ErrorLogoUnreadable" },
        { "jpeg magic and nothing", "ErrorLogoUnreadable" },
        { "cut in half", "ErrorLogoUnreadable" },
        { "tiny", "ErrorLogoUnreadable" },
        { "too large", "ErrorLogoTooLarge" },
        { "flood", "ErrorLogoPixels" },
        { "flood of one side", "ErrorLogoPixels" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_is_no_picture_is_refused_before_it_is_decoded(string what, string code)
    {
        var (school, service) = await SchoolAsync();
        var result = await service.SetAsync(school.Admin, File(what), default);

        Assert.Equal("Logo: " + code, result.Refusals());
        Assert.Equal(0L, await school.ScalarAsync<long>("select count(*) from organization_logos where organization_id = $1", school.OrganizationId));
    }

    [Theory]
    [InlineData(SKEncodedImageFormat.Png)]
    [InlineData(SKEncodedImageFormat.Jpeg)]
    [InlineData(SKEncodedImageFormat.Webp)]
    public async Task A_picture_is_kept_as_a_small_PNG_of_its_own(SKEncodedImageFormat format)
    {
        var (school, service) = await SchoolAsync();

        var hash = (await service.SetAsync(school.Admin, Pictures.Make(2000, 1000, format), default)).Ok();

        var kept = await LogoAsync(hash);
        using var codec = SKCodec.Create(new MemoryStream(kept!));
        Assert.Equal((SKEncodedImageFormat.Png, 512, 256), (codec.EncodedFormat, codec.Info.Width, codec.Info.Height));
        Assert.Equal(hash, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(kept!)));
        Assert.Equal(hash, (await new OrganizationProfileService(school.Tenants).GetAsync(school.Admin, default)).Ok().LogoHash);
    }

    [Fact]
    public async Task What_hides_in_a_picture_is_gone_and_it_stands_upright()
    {
        var (school, service) = await SchoolAsync();

        var photo = (await LogoAsync((await service.SetAsync(school.Admin, Pictures.TurnedJpeg(200, 100), default)).Ok()))!;
        var both = (await LogoAsync((await service.SetAsync(school.Admin, Pictures.Polyglot(), default)).Ok()))!;

        Assert.DoesNotContain("GPS", Encoding.Latin1.GetString(photo), StringComparison.Ordinal);
        Assert.DoesNotContain("Exif", Encoding.Latin1.GetString(photo), StringComparison.Ordinal);
        Assert.DoesNotContain("script", Encoding.Latin1.GetString(both), StringComparison.Ordinal);
        using var bitmap = SKBitmap.Decode(photo);
        Assert.Equal((100, 200), (bitmap.Width, bitmap.Height));

        // Turned a quarter to the right, what was left is on top.
        Assert.True(bitmap.GetPixel(50, 20).Blue > 200 && bitmap.GetPixel(50, 180).Red > 200);
    }

    [Fact]
    public async Task A_new_logo_takes_the_place_of_the_old_and_none_leaves_nothing()
    {
        var (school, service) = await SchoolAsync();
        var first = (await service.SetAsync(school.Admin, Pictures.Make(100, 100), default)).Ok();
        Assert.Equal(first, (await service.SetAsync(school.Admin, Pictures.Make(100, 100), default)).Ok());
        var second = (await service.SetAsync(school.Admin, Pictures.Make(120, 80), default)).Ok();

        Assert.Null(await LogoAsync(first));
        Assert.NotNull(await LogoAsync(second));
        Assert.True((await service.RemoveAsync(school.Admin, default)).Ok());
        Assert.False((await service.RemoveAsync(school.Admin, default)).Ok());
        Assert.Null(await LogoAsync(second));
    }

    [Fact]
    public async Task Two_schools_with_the_same_picture_keep_each_their_own()
    {
        var ((one, first), (two, second)) = (await SchoolAsync(), await SchoolAsync());
        var picture = Pictures.Make(64, 48);
        var hash = (await first.SetAsync(one.Admin, picture, default)).Ok();
        Assert.Equal(hash, (await second.SetAsync(two.Admin, picture, default)).Ok());

        (await first.RemoveAsync(one.Admin, default)).Ok();

        Assert.NotNull(await LogoAsync(hash));
        Assert.Equal(hash, (await new OrganizationProfileService(two.Tenants).GetAsync(two.Admin, default)).Ok().LogoHash);
    }

    private static byte[] File(string what) => what switch
    {
        "empty" => [],
        "svg" => Encoding.UTF8.GetBytes("<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>"),
        "html" => Encoding.UTF8.GetBytes("<!DOCTYPE html><script>alert(1)</script>"),
        "gif" => [.. "GIF89a"u8, 1, 0, 1, 0, 0, 0, 0, 0x3B],
        "pdf" => Encoding.ASCII.GetBytes("%PDF-1.7\n1 0 obj<<>>endobj"),
        "png magic and html" => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, .. Encoding.UTF8.GetBytes("<html><script>alert(1)</script></html>")],
        "jpeg magic and nothing" => [0xFF, 0xD8, 0xFF, 0xE0],
        "cut in half" => Pictures.Make(600, 600, SKEncodedImageFormat.Jpeg)[..400],
        "tiny" => Pictures.Make(8, 8),
        "too large" => [.. Pictures.Make(64, 64), .. new byte[LogoPicture.MostBytes]],
        "flood" => Pictures.Flood(50_000, 50_000),
        _ => Pictures.Flood(200_000, 200),
    };

    private async Task<byte[]?> LogoAsync(string hash)
    {
        await using var source = NpgsqlDataSource.Create(database.AppConnectionString);
        return await new OrganizationDirectory(source).LogoAsync(hash, default);
    }

    private async Task<(TestSchool School, OrganizationLogoService Service)> SchoolAsync()
    {
        var school = await TestSchool.CreateAsync(database);
        return (school, new OrganizationLogoService(school.Tenants));
    }
}

using System.Security.Cryptography;
using SkiaSharp;

namespace Cadence.Core.Documents;

/// <summary>Why a picture is not taken.</summary>
public enum PictureRefusal
{
    /// <summary>Nothing was sent.</summary>
    Empty,
    /// <summary>More bytes than <see cref="LogoPicture.MostBytes"/>.</summary>
    TooLarge,
    /// <summary>Neither PNG nor JPEG nor WebP, or broken.</summary>
    NoPicture,
    /// <summary>More pixels than <see cref="LogoPicture.MostPixels"/>.</summary>
    TooManyPixels,
}

/// <summary>
/// A logo made anew from what was uploaded: only its pixels survive, so nothing that hides in the file does, neither place nor camera, neither
/// markup behind the picture nor a second file inside it.
/// </summary>
public static class LogoPicture
{
    /// <summary>Of an upload.</summary>
    public const int MostBytes = 2 * 1024 * 1024;

    /// <summary>Of an upload, before it is decoded: 24 megapixels, about 96 MB in memory.</summary>
    public const int MostPixels = 24_000_000;

    /// <summary>Longest side of what is kept, in pixels.</summary>
    public const int LongestSide = 512;

    private const int ShortestSide = 16;

    /// <summary>The picture as PNG and the SHA-256 of it in hexadecimal, or why it is not taken.</summary>
    public static (byte[]? Png, string Hash, PictureRefusal? Refusal) Read(ReadOnlySpan<byte> file)
    {
        if (file.Length == 0)
        {
            return (null, "", PictureRefusal.Empty);
        }

        if (file.Length > MostBytes)
        {
            return (null, "", PictureRefusal.TooLarge);
        }

        if (!IsKnown(file))
        {
            return (null, "", PictureRefusal.NoPicture);
        }

        using var data = SKData.CreateCopy(file);
        using var codec = SKCodec.Create(data);
        if (codec is null || codec.EncodedFormat is not (SKEncodedImageFormat.Png or SKEncodedImageFormat.Jpeg or SKEncodedImageFormat.Webp))
        {
            return (null, "", PictureRefusal.NoPicture);
        }

        var (width, height) = (codec.Info.Width, codec.Info.Height);
        if ((long)width * height > MostPixels)
        {
            return (null, "", PictureRefusal.TooManyPixels);
        }

        if (Math.Min(width, height) < ShortestSide)
        {
            return (null, "", PictureRefusal.NoPicture);
        }

        // The first frame of a moving picture; premultiplied, as scaling needs it.
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Premul, SKColorSpace.CreateSrgb()));
        if (codec.GetPixels(bitmap.Info, bitmap.GetPixels()) != SKCodecResult.Success)
        {
            return (null, "", PictureRefusal.NoPicture);
        }

        var png = Drawn(bitmap, codec.EncodedOrigin);
        return (png, Convert.ToHexStringLower(SHA256.HashData(png)), null);
    }

    // Turned as the camera says, made small enough, encoded without metadata.
    private static byte[] Drawn(SKBitmap bitmap, SKEncodedOrigin origin)
    {
        var isTurned = origin is SKEncodedOrigin.LeftTop or SKEncodedOrigin.RightTop or SKEncodedOrigin.RightBottom or SKEncodedOrigin.LeftBottom;
        var (width, height) = isTurned ? (bitmap.Height, bitmap.Width) : (bitmap.Width, bitmap.Height);
        var scale = Math.Min(1, (float)LongestSide / Math.Max(width, height));
        var (w, h) = (Math.Max(1, (int)MathF.Round(width * scale)), Math.Max(1, (int)MathF.Round(height * scale)));
        using var surface = SKSurface.Create(new SKImageInfo(w, h, SKColorType.Rgba8888, SKAlphaType.Premul, SKColorSpace.CreateSrgb()));
        var canvas = surface.Canvas;
        canvas.Clear(SKColors.Transparent);
        canvas.Scale((float)w / width, (float)h / height);
        var (stored, storedHeight) = ((float)bitmap.Width, (float)bitmap.Height);
        canvas.Concat(origin switch
        {
            SKEncodedOrigin.TopRight => new SKMatrix(-1, 0, stored, 0, 1, 0, 0, 0, 1),
            SKEncodedOrigin.BottomRight => new SKMatrix(-1, 0, stored, 0, -1, storedHeight, 0, 0, 1),
            SKEncodedOrigin.BottomLeft => new SKMatrix(1, 0, 0, 0, -1, storedHeight, 0, 0, 1),
            SKEncodedOrigin.LeftTop => new SKMatrix(0, 1, 0, 1, 0, 0, 0, 0, 1),
            SKEncodedOrigin.RightTop => new SKMatrix(0, -1, storedHeight, 1, 0, 0, 0, 0, 1),
            SKEncodedOrigin.RightBottom => new SKMatrix(0, -1, storedHeight, -1, 0, stored, 0, 0, 1),
            SKEncodedOrigin.LeftBottom => new SKMatrix(0, 1, 0, -1, 0, stored, 0, 0, 1),
            _ => SKMatrix.Identity,
        });
        using (var image = SKImage.FromBitmap(bitmap))
        {
            canvas.DrawImage(image, 0, 0, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        }

        using var drawn = surface.Snapshot();
        using var encoded = drawn.Encode(SKEncodedImageFormat.Png, 100);
        return encoded.ToArray();
    }

    // Magic bytes: PNG, JPEG, WebP (RIFF….WEBP). The decoder has its own opinion, but is asked for nothing else.
    private static bool IsKnown(ReadOnlySpan<byte> file) =>
        file.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
        || file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])
        || (file.Length > 12 && file.StartsWith("RIFF"u8) && file[8..12].SequenceEqual("WEBP"u8));
}

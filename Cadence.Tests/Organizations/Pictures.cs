using System.Buffers.Binary;
using System.Text;
using SkiaSharp;

namespace Cadence.Tests.Organizations;

/// <summary>Pictures that people upload, and what pretends to be one.</summary>
internal static class Pictures
{
    /// <summary>A red rectangle with a blue left half.</summary>
    public static byte[] Make(int width, int height, SKEncodedImageFormat format = SKEncodedImageFormat.Png)
    {
        using var bitmap = new SKBitmap(width, height);
        bitmap.Erase(SKColors.Red);
        using (var canvas = new SKCanvas(bitmap))
        {
            using var paint = new SKPaint { Color = SKColors.Blue };
            canvas.DrawRect(0, 0, width / 2f, height, paint);
        }

        using var image = SKImage.FromBitmap(bitmap);
        using var data = image.Encode(format, 90);
        return data.ToArray();
    }

    /// <summary>A JPEG that was taken with the camera turned by a quarter, with a place in its EXIF.</summary>
    public static byte[] TurnedJpeg(int width, int height)
    {
        var jpeg = Make(width, height, SKEncodedImageFormat.Jpeg);
        byte[] exif = [.. "Exif\0\0MM\0*\0\0\0\b\0\u0001\u0001\u0012\0\u0003\0\0\0\u0001\0\u0006\0\0\0\0\0\0"u8, .. "GPS 40.4168 -3.7038 Calle Secreta"u8];
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)(exif.Length + 2));
        return [.. jpeg[..2], 0xFF, 0xE1, .. length, .. exif, .. jpeg[2..]];
    }

    /// <summary>A PNG of some hundred bytes that says it is enormous.</summary>
    public static byte[] Flood(int width, int height)
    {
        var png = Make(32, 32);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), height);
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(29), Crc(png.AsSpan(12, 17)));
        return png;
    }

    /// <summary>A right PNG with a page behind it.</summary>
    public static byte[] Polyglot() => [.. Make(64, 64), .. Encoding.UTF8.GetBytes("<html><script>alert(1)</script></html>")];

    // Of PNG's chunks (ISO 3309).
    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 1 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
            }
        }

        return ~crc;
    }
}

using System.Globalization;
using System.Text.RegularExpressions;
using ZXing;
using ZXing.Common;
using ZXing.QrCode;

namespace Cadence.Tests.Support;

/// <summary>Reads a QR code off the page as a camera would, with another library than the one that drew it.</summary>
internal static partial class QrReader
{
    private const int Scale = 4;

    /// <summary>What the code drawn in this markup says; null where nothing can be read.</summary>
    public static string? Read(string markup)
    {
        var size = int.Parse(Box().Match(markup).Groups[1].Value, CultureInfo.InvariantCulture);
        var side = size * Scale;
        var picture = new byte[side * side];
        Array.Fill(picture, byte.MaxValue);
        foreach (Match module in Module().Matches(markup))
        {
            var (x, y) = (int.Parse(module.Groups[1].Value, CultureInfo.InvariantCulture), int.Parse(module.Groups[2].Value, CultureInfo.InvariantCulture));
            for (var row = y * Scale; row < (y + 1) * Scale; row++)
            {
                Array.Fill(picture, (byte)0, (row * side) + (x * Scale), Scale);
            }
        }

        var source = new RGBLuminanceSource(picture, side, side, RGBLuminanceSource.BitmapFormat.Gray8);
        return new QRCodeReader().decode(new BinaryBitmap(new HybridBinarizer(source)))?.Text;
    }

    [GeneratedRegex("viewBox=\"0 0 ([0-9]+) ", RegexOptions.IgnoreCase)]
    private static partial Regex Box();

    [GeneratedRegex("M([0-9]+) ([0-9]+)h1v1h-1z")]
    private static partial Regex Module();
}

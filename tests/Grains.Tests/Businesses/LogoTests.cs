using LedgerPortal.Businesses;
using LedgerPortal.Testing;

namespace LedgerPortal.Grains.Tests.Businesses;

public class LogoTests
{
    [Fact]
    public void A_logo_is_set_replaced_and_taken_away()
    {
        var business = New();
        var first = Assert.IsType<LogoChanged>(Assert.Single(business.Then(Change(Pictures.Png())))).Logo;
        Assert.Equal(("image/png", 120, 40), (first.MediaType, first.WidthPixels, first.HeightPixels));
        Assert.Equal(first.Sha256, business.State.LogoSha256);
        business.ThenAlreadyDone(Change(Pictures.Png()));
        var second = Assert.IsType<LogoChanged>(Assert.Single(business.Then(Change(Pictures.Jpeg)))).Logo;
        Assert.Equal(("image/jpeg", 64, 32), (second.MediaType, second.WidthPixels, second.HeightPixels));
        Assert.NotEqual(first.Sha256, second.Sha256);
        Assert.Equal([new LogoRemoved()], business.Then(Remove()));
        business.ThenAlreadyDone(Remove());
        Assert.Null(business.State.LogoSha256);
    }

    [Fact]
    public void Other_changes_of_the_business_leave_it()
    {
        var business = New().Given(Change(Pictures.Png()));
        var name = business.State.LogoSha256;
        business.Then(new ChangePortalSettings { Id = Examples.NewId(), By = Examples.Operator, Portal = new() { ShowStatement = false } });
        Assert.Equal(name, business.State.LogoSha256);
    }

    [Fact]
    public void Every_kind_of_PNG_is_taken()
    {
        foreach (var (type, depth) in Pictures.PngKinds)
        {
            foreach (var isInterlaced in new[] { false, true })
            {
                // The second is so narrow that some passes of it have no pixel.
                foreach (var (width, height) in new[] { (33, 17), (16, 16) })
                    Assert.NotNull(Read(Pictures.Png(width, height, type, depth, isInterlaced, isTransparent: true)).Value);
            }
        }
    }

    [Fact]
    public void Baseline_and_progressive_JPEGs_are_taken()
    {
        Assert.Equal(Pictures.Jpeg, Read(Pictures.Jpeg).Value!.Content);
        Assert.Equal("image/jpeg", Read(Pictures.ProgressiveJpeg).Value!.MediaType);
    }

    /// <summary>Where it was taken, by whom, with which camera: nobody chose to tell that to customers.</summary>
    [Fact]
    public void What_stands_beside_the_picture_is_not_kept()
    {
        var place = "GPS 18.5204 N"u8.ToArray();
        var told = Pictures.Png(others: [("tEXt", place), ("eXIf", place), ("iCCP", place)]);
        Assert.Equal(Pictures.Png(), Read(told).Value!.Content);
        byte[] remark = [0xff, 0xe1, 0, (byte)(place.Length + 2), .. place];
        byte[] jpeg = [.. Pictures.Jpeg[..2], .. remark, 0xff, 0xfe, 0, 3, 33, .. Pictures.Jpeg[2..], .. place];
        Assert.Equal(Pictures.Jpeg, Read(jpeg).Value!.Content);
    }

    public static TheoryData<string, byte[]> NoPictures => new()
    {
        { "SVG", "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"u8.ToArray() },
        { "GIF", "GIF89a@@@@@@"u8.ToArray() },
        { "a page with a picture's beginning", [.. Pictures.Png()[..8], .. "<html><script>"u8] },
        { "a PNG that ends early", Pictures.Png()[..^20] },
        { "a PNG of no pixels", Pictures.Png(0, 0) },
        { "a PNG with another height than it has rows", Changed(Pictures.Png(), file => file[23] = 41) },
        { "a PNG with a wrong check sum", Changed(Pictures.Png(), file => file[^1] ^= 1) },
        { "a PNG with a part that must be known and is not", Pictures.Png(others: [("ABCD", [1])]) },
        { "a PNG with too few rows", ShortOfRows() },
        { "a JPEG that ends early", Pictures.Jpeg[..^2] },
        { "a JPEG of four colours", Pictures.CmykJpeg },
        { "a JPEG whose segments lead beyond its end", Changed(Pictures.Jpeg, file => file[4] = 0xff) },
        { "a JPEG of twelve bits", Changed(Pictures.Jpeg, file => file[Pictures.Jpeg.AsSpan().IndexOf((byte[])[0xff, 0xc0]) + 4] = 12) },
        { "a JPEG of nothing", [0xff, 0xd8, 0xff, 0xd9] },
    };

    [Theory]
    [MemberData(nameof(NoPictures))]
    public void What_is_no_whole_picture_is_refused(string what, byte[] file)
    {
        var refusal = Read(file).Refusal;
        Assert.True(refusal is { Code: RefusalCode.FieldInvalid, Field: "logo", Facts: null }, $"{what}: {refusal}");
    }

    [Fact]
    public void Sizes_have_limits()
    {
        New().ThenRefused(RefusalCode.FieldRequired, "logo", Change([]));
        New().ThenRefused(RefusalCode.FieldTooLong, "logo", Change(new byte[Logo.MaxBytes + 1]));
        foreach (var (width, height) in new[] { (15, 40), (40, 15), (2_001, 40), (40, 2_001) })
        {
            var refusal = Read(Pictures.Png(width, height, colourType: 0, depth: 1)).Refusal!;
            Assert.Equal((RefusalCode.FieldInvalid, "logo"), (refusal.Code, refusal.Field));
            Assert.Equal(["16", "2000"], refusal.Facts!);
        }

        Assert.NotNull(Read(Pictures.Png(2_000, 2_000, colourType: 0, depth: 1)).Value);
        var unmade = new StreamInMemory<Business, BusinessCommand, BusinessEvent>(
            BusinessReadModel.Definition, new(Examples.Business, "business"), BusinessDecisions.Decide);
        unmade.ThenRefused(RefusalCode.NotFound, Change(Pictures.Png()));
        unmade.ThenRefused(RefusalCode.NotFound, Remove());
    }

    /// <summary>A few kilobytes that claim to be gigabytes are read no further than their claim is checked.</summary>
    [Fact]
    public void A_picture_that_grows_beyond_its_size_is_refused()
    {
        var file = new MemoryStream();
        file.Write(Pictures.Png(16, 16).AsSpan(0, 33));
        var swollen = new MemoryStream();
        using (var writer = new System.IO.Compression.ZLibStream(swollen, System.IO.Compression.CompressionLevel.SmallestSize))
            writer.Write(new byte[50_000_000]);
        Pictures.Write(file, "IDAT", swollen.ToArray());
        Pictures.Write(file, "IEND", []);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(RefusalCode.FieldInvalid, Read(file.ToArray()).Refusal!.Code);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2_000_000);
    }

    private static byte[] ShortOfRows()
    {
        // The data of a lower picture under the header of a higher one.
        var (low, high) = (Pictures.Png(40, 20), Pictures.Png(40, 21));
        return [.. high[..33], .. low[33..]];
    }

    private static byte[] Changed(byte[] file, Action<byte[]> change)
    {
        change(file);
        return file;
    }

    private static Answer<Logo> Read(byte[] file) => LogoFile.Read(file, "logo");

    private static StreamInMemory<Business, BusinessCommand, BusinessEvent> New() =>
        new StreamInMemory<Business, BusinessCommand, BusinessEvent>(
            BusinessReadModel.Definition, new(Examples.Business, "business"), BusinessDecisions.Decide).Given(new CreateBusiness
            {
                Id = Examples.NewId(),
                By = Examples.Operator,
                Details = Examples.BusinessDetails,
            });

    private static ChangeLogo Change(byte[] file) => new() { Id = Examples.NewId(), By = Examples.Operator, Content = file };

    private static RemoveLogo Remove() => new() { Id = Examples.NewId(), By = Examples.Operator };
}

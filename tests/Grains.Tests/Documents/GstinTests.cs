using LedgerPortal.Documents;

namespace LedgerPortal.Grains.Tests.Documents;

public class GstinTests
{
    [Theory]
    [InlineData("27AAPFU0939F1ZV")]
    [InlineData("29AAGCB7383J1Z4")]
    [InlineData("24AAACC1206D1ZM")]
    public void A_number_with_its_check_character_is_valid(string gstin) => Assert.True(Gstin.IsValid(gstin));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("27AAPFU0939F1Z")]
    [InlineData("27AAPFU0939F1ZVV")]
    [InlineData("27AAPFU0939F1ZW")]
    [InlineData("27aapfu0939f1zv")]
    [InlineData("00AAPFU0939F1ZV")]
    [InlineData("27AAPF10939F1ZV")]
    [InlineData("27AAPFU0939F0ZV")]
    public void Anything_else_is_not(string? gstin) => Assert.False(Gstin.IsValid(gstin));

    [Fact]
    public void One_wrong_character_is_always_found()
    {
        const string gstin = "27AAPFU0939F1ZV";
        const string characters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
        for (var at = 0; at < gstin.Length; at++)
        {
            foreach (var wrong in characters.Where(character => character != gstin[at]))
                Assert.False(Gstin.IsValid(gstin[..at] + wrong + gstin[(at + 1)..]), $"{wrong} at {at}");
        }
    }

    [Fact]
    public void The_state_is_the_first_two_digits()
    {
        Assert.Equal("27", Gstin.StateCode("27AAPFU0939F1ZV"));
        Assert.Null(Gstin.StateCode("27AAPFU0939F1ZX"));
        Assert.Equal("Maharashtra", IndianStates.ByCode["27"]);
    }

    [Theory]
    [InlineData("27AAPFU0939F1ZV", null, null)]
    [InlineData("27AAPFU0939F1ZW", null, "taxId")]
    [InlineData("27AAPFU0939F1ZW", "DE", "taxId")]
    [InlineData("DE123456789", "DE", null)]
    [InlineData("DE123456789", "IN", "taxId")]
    public void What_looks_like_one_is_checked_also_where_no_address_says_india(string taxId, string? country, string? field) =>
        Assert.Equal(field, Fields.TaxId(
            taxId, country is null ? null : new Address(null, null, null, null, null, country), "taxId")?.Field);
}

using LedgerPortal.Pages.Shared;

namespace LedgerPortal.Pages;

public sealed class PlaceTests
{
    private static readonly Place Today = new("/console", "home", "Today");
    private static readonly Place Invoices = new("/console/invoices?status=open", "file", "Invoices");

    [Theory]
    [InlineData("/console", "Today")]
    [InlineData("/console/audit", "Today")]
    [InlineData("/console/invoices", "Invoices")]
    [InlineData("/console/invoices/new", "Invoices")]
    [InlineData("/consoles", null)]
    public void A_page_belongs_to_the_place_with_the_longest_address(string path, string? expected) =>
        Assert.Equal(expected, Place.Current([Today, Invoices], path)?.Text);

    [Theory]
    [InlineData("Sahyadri Distributors", "SD")]
    [InlineData("kulkarni", "K")]
    [InlineData("Patil & Sons", "PS")]
    [InlineData("M. K. Joshi and Company", "MC")]
    [InlineData("&", "")]
    [InlineData("Ödön Épices", "ÖÉ")]
    public void Initials_stand_in_for_a_logo(string name, string expected) =>
        Assert.Equal(expected, Initials.Of(name));
}

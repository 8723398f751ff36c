namespace LedgerPortal.TagHelpers;

/// <summary>
/// The icons of the pages: outlines on a grid of 24, drawn with strokes of the text's colour. An icon never speaks alone;
/// a word stands beside it or in its button's label.
/// </summary>
internal static class Icons
{
    private static readonly Dictionary<string, string> Shapes = new(StringComparer.Ordinal)
    {
        ["alert"] = """<path d="M12 4 2.8 20h18.4z"/><path d="M12 10v4M12 17v.1"/>""",
        ["arrow-left"] = """<path d="M19 12H5M11 6l-6 6 6 6"/>""",
        ["ban"] = """<circle cx="12" cy="12" r="9"/><path d="m6 6 12 12"/>""",
        ["bell"] = """<path d="M6 17V11a6 6 0 0 1 12 0v6l2 2H4zM10 21h4"/>""",
        ["book"] = """<path d="M5 4h13v16H7a2 2 0 0 1-2-2zM5 18a2 2 0 0 1 2-2h11M9 8h5"/>""",
        ["calendar"] = """<path d="M4 6h16v14H4zM4 10h16M8 3v4M16 3v4"/>""",
        ["chart"] = """<path d="M4 20h16M7 16v-5M12 16V5M17 16V9"/>""",
        ["check"] = """<path d="m5 13 4.5 4.5L19 7"/>""",
        ["chevron-down"] = """<path d="m6 9 6 6 6-6"/>""",
        ["chevron-right"] = """<path d="m9 6 6 6-6 6"/>""",
        ["circle"] = """<circle cx="12" cy="12" r="8"/>""",
        ["clock"] = """<circle cx="12" cy="12" r="9"/><path d="M12 7v5l3 3"/>""",
        ["close"] = """<path d="m6 6 12 12M18 6 6 18"/>""",
        ["copy"] = """<path d="M9 9h11v11H9zM5 15H4V4h11v1"/>""",
        ["download"] = """<path d="M12 4v11M7 11l5 5 5-5M4 20h16"/>""",
        ["eye"] = """<path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z"/><circle cx="12" cy="12" r="2.8"/>""",
        ["file"] = """<path d="M6 3h8l4 4v14H6zM14 3v5h4M9 13h6M9 17h6"/>""",
        ["flag"] = """<path d="M6 21V4h11l-2 4 2 4H6"/>""",
        ["half"] = """<circle cx="12" cy="12" r="8.5"/><path class="solid" d="M12 3.5a8.5 8.5 0 0 1 0 17z"/>""",
        ["home"] = """<path d="m4 11 8-7 8 7v9h-5v-6H9v6H4z"/>""",
        ["inbox"] = """<path d="M4 13 6 5h12l2 8v6H4zM4 13h5l1 3h4l1-3h5"/>""",
        ["info"] = """<circle cx="12" cy="12" r="9"/><path d="M12 11v5M12 8v.1"/>""",
        ["key"] = """<circle cx="8" cy="15" r="4"/><path d="m11 12 9-9M16 7l3 3M14 9l2 2"/>""",
        ["link"] = """<path d="M10 14a4 4 0 0 0 6 .5l3-3a4.2 4.2 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6-.5l-3 3a4.2 4.2 0 0 0 6 6l1-1"/>""",
        ["lock"] = """<path d="M5 11h14v9H5zM8 11V8a4 4 0 0 1 8 0v3"/>""",
        ["message"] = """<path d="M4 5h16v11H9l-5 4z"/>""",
        ["minus"] = """<path d="M6 12h12"/>""",
        ["more"] = """<path d="M5 12h.1M12 12h.1M19 12h.1"/>""",
        ["pencil"] = """<path d="m4 20 1-4L16 5l3 3L8 19zM14 7l3 3"/>""",
        ["phone"] = """<path d="M7 3h10v18H7zM11 18h2"/>""",
        ["plus"] = """<path d="M12 5v14M5 12h14"/>""",
        ["print"] = """<path d="M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z"/>""",
        ["receipt"] = """<path d="M6 3h12v18l-3-2-3 2-3-2-3 2zM9 8h6M9 12h6"/>""",
        ["search"] = """<circle cx="11" cy="11" r="6.5"/><path d="m16 16 4.5 4.5"/>""",
        ["send"] = """<path d="m4 12 16-8-6 16-3-6z"/>""",
        ["settings"] = """<path d="M4 7h9M17 7h3M4 17h3M11 17h9"/><circle cx="15" cy="7" r="2"/><circle cx="9" cy="17" r="2"/>""",
        ["shop"] = """<path d="M5 9h14l1 11H4zM8.5 11V7a3.5 3.5 0 0 1 7 0v4"/>""",
        ["sign-out"] = """<path d="M10 4H5v16h5M10 12h10M16 8l4 4-4 4"/>""",
        ["sort"] = """<path d="M7 4v16M3.5 16.5 7 20l3.5-3.5M14 6h7M14 12h5M14 18h2.5"/>""",
        ["trash"] = """<path d="M4 7h16M9 7V4h6v3M6.5 7l1 13h9l1-13M10 11v5M14 11v5"/>""",
        ["undo"] = """<path d="M8 5 4 9l4 4M4 9h10a5.5 5.5 0 0 1 0 11H9"/>""",
        ["user"] = """<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5a7.5 7.5 0 0 1 15 0"/>""",
        ["users"] = """<circle cx="9" cy="8" r="3.5"/><path d="M2.5 20a6.5 6.5 0 0 1 13 0M15.5 4.8a3.5 3.5 0 0 1 0 6.4M18 14.2a6.5 6.5 0 0 1 3.5 5.8"/>""",
        ["wallet"] = """<path d="M4 6h14v3M4 6v13h16V9H5.5A1.5 1.5 0 0 1 4 7.5M16 14h.1"/>""",
    };

    /// <summary>The whole element, hidden from screen readers. An unknown name is a mistake of the page.</summary>
    public static string Svg(string name) => Shapes.TryGetValue(name, out var shape)
        ? $"""<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">{shape}</svg>"""
        : throw new ArgumentException($"There is no icon named '{name}'.", nameof(name));

    public static IEnumerable<string> Names => Shapes.Keys;
}

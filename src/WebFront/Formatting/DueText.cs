using LedgerPortal.Resources;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Formatting;

/// <summary>How far a due date is away, in words. Due today is not overdue.</summary>
public static class DueText
{
    /// <summary><c>due in 3 days</c>, <c>due tomorrow</c>, <c>due today</c>, <c>41 days overdue</c></summary>
    public static string Relative(DateOnly due, DateOnly today, IStringLocalizer<SharedText> text) =>
        DateText.DaysUntil(due, today) switch
        {
            > 0 and var days => text.Count("Due.InDays", days),
            0 => text["Due.Today"],
            var days => text.Count("Due.DaysOverdue", -days),
        };
}

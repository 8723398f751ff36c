namespace LedgerPortal.Access;

/// <summary>
/// Leads the first visitor of a new installation to its first run; afterwards <c>/</c> leads to the console.
/// </summary>
internal static class FirstRunGate
{
    public static IApplicationBuilder UseFirstRunGate(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        var path = context.Request.Path;
        var isRoot = path == "/" || path == PathString.Empty;
        if (!HttpMethods.IsGet(context.Request.Method)
            || !(isRoot || path.StartsWithSegments("/console"))
            || path.StartsWithSegments("/console/sign-in")
            || path.StartsWithSegments("/console/second-factor"))
        {
            await next(context);
            return;
        }

        var firstRun = context.RequestServices.GetRequiredService<FirstRun>();
        if (await firstRun.Stage(context.RequestAborted) != InstallationStage.Ready)
            context.Response.Redirect("/first-run");
        else if (isRoot)
            context.Response.Redirect("/console");
        else
            await next(context);
    });
}

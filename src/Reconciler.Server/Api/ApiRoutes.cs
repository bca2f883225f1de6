using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Reconciler.Server.Api;

/// <summary>All of the API, under /api/v1.</summary>
internal static class ApiRoutes
{
    public static void Map(WebApplication app, ApiScope scope)
    {
        var api = app.MapGroup("/api/v1");
        EnvironmentRoutes.Map(api, scope);
        RightsRoutes.Map(api, scope);
        PlanRoutes.Map(api, scope);
        RunRoutes.Map(api, scope);
        OrderRoutes.Map(api, scope);
        HoldRoutes.Map(api, scope);
        UndoRoutes.Map(api, scope);
        LogRoutes.Map(api, scope);
        EventRoutes.Map(api, scope);
        OpenApiDocument.Map(api);
        app.MapFallback("/api/{**path}", (HttpContext context, string? path) => ApiJson.NotFound($"there is no {context.Request.Method} /api/{path}"));
    }
}

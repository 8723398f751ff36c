using LedgerPortal.Commands;

namespace LedgerPortal.Notices;

/// <summary>Adds what sends messages to people outside.</summary>
internal static class MessageServices
{
    /// <summary>The file of <c>--messages</c>, or the data folder's; what the environment says comes before it.</summary>
    public static void AddMessages(this IConfigurationManager configuration, string? file, string dataFolder)
    {
        var path = Path.GetFullPath(file ?? Path.Combine(dataFolder, "messages.json"));
        try
        {
            configuration.AddJsonFile(path, optional: file is null);
        }
        catch (Exception failure) when (failure is FileNotFoundException or InvalidDataException)
        {
            throw new CommandFailedException($"The settings of messages cannot be read: {failure.Message}", failure);
        }

        configuration.AddEnvironmentVariables();
    }

    public static IServiceCollection AddMessages(this IServiceCollection services)
    {
        services.AddSingleton(provider => MessageSettings.Read(provider.GetRequiredService<IConfiguration>()));
        services.AddSingleton<MessageSignal>();
        services.AddSingleton<MessageSealing>();
        services.AddSingleton<Messages>();
        services.AddSingleton<MessageQueue>();
        services.AddSingleton<MessageSenders>();
        services.AddSingleton<MessageWriting>();
        services.AddSingleton<MessageSending>();
        services.AddHostedService(provider => provider.GetRequiredService<MessageSending>());
        services.AddSingleton<Portal.ScheduledStatements>();
        services.AddHostedService(provider => provider.GetRequiredService<Portal.ScheduledStatements>());
        return services;
    }
}

/// <summary>Who delivers what, as the installation has set it up.</summary>
internal sealed class MessageSenders(MessageSettings settings) : IDisposable
{
    private readonly SmtpSender? _mail = settings.Smtp is { } smtp ? new SmtpSender(smtp) : null;
    private readonly GatewaySender? _mobile = settings.Mobile is { } gateway ? new GatewaySender(gateway) : null;

    /// <summary>Null when nothing is set up for it.</summary>
    public IMessageSender? For(Medium medium) => medium == Medium.Email ? _mail : _mobile;

    public void Dispose() => _mobile?.Dispose();
}

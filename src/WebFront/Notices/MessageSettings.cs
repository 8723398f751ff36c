using System.Net.Mail;
using LedgerPortal.Commands;

namespace LedgerPortal.Notices;

/// <summary>
/// How messages leave this installation: the section <c>Messages</c> of its settings file or of the environment
/// (<c>Messages__Smtp__Host=…</c>), as <c>docs/operations.md</c> has it. What is not set up goes to the console's page of
/// messages that would have been sent.
/// </summary>
public sealed record MessageSettings
{
    public const string Section = "Messages";

    public SmtpSettings? Smtp { get; init; }

    public GatewaySettings? Sms { get; init; }

    public GatewaySettings? WhatsApp { get; init; }

    /// <summary>Messages of one business on one day (UTC). What is more waits for the next day.</summary>
    public int DailyBudget { get; init; } = 1_000;

    /// <summary>By which gateway mobile numbers are reached: the one of SMS when both are set up.</summary>
    public GatewaySettings? Mobile => Sms ?? WhatsApp;

    public bool Reaches(Medium medium) => medium == Medium.Email ? Smtp is not null : Mobile is not null;

    /// <summary>Refuses settings that cannot work, by a sentence for who starts the program.</summary>
    public static MessageSettings Read(IConfiguration configuration)
    {
        MessageSettings settings;
        try
        {
            settings = configuration.GetSection(Section)
                .Get<MessageSettings>(binder => binder.ErrorOnUnknownConfiguration = true) ?? new MessageSettings();
        }
        catch (InvalidOperationException failure)
        {
            throw new CommandFailedException($"The settings of messages cannot be read: {failure.Message}", failure);
        }

        settings.Smtp?.Check();
        settings.Sms?.Check("Sms");
        settings.WhatsApp?.Check("WhatsApp");
        return settings.DailyBudget > 0
            ? settings
            : throw new CommandFailedException("Messages:DailyBudget is a number of messages, 1 or above.");
    }

    /// <summary>A setting itself, or what stands in the file that is named in its place, without its last line end.</summary>
    internal static string? Secret(string? value, string? file, string name)
    {
        if (file is null)
            return value;
        try
        {
            return File.ReadAllText(file).TrimEnd('\r', '\n');
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException($"{name} names {file}, which cannot be read: {failure.Message}", failure);
        }
    }
}

/// <summary>A mail server that takes mail from this installation.</summary>
public sealed record SmtpSettings
{
    public string Host { get; init; } = "";

    public int Port { get; init; } = 587;

    /// <summary>Only a relay on the same machine or network goes without.</summary>
    public bool StartTls { get; init; } = true;

    public string? User { get; init; }

    public string? Password { get; init; }

    public string? PasswordFile { get; init; }

    /// <summary>An address, or a name and an address: <c>Ledger &lt;ledger@example.com&gt;</c>.</summary>
    public string From { get; init; } = "";

    internal string? PasswordNow() =>
        MessageSettings.Secret(Password, PasswordFile, $"{MessageSettings.Section}:Smtp:PasswordFile");

    internal void Check()
    {
        if (Host.Length == 0 || Port is < 1 or > 65_535)
            throw new CommandFailedException("Messages:Smtp needs a Host, and a Port from 1 to 65535.");
        if (!MailAddress.TryCreate(From, out _))
            throw new CommandFailedException("Messages:Smtp:From is an address like Ledger <ledger@example.com>.");
        if (User is not null && PasswordNow() is null)
            throw new CommandFailedException("Messages:Smtp has a User; it needs a Password or a PasswordFile too.");
        // Without it the password would cross the network for everybody to read.
        if (User is not null && !StartTls && Host is not ("localhost" or "127.0.0.1" or "::1"))
            throw new CommandFailedException("Messages:Smtp sends a password only with StartTls.");
    }
}

/// <summary>
/// An HTTP service that sends SMS or WhatsApp messages. In <see cref="Url"/> and <see cref="Body"/> stand
/// <c>{number}</c> (E.164 with its plus), <c>{digits}</c> (without), <c>{text}</c>, <c>{template_id}</c> and <c>{id}</c>
/// (the same when a message is tried again), each written as the place needs it.
/// </summary>
public sealed record GatewaySettings
{
    public string Url { get; init; } = "";

    public string Method { get; init; } = "POST";

    public Dictionary<string, string> Headers { get; init; } = [];

    /// <summary>Headers whose values are in files of their own: keys.</summary>
    public Dictionary<string, string> HeaderFiles { get; init; } = [];

    public string? Body { get; init; }

    public string ContentType { get; init; } = "application/json";

    /// <summary>
    /// The template that the network's operators registered for each text, as India's need it: <c>SignInCode</c> to
    /// <c>1107161234567890123</c>.
    /// </summary>
    public Dictionary<string, string> Templates { get; init; } = [];

    /// <summary>A gateway of one's own network is meant, not one that somebody was led to.</summary>
    public bool AllowPrivateAddresses { get; init; }

    internal void Check(string name)
    {
        if (!Uri.TryCreate(Url, UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http"))
            throw new CommandFailedException($"Messages:{name}:Url is an address like https://sms.example.com/send.");
        if (url.Scheme == "http" && !AllowPrivateAddresses)
            throw new CommandFailedException($"Messages:{name}:Url is https, except within one's own network (AllowPrivateAddresses).");
        if (Method is not ("POST" or "PUT" or "GET"))
            throw new CommandFailedException($"Messages:{name}:Method is POST, PUT or GET.");
        foreach (var (header, file) in HeaderFiles)
            MessageSettings.Secret(null, file, $"Messages:{name}:HeaderFiles:{header}");
    }
}

using System.Net;
using System.Text.Json;
using LedgerPortal.Commands;
using LedgerPortal.Pipeline;
using LedgerPortal.Testing;
using Microsoft.Extensions.Configuration;

namespace LedgerPortal.Notices;

/// <summary>What arrives at a real mail server and a real gateway, and what they are not told.</summary>
public sealed class SenderTests
{
    private static readonly Envelope Mail = new(
        Guid.Parse("0199aaaa-0000-7000-8000-000000000001"), Medium.Email, "ramesh@example.com", "Test", "Ünïcode\r\nBcc: all@example.com",
        "First line\nहिन्दी, second line.");

    private static readonly Envelope Sms = new(
        Guid.Parse("0199aaaa-0000-7000-8000-000000000002"), Medium.Mobile, "+919876543210", "Test", "",
        "He said \"{number}\" & paid\n@example.com #123456");

    [Fact]
    public async Task Mail_arrives_as_it_was_written()
    {
        await using var server = await MailServer.Start();
        Assert.Equal(Handover.Taken, await Sender(server).Send(Mail, CancellationToken.None));
        var arrived = await server.Next();
        Assert.Equal(["ramesh@example.com"], arrived.To);
        Assert.Contains("ledger@example.com", arrived.From, StringComparison.Ordinal);
        // A line end in a subject would be a header of its own.
        Assert.Equal("Ünïcode  Bcc: all@example.com", arrived.Subject);
        Assert.Equal("First line\nहिन्दी, second line.", arrived.Text.ReplaceLineEndings("\n").TrimEnd('\n'));
        Assert.Equal("<0199aaaa000070008000000000000001@example.com>", arrived.MessageId);
    }

    [Fact]
    public async Task A_mailbox_that_is_not_there_is_not_tried_again()
    {
        await using var server = await MailServer.Start();
        var handover = await Sender(server).Send(Mail with { Address = "nobody@example.com" }, CancellationToken.None);
        Assert.Equal(new Handover(NotSent.Refused, 550, IsForGood: true), handover);
        // The server's words name the person; what is kept does not.
        Assert.Equal("Refused 550", handover.Reason);
    }

    [Fact]
    public async Task A_server_that_is_away_is_tried_again()
    {
        await using var server = await MailServer.Start();
        var settings = Settings(server);
        server.Stop();
        var handover = await new SmtpSender(settings).Send(Mail, CancellationToken.None);
        Assert.Equal(new Handover(NotSent.Unreachable), handover);
    }

    [Fact]
    public async Task Without_encryption_nothing_is_said_when_encryption_is_asked_for()
    {
        await using var server = await MailServer.Start();
        var handover = await new SmtpSender(Settings(server) with { StartTls = true }).Send(Mail, CancellationToken.None);
        Assert.Equal(NotSent.NotTrusted, handover.Why);
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_refused()
    {
        await using var server = await MailServer.Start(isEncrypted: true);
        var handover = await new SmtpSender(Settings(server) with { StartTls = true }).Send(Mail, CancellationToken.None);
        Assert.Equal(new Handover(NotSent.NotTrusted), handover);
    }

    [Fact]
    public async Task A_wrong_password_is_a_matter_between_us_and_the_server()
    {
        await using var server = await MailServer.Start(user: "ledger", password: "right");
        var settings = Settings(server) with { User = "ledger", Password = "wrong" };
        Assert.Equal(NotSent.NotAuthorized, (await new SmtpSender(settings).Send(Mail, CancellationToken.None)).Why);
        Assert.Null((await new SmtpSender(settings with { Password = "right" }).Send(Mail, CancellationToken.None)).Why);
        Assert.Equal("ledger", (await server.Next()).User);
    }

    [Theory]
    [InlineData("application/json", """{"to":"{number}","template":"{template_id}","text":"{text}","ref":"{id}"}""")]
    [InlineData("application/x-www-form-urlencoded", "to={digits}&t={template_id}&text={text}")]
    [InlineData("application/xml", "<sms to=\"{number}\"><text>{text}</text></sms>")]
    public async Task A_text_never_becomes_part_of_the_body_around_it(string contentType, string body)
    {
        await using var gateway = await Gateway.Start();
        using var sender = new GatewaySender(ToGateway(gateway) with { ContentType = contentType, Body = body });
        Assert.Equal(Handover.Taken, await sender.Send(Sms, CancellationToken.None));
        var arrived = await gateway.Next();
        Assert.StartsWith(contentType, arrived.ContentType, StringComparison.Ordinal);
        Assert.Equal("Bearer key", arrived.Authorization);
        switch (contentType)
        {
            case "application/json":
                var json = JsonDocument.Parse(arrived.Body).RootElement;
                Assert.Equal(Sms.Text, json.GetProperty("text").GetString());
                Assert.Equal("+919876543210", json.GetProperty("to").GetString());
                Assert.Equal("1107", json.GetProperty("template").GetString());
                Assert.Equal("0199aaaa000070008000000000000002", json.GetProperty("ref").GetString());
                break;
            case "application/xml":
                Assert.Equal(Sms.Text, System.Xml.Linq.XDocument.Parse(arrived.Body).Root!.Element("text")!.Value);
                break;
            default:
                var form = arrived.Body.Split('&').Select(pair => pair.Split('=')).ToDictionary(
                    pair => pair[0], pair => Uri.UnescapeDataString(pair[1]));
                Assert.Equal(Sms.Text, form["text"]);
                Assert.Equal("919876543210", form["to"]);
                break;
        }
    }

    [Fact]
    public async Task A_gateway_may_take_everything_in_its_address()
    {
        await using var gateway = await Gateway.Start();
        using var sender = new GatewaySender(ToGateway(gateway) with
        {
            Method = "GET",
            Url = gateway.Address + "send?to={digits}&text={text}",
            Body = null,
        });
        Assert.Equal(Handover.Taken, await sender.Send(Sms, CancellationToken.None));
        var arrived = await gateway.Next();
        Assert.Equal("GET", arrived.Method);
        Assert.Equal($"?to=919876543210&text={Uri.EscapeDataString(Sms.Text)}", arrived.Query);
    }

    [Theory]
    [InlineData(400, NotSent.Refused, true)]
    [InlineData(401, NotSent.NotAuthorized, false)]
    [InlineData(429, NotSent.Failed, false)]
    [InlineData(503, NotSent.Failed, false)]
    [InlineData(302, NotSent.Failed, false)]
    public async Task What_the_gateway_answers_decides_whether_it_is_tried_again(int status, NotSent why, bool isForGood)
    {
        await using var gateway = await Gateway.Start();
        gateway.Status = status;
        using var sender = new GatewaySender(ToGateway(gateway));
        Assert.Equal(new Handover(why, status, isForGood), await sender.Send(Sms, CancellationToken.None));
        await gateway.Next();
        // A redirect was not followed.
        Assert.Equal(0, gateway.Arrived);
    }

    [Fact]
    public async Task A_gateway_in_a_private_network_is_never_spoken_to_unless_allowed()
    {
        await using var gateway = await Gateway.Start();
        var settings = ToGateway(gateway) with { AllowPrivateAddresses = false };
        using (var careful = new GatewaySender(settings))
            Assert.Equal(new Handover(NotSent.PrivateAddress), await careful.Send(Sms, CancellationToken.None));
        // By a name, too: what counts is where it leads.
        var byName = settings with { Url = $"http://localhost:{gateway.Address.Port}/send" };
        using (var careful = new GatewaySender(byName))
            Assert.Equal(new Handover(NotSent.PrivateAddress), await careful.Send(Sms, CancellationToken.None));
        Assert.Equal(0, gateway.Arrived);
        // The sabotaged twin: the same request without the rule arrives.
        using var careless = new GatewaySender(byName with { AllowPrivateAddresses = true });
        Assert.Equal(Handover.Taken, await careless.Send(Sms, CancellationToken.None));
    }

    [Theory]
    [InlineData("10.1.2.3")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.0.1")]
    [InlineData("127.8.8.8")]
    [InlineData("169.254.169.254")]
    [InlineData("100.64.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::1")]
    [InlineData("::")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("fd00::1")]
    [InlineData("fe80::1")]
    [InlineData("64:ff9b::a00:1")]
    [InlineData("2002:a00:1::")]
    public void Addresses_that_are_not_public_are_known(string address) =>
        Assert.False(OutgoingConnections.IsPublic(IPAddress.Parse(address)));

    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("172.32.0.1")]
    [InlineData("100.128.0.1")]
    [InlineData("2606:4700::1111")]
    [InlineData("::ffff:8.8.8.8")]
    public void Public_addresses_are_left_alone(string address) =>
        Assert.True(OutgoingConnections.IsPublic(IPAddress.Parse(address)));

    [Theory]
    [InlineData("Messages:Smtp:Host", "mail.example.com")]
    [InlineData("Messages:Sms:Url", "ftp://sms.example.com")]
    [InlineData("Messages:Sms:Url", "http://sms.example.com")]
    [InlineData("Messages:Sms:Colour", "blue")]
    [InlineData("Messages:DailyBudget", "0")]
    public void Settings_that_cannot_work_are_refused_at_the_start(string name, string value)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { [name] = value }).Build();
        Assert.Throws<CommandFailedException>(() => MessageSettings.Read(configuration));
    }

    [Fact]
    public void A_password_stands_in_a_file_of_its_own()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "password");
        File.WriteAllText(file, "seventeen green bicycles\n");
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Messages:Smtp:Host"] = "mail.example.com",
            ["Messages:Smtp:From"] = "Ledger <ledger@example.com>",
            ["Messages:Smtp:User"] = "ledger",
            ["Messages:Smtp:PasswordFile"] = file,
            ["Messages:Sms:Url"] = "https://sms.example.com/send",
            ["Messages:Sms:Templates:SignInCode"] = "1107",
        }).Build();
        var settings = MessageSettings.Read(configuration);
        Assert.Equal("seventeen green bicycles", settings.Smtp!.PasswordNow());
        Assert.Equal("1107", settings.Sms!.Templates["SignInCode"]);
        Assert.True(settings.Reaches(Medium.Email) && settings.Reaches(Medium.Mobile));
    }

    private static SmtpSettings Settings(MailServer server) => new()
    {
        Host = "localhost", Port = server.Port, StartTls = false, From = "Sahyadri <ledger@example.com>",
    };

    private static SmtpSender Sender(MailServer server) => new(Settings(server));

    private static GatewaySettings ToGateway(Gateway gateway) => new()
    {
        Url = gateway.Address + "send",
        Headers = { ["Authorization"] = "Bearer key" },
        Body = """{"text":"{text}"}""",
        Templates = { ["Test"] = "1107" },
        AllowPrivateAddresses = true,
    };
}

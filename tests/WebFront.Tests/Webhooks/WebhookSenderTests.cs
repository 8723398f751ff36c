using System.Net;
using System.Net.Sockets;
using LedgerPortal.Pipeline;

namespace LedgerPortal.Webhooks;

/// <summary>A webhook must never be a way into the installation's own network.</summary>
public sealed class WebhookSenderTests
{
    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("172.32.0.1", true)]
    [InlineData("192.168.0.1", false)]
    [InlineData("198.18.0.1", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("64:ff9b::7f00:1", false)]
    [InlineData("2002:7f00:1::", false)]
    [InlineData("2001:0:1::", false)]
    [InlineData("2001:db8::1", false)]
    [InlineData("fc00::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("ff02::1", false)]
    public void Only_addresses_of_the_public_internet_are_public(string address, bool isPublic) =>
        Assert.Equal(isPublic, OutgoingConnections.IsPublic(IPAddress.Parse(address)));

    [Theory]
    [InlineData("https://127.0.0.1/x")]
    [InlineData("https://[::1]/x")]
    [InlineData("https://169.254.169.254/latest")]
    [InlineData("https://0x7f000001/x")]
    [InlineData("https://2130706433/x")]
    [InlineData("http://example.com/x")]
    public void A_private_address_and_plain_http_are_refused_when_a_webhook_is_made(string url) =>
        Assert.NotNull(WebhookSender.WrongUrl(url, new WebhookSettings()));

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("8.8.8.8", "127.0.0.1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("10.0.0.1")]
    public async Task A_name_that_leads_into_our_network_is_not_connected_to(params string[] addresses)
    {
        await using var receiver = await Receiver.Start();
        using var sender = new WebhookSender(Resolving(_ => addresses));
        var answer = await Send(sender, $"https://inside.example:{receiver.Address.Port}/taken");
        Assert.False(answer.IsDelivered);
        Assert.Equal("The name leads to an address that is not public", answer.Said);
        Assert.Empty(receiver.All);
    }

    [Fact]
    public async Task The_systems_own_names_for_this_machine_are_refused()
    {
        await using var receiver = await Receiver.Start();
        using var sender = new WebhookSender(new WebhookSettings());
        var answer = await Send(sender, $"https://localhost:{receiver.Address.Port}/taken");
        Assert.Equal("The name leads to an address that is not public", answer.Said);
        Assert.Empty(receiver.All);
    }

    /// <summary>
    /// A name whose second answer is another one: the address that was checked is the one that is connected to, and the name is
    /// not asked again. The careless sender, which checks and then lets the system connect to the name, is led in.
    /// </summary>
    [Fact]
    public async Task A_name_that_answers_differently_the_second_time_leads_nowhere_else()
    {
        await using var receiver = await Receiver.Start();
        var answers = new Queue<string>(["127.0.0.2", "127.0.0.1"]);
        string[] Next() => [answers.Dequeue()];
        var url = $"http://rebinding.example:{receiver.Address.Port}/taken";
        using var sender = new WebhookSender(Resolving(_ => Next()) with { AllowPrivateAddresses = true });
        var careful = await Send(sender, url);
        Assert.Equal("The connection was refused", careful.Said);
        Assert.Single(answers);
        Assert.Empty(receiver.All);

        answers = new Queue<string>(["127.0.0.2", "127.0.0.1"]);
        using var careless = new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectCallback = async (context, cancellation) =>
            {
                Assert.NotEqual("127.0.0.1", Next()[0]);
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(IPAddress.Parse(Next()[0]), context.DnsEndPoint.Port, cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
        });
        using var led = await careless.PostAsync(new Uri(url), new ByteArrayContent([]));
        Assert.Single(receiver.All);
    }

    private static WebhookSettings Resolving(Func<string, string[]> answers) => new()
    {
        AnswerLimit = TimeSpan.FromSeconds(5),
        Resolve = (host, _) => Task.FromResult(answers(host).Select(IPAddress.Parse).ToArray()),
    };

    private static Task<WebhookAnswer> Send(WebhookSender sender, string url) =>
        sender.Send(url, "{}"u8.ToArray(), "event", "t=0", CancellationToken.None);
}

using System.Net;
using Orleans.Runtime;

namespace LedgerPortal.Binding;

public sealed class SilosGoneTests
{
    private static readonly SiloAddress Silo = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 11_111), 1);

    [Fact]
    public async Task A_call_that_nobody_answers_after_a_silo_went_is_given_up_soon_and_one_before_is_waited_for()
    {
        using var gone = new SilosGone(TimeProvider.System);
        var before = new TaskCompletionSource<int>();
        var lost = gone.Answer(before.Task, gone.Next);
        gone.SiloStatusChangeNotification(Silo, SiloStatus.ShuttingDown);
        await Task.Delay(1_500);
        Assert.False(lost.IsCompleted);

        gone.SiloStatusChangeNotification(Silo, SiloStatus.Dead);
        await Assert.ThrowsAsync<TimeoutException>(() => lost);
        // Another silo may pass calls on to it for a while.
        await Assert.ThrowsAsync<TimeoutException>(() => gone.Answer(new TaskCompletionSource<int>().Task, gone.Next));
    }

    [Fact]
    public async Task An_answer_that_comes_after_a_silo_went_is_the_answer()
    {
        using var gone = new SilosGone(TimeProvider.System);
        var slow = new TaskCompletionSource<int>();
        var asked = gone.Answer(slow.Task, gone.Next);
        gone.SiloStatusChangeNotification(Silo, SiloStatus.Dead);
        slow.SetResult(7);
        Assert.Equal(7, await asked);
        Assert.Equal(8, await gone.Answer(Task.FromResult(8), gone.Next));
        var failed = gone.Answer(Task.FromException<int>(new InvalidOperationException("refused")), gone.Next);
        Assert.Equal("refused", (await Assert.ThrowsAsync<InvalidOperationException>(() => failed)).Message);
    }
}

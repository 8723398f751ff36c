using Microsoft.Playwright;

namespace LedgerPortal.Browser.Tests.Assets;

/// <summary>A refresh may change what the server says, never what the person did.</summary>
public sealed class MorphTests
{
    [Fact]
    public async Task What_was_typed_and_where_the_cursor_stood_survives()
    {
        var page = await Open("""<input id="words"><p data-key="a">one</p>""");
        await page.FillAsync("#words", "kulkarni");
        await page.EvaluateAsync("document.querySelector('#words').setSelectionRange(2, 5)");

        await Morph(page, """<p data-key="b">new</p><input id="words"><p data-key="a">one</p>""");

        Assert.Equal("words kulkarni 2 5", await page.EvaluateAsync<string>(
            "(e => `${e.id} ${e.value} ${e.selectionStart} ${e.selectionEnd}`)(document.activeElement)"));
    }

    [Fact]
    public async Task What_was_opened_stays_open()
    {
        var page = await Open(
            """<details><summary>More</summary>old</details><a data-drill="d">row</a><div id="d" data-keep></div>""");
        await page.EvaluateAsync(
            """
            () => {
              document.querySelector("details").open = true;
              document.querySelector("a").setAttribute("aria-expanded", "true");
              document.querySelector("#d").textContent = "lines";
            }
            """);

        await Morph(page, """<details><summary>More</summary>new</details><a data-drill="d">row</a><div id="d" data-keep></div>""");

        Assert.True(await page.EvaluateAsync<bool>("document.querySelector('details').open"));
        Assert.Equal("Morenew", await page.TextContentAsync("details"));
        Assert.Equal("true", await page.GetAttributeAsync("a", "aria-expanded"));
        Assert.Equal("lines", await page.TextContentAsync("#d"));
    }

    [Fact]
    public async Task Rows_that_move_are_the_same_rows()
    {
        var page = await Open("""<p data-key="a">a</p><p data-key="b">b</p><p data-key="c">c</p>""");
        await page.EvaluateAsync("document.querySelector('[data-key=c]').mine = 7");

        await Morph(page, """<p data-key="c">c</p><p data-key="a">a</p>""");

        Assert.Equal(7, await page.EvaluateAsync<int>("document.querySelector('[data-key=c]').mine"));
        Assert.Equal("ca", await page.TextContentAsync("#from"));
    }

    [Fact]
    public async Task Changed_figures_and_new_rows_are_told_apart()
    {
        var page = await Open(
            """
            <p data-key="a"><span class="money">₹1.00</span> <span>note</span></p>
            <p data-key="b"><span class="money">₹2.00</span></p>
            """);

        var differences = await Morph(page,
            """
            <p data-key="n"><span class="money">₹9.00</span></p>
            <p data-key="a"><span class="money">₹5.00</span> <span>another note</span></p>
            <p data-key="b"><span class="money">₹2.00</span></p>
            """);

        Assert.Equal("changed: ₹5.00; arrived: n", differences);
    }

    [Fact]
    public async Task Attributes_follow_the_server_but_for_the_pages_own()
    {
        var page = await Open("""<svg><rect width="10%" class="age-0 changed"></rect></svg><p class="owed" hidden>x</p>""");

        await Morph(page, """<svg><rect width="20%" class="age-0"></rect></svg><p>x</p>""");

        Assert.Equal("20%", await page.GetAttributeAsync("rect", "width"));
        Assert.Equal("age-0 changed", await page.GetAttributeAsync("rect", "class"));
        Assert.Null(await page.GetAttributeAsync("p", "class"));
        Assert.Null(await page.GetAttributeAsync("p", "hidden"));
    }

    [Fact]
    public async Task Any_tree_becomes_the_other()
    {
        var page = await Open("");

        var wrong = await page.EvaluateAsync<string[]>(
            """
            () => {
              let seed = 2026;
              const random = limit => (seed = (seed * 1103515245 + 12345) % 2147483648) % limit;
              const tree = depth => {
                const children = [];
                const keys = ["", "", "a", "b", "c", "d", "e"];
                for (let count = random(5); count > 0; count--) {
                  const key = keys.splice(random(keys.length), 1)[0];
                  const inner = depth > 0 && random(2) ? tree(depth - 1) : `<b class="money">${random(9)}</b>`;
                  const name = ["p", "div", "section"][random(3)];
                  children.push(random(4) === 0 ? `text ${random(9)}` : `<div${key && ` data-key="${key}"`} title="${random(3)}"><${name}>${inner}</${name}></div>`);
                }
                return children.join("");
              };
              const wrong = [];
              for (let round = 0; round < 1000; round++) {
                const [from, to] = [document.createElement("div"), document.createElement("div")];
                [from.innerHTML, to.innerHTML] = [tree(2), tree(2)];
                const [before, wanted] = [from.innerHTML, to.innerHTML];
                module.morph(from, to);
                from.normalize();
                to.normalize();
                if (from.innerHTML !== wanted) wrong.push(`${before} → ${from.innerHTML} instead of ${wanted}`);
              }
              return wrong.slice(0, 3);
            }
            """);

        Assert.Empty(wrong);
    }

    private static Task<IPage> Open(string content) => PageModule.Open("morph", $"""<section id="from">{content}</section>""");

    private static Task<string> Morph(IPage page, string content) => page.EvaluateAsync<string>(
        """
        content => {
          const template = document.createElement("template");
          template.innerHTML = `<section id="from">${content}</section>`;
          const { changed, arrived } = module.morph(document.querySelector("#from"), template.content.firstElementChild);
          return `changed: ${[...changed].map(e => e.textContent)}; arrived: ${[...arrived].map(e => e.dataset.key)}`;
        }
        """, content);
}

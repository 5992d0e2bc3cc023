namespace GenoXai.Core.Results;

/// <summary>The style sheet of reports.</summary>
internal static class HtmlStyle
{
    public const string Sheet = """
        :root { --ink: #1b1f27; --muted: #59616e; --paper: #fff; --tile: #f5f6f8; --line: #dfe2e7; --accent: #2b66a8; --warn: #fff6e0; --warn-line: #e0a100; --warn-ink: #5c4300; }
        @media (prefers-color-scheme: dark) {
          :root { --ink: #e8eaee; --muted: #a3abb8; --paper: #15181d; --tile: #20242b; --line: #343a44; --accent: #86b4ea; --warn: #33290f; --warn-line: #c99312; --warn-ink: #f6dfa6; }
        }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', system-ui, sans-serif; }
        main { max-width: 1020px; margin: 0 auto; padding: 40px 24px 72px; }
        h1 { margin: 0; font-size: 30px; line-height: 1.2; letter-spacing: -0.012em; text-wrap: balance; overflow-wrap: anywhere; }
        h2 { margin: 0 0 12px; font-size: 20px; line-height: 1.3; letter-spacing: -0.006em; }
        p { margin: 0 0 14px; max-width: 72ch; }
        .lead { margin: 10px 0 0; font-size: 18px; color: var(--muted); }
        section { margin-top: 44px; }
        a { color: var(--accent); }
        nav { display: flex; flex-wrap: wrap; gap: 6px 20px; margin-top: 24px; padding: 10px 0; border-top: 1px solid var(--line); border-bottom: 1px solid var(--line); font-size: 14px; }
        nav a { text-decoration: none; }
        nav a:hover { text-decoration: underline; }
        .facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(190px, 1fr)); gap: 10px; margin: 20px 0; }
        .facts div { padding: 12px 16px; border-radius: 8px; background: var(--tile); }
        .facts dt { font-size: 13px; line-height: 1.35; color: var(--muted); }
        .facts dd { margin: 3px 0 0; font-size: 20px; line-height: 1.3; font-weight: 600; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
        .warnings { margin-top: 24px; padding: 14px 18px; border-left: 4px solid var(--warn-line); border-radius: 4px 8px 8px 4px; background: var(--warn); color: var(--warn-ink); }
        .warnings ul { margin: 4px 0 0; padding-left: 20px; }
        figure { margin: 20px 0 28px; }
        .picture { overflow-x: auto; padding: 6px; border: 1px solid var(--line); border-radius: 8px; background: #fff; }
        .picture > div { margin: 0 auto; }
        .picture svg { display: block; width: 100%; height: auto; }
        figcaption { margin-top: 8px; max-width: 80ch; font-size: 14px; line-height: 1.45; color: var(--muted); }
        .side { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 400px), 1fr)); gap: 0 20px; align-items: start; }
        .side .picture > div { min-width: 0 !important; }
        .scroll { overflow-x: auto; margin: 16px 0 20px; }
        table { border-collapse: collapse; font-size: 14.5px; line-height: 1.4; font-variant-numeric: tabular-nums; }
        th, td { padding: 7px 18px 7px 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
        th { font-weight: 600; }
        thead th { color: var(--muted); font-size: 13px; border-bottom-color: var(--muted); white-space: nowrap; }
        .n { text-align: right; white-space: nowrap; }
        .provenance { font-size: 13.5px; color: var(--muted); }
        .provenance th { font-weight: 500; white-space: nowrap; }
        .provenance td { overflow-wrap: anywhere; }
        pre { margin: 0 0 14px; padding: 12px 16px; overflow-x: auto; border-radius: 8px; background: var(--tile); font: 13.5px/1.5 ui-monospace, 'SF Mono', Menlo, Consolas, 'Liberation Mono', monospace; }
        .files { padding-left: 20px; }
        @media (max-width: 600px) {
          main { padding: 24px 16px 48px; }
          h1 { font-size: 25px; }
          .lead { font-size: 17px; }
          .facts { grid-template-columns: 1fr 1fr; }
          .facts div { padding: 10px 12px; }
          .facts dd { font-size: 17px; }
        }
        @media print {
          :root { --ink: #000; --muted: #444; --paper: #fff; --tile: #f3f3f3; --line: #ccc; --accent: #000; --warn: #fff; --warn-ink: #000; }
          body { font-size: 11pt; }
          main { max-width: none; padding: 0; }
          nav { display: none; }
          figure, .facts div, .warnings, tr { break-inside: avoid; }
          h2 { break-after: avoid; }
          .picture { overflow: visible; border: 0; padding: 0; }
          .picture > div { min-width: 0 !important; }
          .facts div { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
        }

        """;
}

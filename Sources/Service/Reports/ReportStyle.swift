/// The style sheet of the report: screen, phone, paper, light and dark.
enum ReportStyle {
    /// The rules; none holds a character that markup reserves.
    static let sheet: StaticString = """
        :root { --paper: #fff; --ink: #1d2430; --soft: #5b6675; --rule: #e3e7ec; --axis: #8a94a1;
          --card: #f6f8fa; --accent: #00664b; --line: #0b4f8a; --band: #d5dae1; --route: #7b8794;
          --warn: #9a3b00; color-scheme: light dark; }
        @media (prefers-color-scheme: dark) { :root { --paper: #12161c; --ink: #e6eaf0;
          --soft: #a3adba; --rule: #2a313b; --axis: #6d7784; --card: #1b2129; --accent: #5fd0ae;
          --line: #7cc0ff; --band: #39424e; --route: #8d99a6; --warn: #ffb27d; } }
        * { box-sizing: border-box; }
        html { -webkit-text-size-adjust: 100%; }
        body { margin: 0; background: var(--paper); color: var(--ink); line-height: 1.5;
          font-family: system-ui, "Segoe UI", "Noto Sans", "Noto Sans CJK SC", "PingFang SC",
          "Microsoft YaHei", sans-serif; font-size: 15px; }
        header, main, footer { max-width: 1180px; margin: 0 auto; padding: 0 24px; }
        input[name="lang"] { position: absolute; opacity: 0; width: 1px; height: 1px; }
        #lang-en:checked ~ * .zh, #lang-zh:checked ~ * .en { display: none; }
        .bar { display: flex; justify-content: space-between; align-items: center; gap: 12px;
          padding-top: 18px; }
        .bar p { margin: 0; }
        .brand { color: var(--accent); font-weight: 600; }
        .switch { white-space: nowrap; }
        .switch label { cursor: pointer; padding: 4px 10px; border: 1px solid var(--rule); }
        .switch label:first-child { border-radius: 6px 0 0 6px; border-right: 0; }
        .switch label:last-child { border-radius: 0 6px 6px 0; }
        #lang-en:checked ~ header label[for="lang-en"],
        #lang-zh:checked ~ header label[for="lang-zh"] { background: var(--ink);
          color: var(--paper); }
        #lang-en:focus-visible ~ header label[for="lang-en"],
        #lang-zh:focus-visible ~ header label[for="lang-zh"] { outline: 3px solid #56b4e9; }
        h1 { font-size: 28px; line-height: 1.2; margin: 14px 0 6px; }
        h2 { font-size: 20px; margin: 36px 0 10px; padding-bottom: 6px;
          border-bottom: 2px solid var(--rule); }
        .sub { margin: 0; color: var(--soft); }
        .lead { margin: 8px 0 14px; max-width: 78ch; }
        .status { padding: 2px 10px; border-radius: 12px; background: var(--warn);
          color: var(--paper); margin-right: 4px; }
        .status.optimal { background: var(--accent); }
        .facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(230px, 1fr));
          gap: 8px 20px; margin: 0; }
        .facts div { border-left: 3px solid var(--rule); padding-left: 10px; }
        dt { color: var(--soft); font-size: 13px; }
        dd { margin: 0; font-variant-numeric: tabular-nums; }
        .cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(240px, 1fr));
          gap: 12px; }
        .card { background: var(--card); border: 1px solid var(--rule); border-radius: 8px;
          padding: 10px 14px; break-inside: avoid; }
        .card p { margin: 0; }
        .card .name, .card .more { color: var(--soft); font-size: 13px; }
        .card .value { font-size: 23px; font-weight: 650; line-height: 1.25;
          font-variant-numeric: tabular-nums; }
        .card .value small { display: inline-block; font-size: 13px; font-weight: 400; color: var(--soft); }
        .notices li { margin: 2px 0; }
        figure { margin: 0; min-width: 0; break-inside: avoid; }
        figcaption { font-weight: 600; margin: 8px 0 4px; }
        .note { color: var(--soft); font-size: 13px; margin: 6px 0; max-width: 100ch; }
        .pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 440px),
          1fr)); gap: 20px 28px; }
        .pair > :only-child { max-width: 720px; }
        .mapped { display: grid; grid-template-columns: minmax(0, 1.5fr) minmax(0, 1fr);
          gap: 20px 28px; align-items: start; margin-bottom: 16px; }
        .small { display: grid; grid-template-columns: repeat(auto-fill, minmax(255px, 1fr));
          gap: 6px 22px; margin-bottom: 18px; }
        .small figcaption { font-size: 13px; margin: 4px 0 0; }
        .plot { overflow-x: auto; }
        svg { display: block; width: 100%; height: auto; }
        .scan { display: flex; gap: 16px; align-items: center; margin: 16px 0; }
        svg.code { width: 140px; flex: none; }
        .chart text { font-size: 12px; fill: var(--soft); }
        .chart .unit { font-size: 12px; fill: var(--soft); }
        .chart .head { font-weight: 650; fill: var(--ink); font-size: 12.5px; }
        .chart .tiny { font-size: 9.5px; }
        .chart .halo { fill: var(--ink); paint-order: stroke; stroke: var(--paper);
          stroke-width: 3px; stroke-linejoin: round; }
        .chart .hubname { font-weight: 600; }
        .wide .halo { font-size: 11px; }
        .rule { stroke: var(--rule); stroke-width: 1; }
        .axis { stroke: var(--axis); stroke-width: 1; }
        .layer { stroke: var(--paper); stroke-width: 0.6; }
        .due { stroke: var(--ink); stroke-width: 2; }
        .dashed { stroke-dasharray: 5 3; }
        .hub { stroke: var(--ink); stroke-opacity: 0.6; stroke-width: 1; }
        .centre { fill: var(--paper); stroke: var(--ink); stroke-width: 1.6; }
        .route { stroke-opacity: 0.45; stroke-linecap: round; }
        .map { background: var(--card); border-radius: 8px; }
        .map .halo { stroke: var(--card); }
        .band { fill: var(--band); fill-opacity: 0.75; background: var(--band); }
        .tou-sharp_peak { fill: #d55e00; fill-opacity: 0.3; background: rgba(213, 94, 0, 0.3); }
        .tou-peak { fill: #e69f00; fill-opacity: 0.24; background: rgba(230, 159, 0, 0.24); }
        .tou-valley { fill: #56b4e9; fill-opacity: 0.2; background: rgba(86, 180, 233, 0.2); }
        .tou-deep_valley { fill: #0072b2; fill-opacity: 0.28; background: rgba(0, 114, 178, 0.28); }
        .legend { list-style: none; display: flex; flex-wrap: wrap; gap: 3px 16px; margin: 6px 0;
          padding: 0; font-size: 13px; }
        .legend li { display: flex; align-items: center; gap: 6px; }
        .legend b { font-weight: 400; color: var(--soft); font-variant-numeric: tabular-nums; }
        .legend i { width: 12px; height: 12px; border-radius: 2px; flex: none; }
        .legend i.line { height: 0; width: 16px; border-radius: 0; border-top: 2px dashed; }
        .scale { display: flex; flex-wrap: wrap; align-items: center; gap: 6px; font-size: 13px;
          margin: 6px 0; }
        .ramp { width: 110px; height: 12px; border-radius: 2px; background: linear-gradient(90deg,
          rgb(0, 32, 77), rgb(61, 78, 107), rgb(124, 123, 120), rgb(186, 172, 105),
          rgb(255, 234, 70)); }
        .scroll { overflow-x: auto; margin: 6px 0 12px; }
        table { border-collapse: collapse; width: 100%; font-size: 13.5px; }
        th, td { text-align: left; padding: 4px 9px; border-bottom: 1px solid var(--rule);
          vertical-align: top; }
        th:first-child, td:first-child { padding-left: 2px; }
        thead th { font-weight: 600; vertical-align: bottom; }
        thead small { display: block; font-weight: 400; color: var(--soft); }
        tbody th { font-weight: 500; }
        tbody th, tfoot th { min-width: 6.8em; }
        td:not(.n) { min-width: 3.4em; }
        .n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
        thead .n { white-space: normal; }
        tfoot th, tfoot td { font-weight: 650; border-bottom: 0; border-top: 2px solid var(--axis); }
        .heat td { padding: 1px; }
        .heat tbody th { white-space: nowrap; }
        .heat td:nth-child(2) { padding: 4px 9px; }
        .heat .share { display: block; padding: 3px 5px; border-radius: 3px; }
        .heat .none { color: var(--axis); padding: 3px 5px; }
        details { border: 1px solid var(--rule); border-radius: 6px; margin: 6px 0; padding: 0 12px; }
        summary { cursor: pointer; padding: 7px 0; }
        summary b { float: right; font-weight: 500; font-variant-numeric: tabular-nums; }
        footer { color: var(--soft); font-size: 13px; padding-top: 24px; padding-bottom: 40px; }
        @media (max-width: 860px) { .mapped { grid-template-columns: minmax(0, 1fr); } }
        @media (max-width: 620px) {
          header, main, footer { padding-left: 14px; padding-right: 14px; }
          h1 { font-size: 23px; }
          .cards { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 8px; }
          .card { padding: 8px 10px; }
          .card .value { font-size: 18px; }
          .small { grid-template-columns: minmax(0, 1fr); }
          .chart text, .chart .unit { font-size: 16px; }
          .chart .tiny { font-size: 12px; }
          .small .chart text { font-size: 12px; }
          .map text { font-size: 14.5px; }
          .chart.wide { min-width: 980px; }
          .wide text, .wide .unit { font-size: 12px; }
          .wide .halo { font-size: 11px; }
          .bars text { font-size: 13.5px; }
          .bars .tiny { font-size: 11.5px; }
          .scroll tbody th, .scroll tfoot th, .scroll thead th:first-child { position: sticky;
            left: 0; background: var(--paper); max-width: 42vw; }
        }
        @page { size: A4; margin: 14mm 13mm; }
        @media print {
          :root { --paper: #fff; --ink: #000; --soft: #444; --rule: #ddd; --axis: #777;
            --card: #f6f8fa; --accent: #00664b; --line: #0b4f8a; --band: #d5dae1;
            --route: #7b8794; --warn: #9a3b00; color-scheme: light; }
          * { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
          body { font-size: 10.5px; }
          header, main, footer { max-width: none; padding: 0; }
          .switch { display: none; }
          h1 { font-size: 22px; }
          h2 { font-size: 15px; margin-top: 20px; break-after: avoid; }
          .cards { grid-template-columns: repeat(4, 1fr); gap: 6px; }
          .card .value { font-size: 15px; }
          .card .name, .card .more, .card .value small, dt, .note, .legend, .scale,
          footer { font-size: 9.5px; }
          .facts { grid-template-columns: repeat(3, 1fr); }
          .pair { grid-template-columns: 1fr 1fr; gap: 14px; }
          .small { grid-template-columns: repeat(4, 1fr); gap: 4px 12px; }
          figcaption, .small figcaption { font-size: 10px; }
          .layer { stroke-width: 0.2; }
          .mapped { grid-template-columns: 1.35fr 1fr; gap: 14px; }
          .chart text { font-size: 15px; }
          .small .chart text { font-size: 14px; }
          .map text { font-size: 14px; }
          .bars text { font-size: 13.5px; }
          .bars .tiny { font-size: 11.5px; }
          .chart.wide text { font-size: 12px; }
          table { font-size: 8.6px; }
          th, td { padding: 2px 4px; }
          tr { break-inside: avoid; }
          thead { display: table-header-group; }
          .scroll, .plot { overflow: visible; }
        }

        """
}

/// The frame of the operator's console: what stands in it its script asks the API for, with an operator key.
enum ConsolePage {
  static let page = Page(
    "Tollbridge console", locale: "en",
    head: """
      <link rel="stylesheet" href="admin/console.css">
      <script type="module" src="admin/console.js"></script>
      """,
    body: """
      <div id="console"><noscript><p>The console needs scripts.</p></noscript></div>
      """)
}

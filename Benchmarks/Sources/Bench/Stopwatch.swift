import Foundation

/// Time since it was made.
struct Stopwatch {
  let begun = ContinuousClock.now

  var seconds: Double { begun.duration(to: .now) / .seconds(1) }
}

/// The middle one of some figures.
func median(_ figures: [Double]) -> Double {
  precondition(!figures.isEmpty, "there is no median of nothing")
  return figures.sorted()[figures.count / 2]
}

/// Says on standard error what is being done.
func note(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }

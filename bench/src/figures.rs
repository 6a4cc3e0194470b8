//! Percentiles, medians, and how figures are written.

use std::time::Duration;

/// Latencies of one kind, sorted.
pub struct Latencies(Vec<Duration>);

impl Latencies {
    /// Takes at least one latency.
    pub fn new(mut latencies: Vec<Duration>) -> Self {
        latencies.sort_unstable();
        Self(latencies)
    }

    /// The latency that `percent` of all do not exceed, in seconds (nearest rank).
    pub fn percentile(&self, percent: usize) -> f64 {
        let rank = (self.0.len() * percent).div_ceil(100).max(1);
        self.0[rank - 1].as_secs_f64()
    }
}

/// The middle value; of an even number, the mean of the two in the middle. Takes at least one value.
pub fn median(values: &[f64]) -> f64 {
    let mut values = values.to_vec();
    values.sort_unstable_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len() % 2 == 1 { values[middle] } else { f64::midpoint(values[middle - 1], values[middle]) }
}

/// How many of something there are a second.
pub fn per_second(count: u64, time: Duration) -> f64 {
    number(count) / time.as_secs_f64()
}

/// A count as a number to calculate with.
#[expect(clippy::cast_precision_loss, reason = "counts and bytes here stay far below 2^52")]
pub fn number(count: u64) -> f64 {
    count as f64
}

/// What a figure is a number of.
#[derive(Debug, Clone, Copy)]
pub enum Unit {
    /// Events a second.
    PerSecond,
    /// Seconds, written in the unit that suits.
    Seconds,
    /// Bytes, written in megabytes of 1,000,000.
    Bytes,
}

impl Unit {
    /// The figure, to three or four digits.
    pub fn write(self, value: f64) -> String {
        match self {
            Self::PerSecond => format!("{}/s", thousands(value)),
            Self::Bytes => format!("{} MB", digits(value / 1e6)),
            Self::Seconds if value >= 1.0 => format!("{} s", digits(value)),
            Self::Seconds if value >= 0.001 => format!("{} ms", digits(value * 1e3)),
            Self::Seconds => format!("{} µs", digits(value * 1e6)),
        }
    }
}

/// Three digits, or all before the point.
pub fn digits(value: f64) -> String {
    match value.abs() {
        v if v >= 100.0 => format!("{value:.0}"),
        v if v >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

/// A whole number with commas, as English writes it.
pub fn thousands(value: f64) -> String {
    let plain = format!("{value:.0}");
    let mut out = String::new();
    for (i, digit) in plain.chars().enumerate() {
        if i > 0 && (plain.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_of_the_nearest_rank() {
        let latencies = Latencies::new((1..=200).rev().map(Duration::from_secs).collect());
        assert!((latencies.percentile(50) - 100.0).abs() < 1e-9);
        assert!((latencies.percentile(99) - 198.0).abs() < 1e-9);
        let one = Latencies::new(vec![Duration::from_secs(7)]);
        assert!((one.percentile(1) - 7.0).abs() < 1e-9);
    }

    #[test]
    fn medians_are_of_the_middle() {
        assert!((median(&[9.0, 1.0, 2.0]) - 2.0).abs() < 1e-9);
        assert!((median(&[9.0, 1.0, 2.0, 4.0]) - 3.0).abs() < 1e-9);
    }

    #[test]
    fn figures_read_well() {
        let written = [
            Unit::PerSecond.write(1_234_567.0),
            Unit::Seconds.write(0.000_25),
            Unit::Seconds.write(0.012_34),
            Unit::Seconds.write(12.0),
            Unit::Bytes.write(98_765_432.0),
        ];
        assert_eq!(written, ["1,234,567/s", "250 µs", "12.3 ms", "12.0 s", "98.8 MB"]);
    }
}

//! The shortest way from one sequence to another, by its longest common subsequence.

use std::{collections::HashMap, hash::Hash};

/// Comparisons that are made at most; beyond them everything between the two ends is exchanged as a whole. Enough for two
/// bodies of [`crate::BLOCKS_MAX`] blocks, and for two paragraphs of 2,000 words.
const CELLS_MAX: usize = 4_100_000;

/// One step, by the places in both sequences.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// Both have it.
    Both(usize, usize),
    /// Only the first one has it.
    Gone(usize),
    /// Only the second one has it.
    Come(usize),
}

/// The steps from `was` to `now`, in reading order; what goes stands before what comes.
pub(crate) fn align<T: Eq + Hash>(was: &[T], now: &[T]) -> Vec<Step> {
    let head = was.iter().zip(now).take_while(|(a, b)| a == b).count();
    let tail = was[head..].iter().rev().zip(now[head..].iter().rev()).take_while(|(a, b)| a == b).count();
    let mut steps: Vec<Step> = (0..head).map(|n| Step::Both(n, n)).collect();
    middle(&mut steps, head, &was[head..was.len() - tail], &now[head..now.len() - tail]);
    steps.extend((0..tail).map(|n| Step::Both(was.len() - tail + n, now.len() - tail + n)));
    steps
}

fn middle<T: Eq + Hash>(steps: &mut Vec<Step>, head: usize, was: &[T], now: &[T]) {
    let mut seen = HashMap::new();
    let mut named = |part| {
        let next = seen.len();
        *seen.entry(part).or_insert(next)
    };
    let a: Vec<usize> = was.iter().map(&mut named).collect();
    let b: Vec<usize> = now.iter().map(&mut named).collect();
    let width = b.len() + 1;
    let cells = (a.len() + 1) * width;
    if cells > CELLS_MAX {
        steps.extend((0..a.len()).map(|i| Step::Gone(head + i)));
        steps.extend((0..b.len()).map(|j| Step::Come(head + j)));
        return;
    }
    let mut longest = vec![0_u32; cells];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            longest[i * width + j] = if a[i] == b[j] {
                longest[(i + 1) * width + j + 1] + 1
            } else {
                longest[(i + 1) * width + j].max(longest[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < a.len() || j < b.len() {
        if i < a.len() && j < b.len() && a[i] == b[j] {
            steps.push(Step::Both(head + i, head + j));
            (i, j) = (i + 1, j + 1);
        } else if j == b.len() || (i < a.len() && longest[(i + 1) * width + j] >= longest[i * width + j + 1]) {
            steps.push(Step::Gone(head + i));
            i += 1;
        } else {
            steps.push(Step::Come(head + j));
            j += 1;
        }
    }
}

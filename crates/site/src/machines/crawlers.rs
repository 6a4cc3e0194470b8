//! Crawlers that gather texts for the training of machines, by the names that their operators ask sites to use.
//!
//! Only these: what looks a page up for somebody who asks, or for a search that leads back to it, is another matter, and
//! is treated like any other visitor.

/// When the names were last looked up, in what their operators publish and in the list of the project ai.robots.txt.
pub(super) const LOOKED_UP: &str = "2026-11-29";

/// Each name with who uses it.
pub(super) const GATHERERS: [(&str, &str); 26] = [
    ("AI2Bot", "Ai2"),
    ("Ai2Bot-Dolma", "Ai2"),
    ("anthropic-ai", "Anthropic"),
    ("Applebot-Extended", "Apple"),
    ("Brightbot", "Bright Data"),
    ("Bytespider", "ByteDance"),
    ("CCBot", "Common Crawl"),
    ("ClaudeBot", "Anthropic"),
    ("cohere-training-data-crawler", "Cohere"),
    ("Cotoyogi", "ROIS"),
    ("DeepSeekBot", "DeepSeek"),
    ("Diffbot", "Diffbot"),
    ("FacebookBot", "Meta"),
    ("Google-Extended", "Google"),
    ("GPTBot", "OpenAI"),
    ("ICC-Crawler", "NICT"),
    ("Kangaroo Bot", "Kangaroo LLM"),
    ("LAIONDownloader", "LAION"),
    ("meta-externalagent", "Meta"),
    ("omgili", "Webz.io"),
    ("PanguBot", "Huawei"),
    ("SBIntuitionsBot", "SB Intuitions"),
    ("TikTokSpider", "ByteDance"),
    ("Timpibot", "Timpi"),
    ("VelenPublicWebCrawler", "Velen"),
    ("Webzio-Extended", "Webz.io"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fit_into_a_line_and_stand_once() {
        for (at, (name, operator)) in GATHERERS.iter().enumerate() {
            assert!(!name.contains(['#', '\n', ':', '*']) && !operator.contains('\n'), "{name}");
            let again = GATHERERS[..at].iter().any(|(other, _)| other.eq_ignore_ascii_case(name));
            assert!(!again, "{name} stands twice");
        }
        assert!(LOOKED_UP.parse::<jiff::civil::Date>().is_ok());
    }
}

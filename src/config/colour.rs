//! Colours as the configuration writes them, and their contrast (WCAG 2.2, relative luminance and contrast ratio).

/// A colour without transparency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour {
    /// Red, green and blue.
    pub rgb: [u8; 3],
}

impl Colour {
    /// Reads `#rgb` or `#rrggbb`.
    pub fn parse(text: &str) -> Option<Colour> {
        let digits = text.strip_prefix('#')?;
        let value = |text: &str| u8::from_str_radix(text, 16).ok();
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let rgb = match digits.len() {
            3 => [value(digits.get(0..1)?)? * 17, value(digits.get(1..2)?)? * 17, value(digits.get(2..3)?)? * 17],
            6 => [value(digits.get(0..2)?)?, value(digits.get(2..4)?)?, value(digits.get(4..6)?)?],
            _ => return None,
        };
        Some(Colour { rgb })
    }

    /// `#rrggbb`.
    pub fn hex(self) -> String {
        let [r, g, b] = self.rgb;
        format!("#{r:02x}{g:02x}{b:02x}")
    }

    /// The contrast ratio to another colour, from 1 to 21.
    pub fn contrast(self, other: Colour) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// A colour on the way to another: 0 is this one, 1 the other.
    pub fn mix(self, other: Colour, share: f64) -> Colour {
        let mut rgb = self.rgb;
        for (own, other) in rgb.iter_mut().zip(other.rgb) {
            *own = (f64::from(*own) * (1.0 - share) + f64::from(other) * share).round().clamp(0.0, 255.0) as u8;
        }
        Colour { rgb }
    }

    fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let c = f64::from(channel) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        let [r, g, b] = self.rgb;
        0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_both_forms_and_nothing_else() {
        assert_eq!(Colour::parse("#fff").map(Colour::hex).as_deref(), Some("#ffffff"));
        assert_eq!(Colour::parse("#0b5A53").map(Colour::hex).as_deref(), Some("#0b5a53"));
        for bad in ["", "#", "fff", "#ffff", "#gggggg", "#+1+1+1", "#ééé", "red"] {
            assert_eq!(Colour::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn contrast_is_that_of_wcag() {
        let of = |a: &str, b: &str| Colour::parse(a).zip(Colour::parse(b)).map(|(a, b)| a.contrast(b)).unwrap_or(0.0);
        assert!((of("#000", "#fff") - 21.0).abs() < 1e-9);
        assert!((of("#777", "#fff") - 4.478).abs() < 1e-3);
        assert!((of("#0b5a53", "#fcfbf7") - 7.8).abs() < 0.1);
    }
}

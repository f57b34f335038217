//! Films and sounds in the form of images become players (Markdig, media links).

use crate::syntax::href::Href;
use crate::syntax::markdown::Media;
use html_escape::encode_double_quoted_attribute as attribute;

/// File extensions of films and sounds, and their types.
const FILES: &[(&str, &str)] = &[
    ("3g2", "video/3gpp2"),
    ("3gp", "video/3gpp"),
    ("avi", "video/x-msvideo"),
    ("flv", "video/x-flv"),
    ("m4v", "video/x-m4v"),
    ("mkv", "video/x-matroska"),
    ("mov", "video/quicktime"),
    ("mp4", "video/mp4"),
    ("mpeg", "video/mpeg"),
    ("mpg", "video/mpeg"),
    ("ogv", "video/ogg"),
    ("webm", "video/webm"),
    ("wmv", "video/x-ms-wmv"),
    ("aac", "audio/x-aac"),
    ("aif", "audio/x-aiff"),
    ("flac", "audio/x-flac"),
    ("m4a", "audio/mp4"),
    ("mid", "audio/midi"),
    ("mp3", "audio/mpeg"),
    ("oga", "audio/ogg"),
    ("ogg", "audio/ogg"),
    ("wav", "audio/x-wav"),
    ("weba", "audio/webm"),
    ("wma", "audio/x-ms-wma"),
];

/// The player for an address, if it is that of a film, a sound or a page of a known host.
pub(super) fn player(address: &str, media: &Media) -> Option<String> {
    let class = |host: &str| {
        let names = [host, media.class.as_str()].into_iter().filter(|name| !name.is_empty()).collect::<Vec<_>>();
        if names.is_empty() { String::new() } else { format!(" class=\"{}\"", attribute(&names.join(" "))) }
    };
    let Media { width, height, .. } = media;
    let size = format!(" width=\"{}\" height=\"{}\"", attribute(width), attribute(height));
    if let Some((host, embedded)) = hosted(address) {
        let src = attribute(&embedded);
        let title = format!(" title=\"{host}\"");
        let class = class(&host.to_lowercase());
        return Some(format!(
            "<iframe src=\"{src}\"{class}{size}{title} frameborder=\"0\" allowfullscreen=\"\"></iframe>"
        ));
    }
    let path = Href::split(address).path;
    let (_, extension) = path.rsplit('/').next().unwrap_or(path).rsplit_once('.')?;
    let (_, kind) = FILES.iter().find(|(known, _)| known.eq_ignore_ascii_case(extension))?;
    let element = &kind[..5];
    let size = if element == "audio" { format!(" width=\"{}\"", attribute(width)) } else { size };
    let controls = if media.controls { " controls=\"\"" } else { "" };
    let (class, src) = (class(""), attribute(address));
    Some(format!("<{element}{class}{size}{controls}><source type=\"{kind}\" src=\"{src}\"></source></{element}>"))
}

/// The name of a host and the address of the player for one of its pages.
fn hosted(address: &str) -> Option<(&'static str, String)> {
    let rest = address.strip_prefix("https:").or_else(|| address.strip_prefix("http:")).unwrap_or(address);
    let href = Href::split(rest.strip_prefix("//")?);
    let (host, path) = href.path.split_once('/')?;
    let query = |key: &str| {
        let mut pairs = href.query.trim_start_matches('?').split('&');
        pairs.find_map(|pair| pair.strip_prefix(key)?.strip_prefix('=')).filter(|value| !value.is_empty())
    };
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let start = |key: &str| {
        let seconds = query(key).map(|time| time.trim_end_matches('s'));
        seconds.map_or_else(String::new, |time| format!("?start={time}"))
    };
    match (host.to_ascii_lowercase().as_str(), parts.as_slice()) {
        ("www.youtube.com" | "youtube.com" | "m.youtube.com", ["watch"]) => {
            Some(("YouTube", format!("https://www.youtube.com/embed/{}{}", query("v")?, start("t"))))
        }
        ("www.youtube.com" | "youtube.com", ["embed" | "shorts", id]) => {
            Some(("YouTube", format!("https://www.youtube.com/embed/{id}")))
        }
        ("youtu.be", [id]) => Some(("YouTube", format!("https://www.youtube.com/embed/{id}{}", start("t")))),
        ("vimeo.com" | "www.vimeo.com", [.., id]) => Some(("Vimeo", format!("https://player.vimeo.com/video/{id}"))),
        ("music.yandex.ru", ["album", album, "track", track]) => {
            Some(("Yandex", format!("https://music.yandex.ru/iframe/#track/{track}/{album}/")))
        }
        ("ok.ru", ["video", id]) => Some(("Odnoklassniki", format!("https://ok.ru/videoembed/{id}"))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_have_players() {
        for (page, embedded) in [
            ("https://www.youtube.com/watch?v=AbC&t=100s", "https://www.youtube.com/embed/AbC?start=100"),
            ("//youtu.be/AbC", "https://www.youtube.com/embed/AbC"),
            ("https://vimeo.com/8607834", "https://player.vimeo.com/video/8607834"),
            ("https://ok.ru/video/26870090463", "https://ok.ru/videoembed/26870090463"),
        ] {
            assert_eq!(hosted(page).map(|(_, player)| player).as_deref(), Some(embedded), "{page}");
        }
        assert_eq!(hosted("https://www.youtube.com/watch"), None);
        assert_eq!(hosted("media/a.png"), None);
    }

    #[test]
    fn files_are_played() {
        let media = Media { width: "10".into(), height: "5".into(), controls: false, class: "c".into() };
        assert_eq!(
            player("a/b.MP4?x#y", &media).as_deref(),
            Some(
                "<video class=\"c\" width=\"10\" height=\"5\"><source type=\"video/mp4\" src=\"a/b.MP4?x#y\"></source></video>"
            )
        );
        assert_eq!(player("a.mp4/b.png", &media), None);
        assert_eq!(player("b", &media), None);
    }
}

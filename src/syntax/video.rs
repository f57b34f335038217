//! Addresses of embedded videos (DocFX behaviour, section 1.3).

/// The address that a frame loads for a video's address, as DocFX mends it: `http` becomes `https`, Channel 9 is asked
/// for no cookies, and a video or playlist of YouTube is taken from its cookie-free host, related videos off unless
/// the address says otherwise. An address that is not `http(s)://host` is returned as it is. The result is not
/// escaped for HTML.
pub fn embed_url(url: &str) -> String {
    let secure = match url.strip_prefix("http:") {
        Some(rest) => format!("https:{rest}"),
        None => url.to_owned(),
    };
    let Some(mut address) = Address::parse(&secure) else { return secure };
    match address.host.as_str() {
        "channel9.msdn.com" => address.add("nocookie=true"),
        "youtube.com" | "www.youtube.com" | "youtu.be" | "www.youtube-nocookie.com" => address.embed_youtube(),
        _ => {}
    }
    address.write()
}

/// The pieces of an `https` address.
struct Address {
    user: String,
    host: String,
    port: String,
    path: String,
    query: Vec<String>,
    fragment: String,
}

impl Address {
    fn parse(url: &str) -> Option<Address> {
        let (scheme, rest) = url.split_once("://")?;
        if !scheme.eq_ignore_ascii_case("https") {
            return None;
        }
        let (rest, fragment) = rest.find('#').map_or((rest, ""), |at| rest.split_at(at));
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, path) = rest.find('/').map_or((rest, "/"), |at| rest.split_at(at));
        let (user, host) = authority.rfind('@').map_or(("", authority), |at| authority.split_at(at + 1));
        let (host, port) = host.rfind(':').map_or((host, ""), |at| host.split_at(at));
        if host.is_empty() || host.contains(char::is_whitespace) {
            return None;
        }
        Some(Address {
            user: user.to_owned(),
            host: host.to_ascii_lowercase(),
            port: Some(port).filter(|port| *port != ":443").unwrap_or_default().to_owned(),
            path: path.to_owned(),
            query: query.split('&').filter(|piece| !piece.is_empty()).map(str::to_owned).collect(),
            fragment: fragment.to_owned(),
        })
    }

    fn write(&self) -> String {
        let Address { user, host, port, path, fragment, .. } = self;
        let query = self.query.join("&");
        let mark = if query.is_empty() { "" } else { "?" };
        format!("https://{user}{host}{port}{path}{mark}{query}{fragment}")
    }

    fn add(&mut self, piece: &str) {
        self.query.push(piece.to_owned());
    }

    fn embed_youtube(&mut self) {
        if let Some(id) = self.youtube_id() {
            self.path = format!("/embed/{id}");
        } else if let Some(list) = self.value("list=") {
            self.path = "/embed/videoseries".to_owned();
            self.query = vec![format!("list={list}")];
        } else {
            // Neither a video nor a list is named: DocFX changes only the two long host names.
            if self.host != "youtu.be" {
                self.host = "www.youtube-nocookie.com".to_owned();
            }
            return;
        }
        self.host = "www.youtube-nocookie.com".to_owned();
        if !self.query.iter().any(|piece| piece.starts_with("rel=")) {
            self.add("rel=0");
        }
    }

    /// The video: the path of a short address, `v=` (which leaves the query), or an embed path.
    fn youtube_id(&mut self) -> Option<String> {
        if self.host == "youtu.be" {
            return self.path.strip_prefix('/').filter(|id| !id.is_empty()).map(str::to_owned);
        }
        if let Some(id) = self.value("v=") {
            self.query.retain(|piece| piece.strip_prefix("v=") != Some(&id));
            return Some(id);
        }
        let (before, id) = self.path.rsplit_once('/')?;
        (before.ends_with("/embed") && !id.is_empty() && id != "videoseries").then(|| id.to_owned())
    }

    fn value(&self, key: &str) -> Option<String> {
        let mut values = self.query.iter().filter_map(|piece| piece.strip_prefix(key));
        values.find(|value| !value.is_empty()).map(str::to_owned)
    }
}

#[cfg(test)]
mod tests {
    use super::embed_url;

    #[test]
    fn plain_addresses_only_become_secure() {
        for (url, embedded) in [
            (
                "https://www.microsoft.com/en-us/videoplayer/embed/RE1",
                "https://www.microsoft.com/en-us/videoplayer/embed/RE1",
            ),
            ("http://example.com/a.mp4?x=1#t=3", "https://example.com/a.mp4?x=1#t=3"),
            ("media/film.mp4", "media/film.mp4"),
            ("https://", "https://"),
            ("HTTPS://Example.com", "https://example.com/"),
            ("https://me@example.com:8443/a", "https://me@example.com:8443/a"),
        ] {
            assert_eq!(embed_url(url), embedded);
        }
    }

    #[test]
    fn channel_9_is_asked_for_no_cookies() {
        let shows = "https://channel9.msdn.com/Shows/x/";
        assert_eq!(embed_url(shows), format!("{shows}?nocookie=true"));
        assert_eq!(embed_url(&format!("{shows}?a=b")), format!("{shows}?a=b&nocookie=true"));
    }

    #[test]
    fn youtube_is_embedded_without_cookies() {
        let host = "https://www.youtube-nocookie.com";
        for (url, embedded) in [
            ("https://www.youtube.com/watch?v=AbC-1", "/embed/AbC-1?rel=0"),
            ("http://youtube.com/watch?t=5&v=AbC&list=L", "/embed/AbC?t=5&list=L&rel=0"),
            ("https://youtu.be/AbC?t=9", "/embed/AbC?t=9&rel=0"),
            ("https://WWW.YouTube.com/embed/AbC?rel=1", "/embed/AbC?rel=1"),
            ("https://www.youtube-nocookie.com/embed/AbC", "/embed/AbC?rel=0"),
            ("https://www.youtube.com/playlist?list=PL1&x=2", "/embed/videoseries?list=PL1&rel=0"),
            ("https://www.youtube.com/embed/videoseries?list=PL1", "/embed/videoseries?list=PL1&rel=0"),
            ("https://www.youtube.com/user/someone", "/user/someone"),
        ] {
            assert_eq!(embed_url(url), format!("{host}{embedded}"), "{url}");
        }
    }

    /// The `src` of each frame in the vectors of `:::video`.
    #[test]
    fn vectors() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/vectors/docfx-markdown.json");
        let Ok(text) = std::fs::read_to_string(path) else { return println!("skipped: ../shared is not here") };
        let all: serde_json::Value = serde_json::from_str(&text).expect("the vectors are JSON");
        let mut total = 0;
        for vector in all["vectors"].as_array().expect("a list") {
            let input = vector["input"].as_str().unwrap_or_default();
            let html = vector["expected_html"].as_str().unwrap_or_default();
            let Some(src) = html.split_once("<iframe src=\"").and_then(|(_, rest)| rest.split('"').next()) else {
                continue;
            };
            let url = match input.split_once(":::video source=\"") {
                Some((_, rest)) => rest.split('"').next(),
                None => input.split_once("[!Video ").and_then(|(_, rest)| rest.split(']').next()),
            };
            let Some(url) = url else { continue };
            assert_eq!(embed_url(url), src, "{}", vector["name"]);
            total += 1;
        }
        println!("video vectors: {total} passed of {total}");
        assert!(total > 0);
    }
}

//! What an address is: its host, and whether its form may be asked at all. Read as browsers read it (WHATWG URL
//! standard), so that `http://0x7f.1/`, `http://2130706433/` and `http://１２７.0.0.1/` are what they mean.

use super::address::{Allowed, refused, refused_name};
use core::net::IpAddr;
use url::{Host, Url};

/// An address that may be asked, as far as its text says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    /// Its host is this IP address, which may be asked.
    Address(IpAddr),
    /// Its host has this name; what it stands for has yet to be vetted. Whether private addresses will do.
    Name(String, bool),
}

/// Why an address is not asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Refusal {
    /// It is no address; the words are the end of "it is …".
    Invalid(String),
    /// It may not be asked; the words are the end of "it is …".
    Blocked(String),
}

/// Reads an address.
pub(super) fn parse(text: &str) -> Result<Url, Refusal> {
    Url::parse(text).map_err(|error| Refusal::Invalid(format!("no valid address: {error}")))
}

/// Vets the form of an address and, where its host is an IP address, that too.
pub(super) fn vet(url: &Url, allowed: &Allowed) -> Result<Target, Refusal> {
    if !matches!(url.scheme(), "http" | "https") {
        return Err(Refusal::Blocked(format!("no web address but one of `{}:`", url.scheme())));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Refusal::Blocked("an address with a user name in it".to_owned()));
    }
    match url.host() {
        None => Err(Refusal::Invalid("an address without a host".to_owned())),
        Some(Host::Ipv4(address)) => vetted(address.into(), allowed).map(|()| Target::Address(address.into())),
        Some(Host::Ipv6(address)) => vetted(address.into(), allowed).map(|()| Target::Address(address.into())),
        Some(Host::Domain(name)) => {
            let private = allowed.has_host(name);
            match refused_name(name).filter(|_| !private) {
                Some(words) => Err(Refusal::Blocked(words.to_owned())),
                None => Ok(Target::Name(name.to_owned(), private)),
            }
        }
    }
}

/// Vets an IP address.
pub(super) fn vetted(address: IpAddr, allowed: &Allowed) -> Result<(), Refusal> {
    match refused(address, allowed) {
        Some(words) => Err(Refusal::Blocked(words.to_owned())),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(text: &str) -> Result<Target, Refusal> {
        vet(&parse(text)?, &Allowed::default())
    }

    #[test]
    fn every_spelling_of_a_private_address_is_refused() {
        for text in [
            "http://127.0.0.1/",
            "http://127.1/",
            "http://127.0.1/",
            "http://2130706433/",
            "http://0x7f000001/",
            "http://0x7f.1/",
            "http://0177.0.0.1/",
            "http://017700000001/",
            "http://0x7F.0x0.0x0.0x1/",
            "http://127.0.0.1./",
            "http://１２７.0.0.1/",
            "http://127。0。0。1/",
            "http://%31%32%37.0.0.1/",
            "http://[::1]/",
            "http://[::]/",
            "http://[::ffff:127.0.0.1]/",
            "http://[::ffff:7f00:1]/",
            "http://[0:0:0:0:0:ffff:127.0.0.1]/",
            "http://[64:ff9b::7f00:1]/",
            "http://[2002:7f00:1::]/",
            "http://[::127.0.0.1]/",
            "http://[fd00:ec2::254]/",
            "http://[fe80::1]/",
            "http://169.254.169.254/latest/",
            "http://0xa9fea9fe/",
            "http://2852039166/",
            "http://0/",
            "http://0.0.0.0:8080/",
            "http:10.0.0.1/",
            "http:\\\\10.0.0.1\\x",
            "https:///10.0.0.1/",
            "HTTP://192.168.1.1:443",
            "http://168.63.129.16/",
            "http://localhost/",
            "http://localhost./",
            "http://LOCALHOST:80/",
            "http://x.localhost/",
            "http://router/",
            "http://user@127.0.0.1/",
            "http://a.no:80@127.0.0.1/",
            "http://user:secret@a.no/",
            "http://@127.0.0.1/",
            "file:///etc/passwd",
            "gopher://a.no/",
            "ftp://a.no/",
            "javascript:alert(1)",
            "data:text/plain,x",
        ] {
            assert!(matches!(look(text), Err(Refusal::Blocked(_))), "{text}: {:?}", look(text));
        }
    }

    #[test]
    fn what_is_no_address_is_said_so() {
        for text in [
            "http://",
            "http://a b/",
            "http://[::1/",
            "http://1.2.3.4.5.6/",
            "http://256.0.0.1/",
            "nonsense",
            "http://a.no:99999/",
        ] {
            assert!(matches!(look(text), Err(Refusal::Invalid(_))), "{text}: {:?}", look(text));
        }
    }

    #[test]
    fn public_ones_may_be_asked() {
        assert_eq!(look("http://0x01010101/"), Ok(Target::Address("1.1.1.1".parse().expect("an address"))));
        assert_eq!(look("https://Ålesund.NO/å"), Ok(Target::Name("xn--lesund-hua.no".to_owned(), false)));
    }
}

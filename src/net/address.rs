//! Which IP addresses may be asked: those of the public internet, and what the configuration allows.
//!
//! A page of a site can name any address, and a checker runs where private services are near: beside them in CI, or on
//! the laptop of somebody who is inside a company's network. The list follows the special-purpose registries (IANA,
//! RFC 6890 and its updates), and adds the addresses at which clouds answer their own machines.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// What the configuration allows of what is private.
#[derive(Debug, Clone, Default)]
pub(super) struct Allowed {
    /// Names of hosts, in lower case.
    pub(super) hosts: Vec<String>,
    /// Networks: an address and how many bits of it count.
    pub(super) networks: Vec<(IpAddr, u8)>,
}

impl Allowed {
    /// Whether the host of this name may have any address.
    pub(super) fn has_host(&self, host: &str) -> bool {
        self.hosts.iter().any(|allowed| allowed == bare(host))
    }

    fn has_address(&self, address: IpAddr) -> bool {
        self.networks.iter().any(|(network, bits)| within(address, *network, *bits))
    }
}

/// A name without the dot that may stand behind the last label.
fn bare(host: &str) -> &str {
    host.strip_suffix('.').unwrap_or(host)
}

/// Why an address may not be asked, as the end of "it is …"; nothing if it may.
pub(super) fn refused(address: IpAddr, allowed: &Allowed) -> Option<&'static str> {
    if allowed.has_address(address) { None } else { special(address) }
}

/// Why a name is not even looked up, as the end of "it is …": it means this machine or something near it. Looking up
/// names that end in `local` would already send a packet to everybody on the network (RFC 6762).
pub(super) fn refused_name(host: &str) -> Option<&'static str> {
    let host = bare(host);
    let last = host.rsplit('.').next().unwrap_or(host);
    match last {
        "localhost" | "localdomain" => Some("a name of this machine"),
        "local" | "internal" | "lan" | "intranet" | "corp" | "home" => Some("a name of a private network"),
        "arpa" if host.ends_with("home.arpa") => Some("a name of a private network"),
        "onion" => Some("a name outside the public internet"),
        _ if !host.contains('.') => Some("a name of a private network"),
        _ => None,
    }
}

fn special(address: IpAddr) -> Option<&'static str> {
    match address {
        IpAddr::V4(address) => special_v4(address),
        IpAddr::V6(address) => special_v6(address),
    }
}

/// The rows of the IPv4 registry that are not public, most telling first.
const V4: &[(Ipv4Addr, u8, &str)] = &[
    (Ipv4Addr::new(0, 0, 0, 0), 8, "an address of this network"),
    (Ipv4Addr::new(127, 0, 0, 0), 8, "a loopback address"),
    (Ipv4Addr::new(10, 0, 0, 0), 8, "a private address"),
    (Ipv4Addr::new(172, 16, 0, 0), 12, "a private address"),
    (Ipv4Addr::new(192, 168, 0, 0), 16, "a private address"),
    (Ipv4Addr::new(169, 254, 0, 0), 16, "a link-local address"),
    // Networks of providers, behind which some clouds keep their metadata (100.100.100.200).
    (Ipv4Addr::new(100, 64, 0, 0), 10, "a shared address of a provider"),
    // The host agent of Azure.
    (Ipv4Addr::new(168, 63, 129, 16), 32, "an address of a cloud's own services"),
    (Ipv4Addr::new(192, 0, 0, 0), 24, "an address of the protocol itself"),
    (Ipv4Addr::new(192, 0, 2, 0), 24, "an address for documentation"),
    (Ipv4Addr::new(198, 51, 100, 0), 24, "an address for documentation"),
    (Ipv4Addr::new(203, 0, 113, 0), 24, "an address for documentation"),
    (Ipv4Addr::new(192, 88, 99, 0), 24, "an address of a relay"),
    (Ipv4Addr::new(198, 18, 0, 0), 15, "an address for measurements"),
    (Ipv4Addr::new(224, 0, 0, 0), 4, "a multicast address"),
    (Ipv4Addr::new(240, 0, 0, 0), 4, "a reserved address"),
];

fn special_v4(address: Ipv4Addr) -> Option<&'static str> {
    let row = V4.iter().find(|(network, bits, _)| within(address.into(), (*network).into(), *bits));
    row.map(|(_, _, words)| *words)
}

/// Prefixes that carry an IPv4 address, and the byte at which it starts: mapped (RFC 4291), translated (RFC 6052 and
/// 7915), 6to4 (RFC 3056) and the deprecated compatible form.
const CARRIERS: &[(Ipv6Addr, u8, usize)] = &[
    (Ipv6Addr::new(0, 0, 0, 0, 0, 0xffff, 0, 0), 96, 12),
    (Ipv6Addr::new(0, 0, 0, 0, 0xffff, 0, 0, 0), 96, 12),
    (Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, 0, 0), 96, 12),
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16, 2),
    (Ipv6Addr::new(0, 0, 0, 0, 0, 0, 0, 0), 96, 12),
];

/// Rows of the IPv6 registry that are not public.
const V6: &[(Ipv6Addr, u8, &str)] = &[
    (Ipv6Addr::new(0xfc00, 0, 0, 0, 0, 0, 0, 0), 7, "a private address"),
    (Ipv6Addr::new(0xfe80, 0, 0, 0, 0, 0, 0, 0), 10, "a link-local address"),
    (Ipv6Addr::new(0xfec0, 0, 0, 0, 0, 0, 0, 0), 10, "a private address"),
    (Ipv6Addr::new(0xff00, 0, 0, 0, 0, 0, 0, 0), 8, "a multicast address"),
    // Teredo and others, which tunnel to addresses that nobody vetted.
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23, "an address of a tunnel"),
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32, "an address for documentation"),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20, "an address for documentation"),
];

fn special_v6(address: Ipv6Addr) -> Option<&'static str> {
    if address.is_loopback() {
        return Some("a loopback address");
    }
    if address.is_unspecified() {
        return Some("an address of this network");
    }
    if let Some(inner) = carried(address) {
        return special_v4(inner);
    }
    let row = V6.iter().find(|(network, bits, _)| within(address.into(), (*network).into(), *bits));
    // Whatever is not global unicast (2000::/3, RFC 4291 section 2.4) is not public, also where it is not assigned yet.
    row.map(|(_, _, words)| *words).or_else(|| (address.segments()[0] >> 13 != 1).then_some("a reserved address"))
}

/// The IPv4 address that an IPv6 address stands for.
fn carried(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let bytes = address.octets();
    let at = CARRIERS.iter().find(|(network, bits, _)| within(address.into(), (*network).into(), *bits));
    // ISATAP (RFC 5214) has the address behind `0:5efe` or `200:5efe` in networks of any prefix.
    let isatap = [[0, 0, 0x5e, 0xfe], [2, 0, 0x5e, 0xfe]].iter().any(|mark| bytes[8..12] == *mark);
    let start = at.map(|(_, _, start)| *start).or(isatap.then_some(12))?;
    let quad: [u8; 4] = bytes.get(start..start + 4)?.try_into().ok()?;
    Some(quad.into())
}

/// Whether an address lies in a network of this many bits. The two families do not mix.
fn within(address: IpAddr, network: IpAddr, bits: u8) -> bool {
    match (address, network) {
        (IpAddr::V4(a), IpAddr::V4(n)) => {
            let mask = u32::MAX.checked_shl(32 - u32::from(bits.min(32))).unwrap_or(0);
            a.to_bits() & mask == n.to_bits() & mask
        }
        (IpAddr::V6(a), IpAddr::V6(n)) => {
            let mask = u128::MAX.checked_shl(128 - u32::from(bits.min(128))).unwrap_or(0);
            a.to_bits() & mask == n.to_bits() & mask
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(address: &str) -> Option<&'static str> {
        refused(address.parse().expect("an address"), &Allowed::default())
    }

    #[test]
    fn private_addresses_are_refused_in_every_wrapping() {
        let private = [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "10.255.255.255",
            "100.64.0.1",
            "100.100.100.200",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.255.254",
            "168.63.129.16",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.192",
            "192.0.2.1",
            "192.168.0.1",
            "198.18.0.1",
            "198.19.255.255",
            "203.0.113.9",
            "224.0.0.1",
            "239.255.255.250",
            "240.0.0.1",
            "255.255.255.255",
        ];
        for address in private {
            assert!(words(address).is_some(), "{address}");
            let v4: Ipv4Addr = address.parse().expect("an address");
            let [a, b, c, d] = v4.octets().map(u16::from);
            let (high, low) = (a << 8 | b, c << 8 | d);
            for wrapped in [
                Ipv6Addr::new(0, 0, 0, 0, 0, 0xffff, high, low),
                Ipv6Addr::new(0, 0, 0, 0, 0, 0, high, low),
                Ipv6Addr::new(0, 0, 0, 0, 0xffff, 0, high, low),
                Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, high, low),
                Ipv6Addr::new(0x2002, high, low, 0, 0, 0, 0, 1),
                Ipv6Addr::new(0x2a00, 1, 2, 3, 0, 0x5efe, high, low),
            ] {
                assert!(words(&wrapped.to_string()).is_some(), "{wrapped} carries {address}");
            }
        }
        for address in [
            "::",
            "::1",
            "fc00::1",
            "fd00:ec2::254",
            "fdff::1",
            "fe80::1",
            "febf::1",
            "fec0::1",
            "ff02::1",
            "2001::1",
            "2001:db8::1",
            "3fff::1",
            "100::1",
            "64:ff9b:1::1",
            "4000::1",
            "5f00::1",
        ] {
            assert!(words(address).is_some(), "{address}");
        }
    }

    #[test]
    fn public_addresses_are_not() {
        for address in [
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "126.255.255.255",
            "128.0.0.1",
            "168.63.129.15",
            "169.253.255.255",
            "172.15.255.255",
            "172.32.0.0",
            "192.167.255.255",
            "223.255.255.255",
            "2606:4700::1111",
            "2a00:1450::1",
            "::ffff:1.1.1.1",
            "64:ff9b::1.1.1.1",
            "2002:101:101::1",
            "2003::1",
        ] {
            assert_eq!(words(address), None, "{address}");
        }
    }

    #[test]
    fn what_is_allowed_is_no_more_than_that() {
        let allowed = Allowed {
            hosts: vec!["wiki.corp".to_owned()],
            networks: vec![("10.1.0.0".parse().expect("an address"), 16), ("::1".parse().expect("an address"), 128)],
        };
        let may = |address: &str| refused(address.parse().expect("an address"), &allowed).is_none();
        assert!(may("10.1.255.1") && may("::1") && may("8.8.8.8"));
        assert!(!may("10.2.0.1") && !may("::2") && !may("::ffff:10.1.0.1"));
        assert!(allowed.has_host("wiki.corp.") && !allowed.has_host("x.wiki.corp"));
    }

    #[test]
    fn names_that_are_near_are_not_looked_up() {
        for name in [
            "localhost",
            "localhost.",
            "a.localhost",
            "printer.local",
            "metadata.google.internal",
            "intranet",
            "nas.home.arpa",
            "x.onion",
        ] {
            assert!(refused_name(name).is_some(), "{name}");
        }
        for name in ["a.no", "localhost.a.no", "local.no", "docs.microsoft.com."] {
            assert_eq!(refused_name(name), None, "{name}");
        }
    }
}

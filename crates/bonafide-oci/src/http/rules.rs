//! Where requests may go.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::Address;
use super::address::{Named, Origin};

/// The registry that names without a domain mean, and the host that serves it.
const HUB: &str = "docker.io";
const HUB_HOST: &str = "registry-1.docker.io";
/// Where that registry gives tokens.
const HUB_REALM: &str = "auth.docker.io";

/// What the caller allows beyond the defaults, and forbids beyond them.
#[derive(Clone, Debug, Default)]
pub(super) struct Rules {
    /// Hosts that are asked without TLS.
    pub(super) plain: Vec<Named>,
    /// Hosts on this machine that are asked with TLS.
    pub(super) tls: Vec<Named>,
    /// Whether addresses of private networks and of this machine are refused.
    pub(super) denies_private: bool,
    /// Hosts for which they are not.
    pub(super) private: Vec<Named>,
    /// Registries, and hosts that may see the credentials for them.
    pub(super) realms: Vec<(Named, Named)>,
}

/// Where a token server stands to a registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Realm {
    /// It may see the credentials.
    Trusted,
    /// It may be asked without any.
    Foreign,
    /// It may not be asked.
    Forbidden,
}

/// How far away an address is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    Public,
    Private,
    LinkLocal,
}

impl Rules {
    /// The address of a registry.
    pub(super) fn base(&self, domain: &str) -> Option<Address> {
        let host = if domain == HUB { HUB_HOST } else { domain };
        let plain = Address::parse(&format!("http://{host}/"))?;
        if self.is_plain(plain.origin()) {
            return Some(plain);
        }
        Address::parse(&format!("https://{host}/"))
    }

    /// Whether this host is asked without TLS.
    fn is_plain(&self, origin: &Origin) -> bool {
        let is_named = |named: &[Named]| named.iter().any(|it| it.is(origin));
        is_named(&self.plain) || (origin.is_loopback() && !is_named(&self.tls))
    }

    /// Whether a redirect may be followed.
    ///
    /// # Errors
    /// Why not.
    pub(super) fn redirect(&self, from: &Origin, to: &Origin) -> Result<(), &'static str> {
        if let Some(ip) = to.ip()
            && !self.may_connect(to, ip)
        {
            return Err("a redirect to an address that is not allowed");
        }
        if to.is_https() {
            return Ok(());
        }
        if from.is_https() {
            return Err("a redirect away from TLS");
        }
        let is_local = |origin: &Origin| origin.is_loopback() && self.is_plain(origin);
        if to == from || (is_local(from) && is_local(to)) {
            Ok(())
        } else {
            Err("a redirect to another host without TLS")
        }
    }

    /// Whether a connection to this address may be opened for this host. Link-local addresses are
    /// where clouds keep the credentials of machines, and are never asked.
    pub(super) fn may_connect(&self, origin: &Origin, ip: IpAddr) -> bool {
        let is_named = |named: &[Named]| named.iter().any(|it| it.is(origin));
        // Somebody may make the name resolve to another machine.
        let is_honest = origin.host() != "localhost" || origin.is_https() || ip.is_loopback();
        let is_named_plain = is_named(&self.plain);
        match reach(ip) {
            Reach::LinkLocal => false,
            Reach::Public => is_honest || is_named_plain,
            Reach::Private => {
                let is_allowed = !self.denies_private || is_named(&self.private) || is_named_plain;
                is_allowed && (is_honest || is_named_plain)
            }
        }
    }

    /// Whether a token server may see the credentials for a registry.
    pub(super) fn realm(&self, registry: &Origin, realm: &Origin) -> Realm {
        if !realm.is_https() && (registry.is_https() || !self.is_plain(realm)) {
            return Realm::Forbidden;
        }
        let (ours, theirs) = (registry.host(), realm.host());
        let is_listed = self.realms.iter().any(|(host, allowed)| {
            let is_hub = host.host() == HUB && ours == HUB_HOST;
            (is_hub || host.is(registry)) && allowed.is(realm)
        });
        let is_hub = ours == HUB_HOST && theirs == HUB_REALM;
        let is_named = registry.ip().is_none() && realm.ip().is_none();
        let is_related = is_named && is_below(theirs, ours);
        if ours == theirs || is_hub || is_listed || is_related {
            Realm::Trusted
        } else {
            Realm::Foreign
        }
    }
}

fn is_below(name: &str, parent: &str) -> bool {
    let above = name
        .strip_suffix(parent)
        .and_then(|it| it.strip_suffix('.'));
    parent.contains('.') && above.is_some_and(|it| !it.is_empty())
}

fn reach(ip: IpAddr) -> Reach {
    match ip {
        IpAddr::V4(ip) => reach_v4(ip),
        IpAddr::V6(ip) => reach_v6(ip),
    }
}

fn reach_v4(ip: Ipv4Addr) -> Reach {
    let [first, second, ..] = ip.octets();
    // Shared by the customers of a provider.
    let is_shared = first == 100 && second & 0xc0 == 64;
    let is_special = ip.is_loopback() || ip.is_multicast() || ip.is_broadcast() || first == 0;
    if ip.is_link_local() {
        Reach::LinkLocal
    } else if ip.is_private() || is_shared || is_special {
        Reach::Private
    } else {
        Reach::Public
    }
}

fn reach_v6(ip: Ipv6Addr) -> Reach {
    let [first, second, third, ..] = ip.segments();
    let [.., a, b, c, d] = ip.octets();
    let last = Ipv4Addr::new(a, b, c, d);
    if ip.is_unspecified() || ip.is_loopback() || ip.is_multicast() {
        return Reach::Private;
    }
    // Addresses that hold an IPv4 address lead there: mapped, compatible, translated, tunnelled.
    let is_translated = ip.segments().starts_with(&[0x64, 0xff9b, 0, 0, 0, 0]);
    let is_compatible = ip.segments().starts_with(&[0, 0, 0, 0, 0, 0]);
    if ip.to_ipv4_mapped().is_some() || is_translated || is_compatible {
        return reach_v4(last);
    }
    if first == 0x2002 {
        let [[a, b], [c, d]] = [second.to_be_bytes(), third.to_be_bytes()];
        return reach_v4(Ipv4Addr::new(a, b, c, d));
    }
    match first {
        first if first & 0xffc0 == 0xfe80 => Reach::LinkLocal,
        first if first & 0xfe00 == 0xfc00 || first & 0xffc0 == 0xfec0 => Reach::Private,
        _ => Reach::Public,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(text: &str) -> Origin {
        Address::parse(text).unwrap().origin().clone()
    }

    fn named(text: &str) -> Named {
        Named::parse(text).unwrap()
    }

    #[test]
    fn registries_are_asked_over_tls_unless_they_are_local_or_named() {
        let rules = Rules {
            plain: vec![named("reg.lan:5000")],
            tls: vec![named("localhost:5001")],
            ..Rules::default()
        };
        for (domain, base) in [
            ("docker.io", "https://registry-1.docker.io/"),
            ("ghcr.io", "https://ghcr.io/"),
            ("10.0.0.1:5000", "https://10.0.0.1:5000/"),
            ("reg.lan:5000", "http://reg.lan:5000/"),
            ("reg.lan", "https://reg.lan/"),
            ("localhost:5000", "http://localhost:5000/"),
            ("127.0.0.1:5000", "http://127.0.0.1:5000/"),
            ("[::1]:5000", "http://[::1]:5000/"),
            ("localhost:5001", "https://localhost:5001/"),
        ] {
            assert_eq!(rules.base(domain).unwrap().to_string(), base);
        }
        assert!(rules.base("127.1").is_none());
    }

    #[test]
    fn redirects_do_not_leave_tls() {
        let rules = Rules {
            plain: vec![named("reg.lan:5000")],
            ..Rules::default()
        };
        for (from, to, is_allowed) in [
            ("https://a", "https://b", true),
            ("https://a", "http://a", false),
            ("https://a", "http://127.0.0.1", false),
            ("http://127.0.0.1:1", "http://localhost:2", true),
            ("http://127.0.0.1:1", "https://b", true),
            ("http://127.0.0.1:1", "http://b", false),
            ("http://127.0.0.1:1", "http://reg.lan:5000", false),
            ("http://reg.lan:5000", "http://reg.lan:5000", true),
            ("http://reg.lan:5000", "http://127.0.0.1:1", false),
            ("https://a", "https://169.254.169.254", false),
            ("https://a", "https://[fe80::1]", false),
            ("https://a", "https://[::ffff:169.254.169.254]", false),
            ("https://a", "https://10.0.0.1", true),
        ] {
            let found = rules.redirect(&origin(from), &origin(to));
            assert_eq!(found.is_ok(), is_allowed, "{from} to {to}");
        }
    }

    #[test]
    fn addresses_are_told_apart_by_how_far_they_reach() {
        for (text, expected) in [
            ("8.8.8.8", Reach::Public),
            ("169.254.0.1", Reach::LinkLocal),
            ("169.255.0.1", Reach::Public),
            ("127.0.0.1", Reach::Private),
            ("0.0.0.0", Reach::Private),
            ("10.1.2.3", Reach::Private),
            ("172.16.0.1", Reach::Private),
            ("172.32.0.1", Reach::Public),
            ("192.168.0.1", Reach::Private),
            ("100.64.0.1", Reach::Private),
            ("100.128.0.1", Reach::Public),
            ("224.0.0.1", Reach::Private),
            ("::", Reach::Private),
            ("::1", Reach::Private),
            ("fe80::1", Reach::LinkLocal),
            ("febf::1", Reach::LinkLocal),
            ("fec0::1", Reach::Private),
            ("fd00:ec2::254", Reach::Private),
            ("2606:4700::1", Reach::Public),
            ("::ffff:169.254.169.254", Reach::LinkLocal),
            ("::169.254.169.254", Reach::LinkLocal),
            ("64:ff9b::169.254.169.254", Reach::LinkLocal),
            ("2002:a9fe:a9fe::1", Reach::LinkLocal),
            ("::ffff:8.8.8.8", Reach::Public),
        ] {
            assert_eq!(reach(text.parse().unwrap()), expected, "{text}");
        }
    }

    #[test]
    fn private_addresses_are_refused_when_asked() {
        let mut rules = Rules {
            denies_private: true,
            private: vec![named("mirror.corp")],
            plain: vec![named("127.0.0.1:5000")],
            ..Rules::default()
        };
        let ten: IpAddr = "10.0.0.1".parse().unwrap();
        let local: IpAddr = "127.0.0.1".parse().unwrap();
        assert!(!rules.may_connect(&origin("https://evil.example"), ten));
        assert!(!rules.may_connect(&origin("https://evil.example"), local));
        assert!(!rules.may_connect(&origin("http://127.0.0.1:5001"), local));
        assert!(rules.may_connect(&origin("https://mirror.corp"), ten));
        assert!(rules.may_connect(&origin("http://127.0.0.1:5000"), local));
        rules.denies_private = false;
        assert!(rules.may_connect(&origin("https://evil.example"), ten));
        assert!(rules.may_connect(&origin("http://localhost:1"), local));
        assert!(!rules.may_connect(&origin("http://localhost:1"), ten));
    }

    #[test]
    fn credentials_go_to_token_servers_of_the_same_owner_only() {
        let rules = Rules {
            realms: vec![
                (named("registry.gitlab.com"), named("gitlab.com")),
                (named("docker.io"), named("login.example")),
            ],
            ..Rules::default()
        };
        for (registry, realm, expected) in [
            ("https://ghcr.io", "https://ghcr.io", Realm::Trusted),
            ("https://ghcr.io", "https://ghcr.io:8443", Realm::Trusted),
            ("https://ghcr.io", "http://ghcr.io", Realm::Forbidden),
            ("https://ghcr.io", "http://127.0.0.1", Realm::Forbidden),
            ("https://ghcr.io", "https://auth.ghcr.io", Realm::Trusted),
            ("https://ghcr.io", "https://evilghcr.io", Realm::Foreign),
            ("https://ghcr.io", "https://quay.io", Realm::Foreign),
            (
                "https://registry-1.docker.io",
                "https://auth.docker.io",
                Realm::Trusted,
            ),
            (
                "https://registry-1.docker.io",
                "https://login.example",
                Realm::Trusted,
            ),
            (
                "https://registry.digitalocean.com",
                "https://api.digitalocean.com",
                Realm::Foreign,
            ),
            (
                "https://registry.gitlab.com",
                "https://gitlab.com",
                Realm::Trusted,
            ),
            (
                "https://registry.example.com",
                "https://example.com",
                Realm::Foreign,
            ),
            (
                "https://registry.gitlab.org",
                "https://gitlab.com",
                Realm::Foreign,
            ),
            ("https://mine.co.uk", "https://evil.co.uk", Realm::Foreign),
            (
                "https://r.mine.co.uk",
                "https://a.mine.co.uk",
                Realm::Foreign,
            ),
            ("https://a.com", "https://b.com", Realm::Foreign),
            ("https://a.b.com", "https://x.a.c.com", Realm::Foreign),
            ("http://127.0.0.1:1", "http://127.0.0.1:2", Realm::Trusted),
            ("http://127.0.0.1:1", "http://localhost:2", Realm::Foreign),
            (
                "http://127.0.0.1:1",
                "http://evil.example",
                Realm::Forbidden,
            ),
            ("https://1.2.3.4", "https://5.2.3.4", Realm::Foreign),
        ] {
            let found = rules.realm(&origin(registry), &origin(realm));
            assert_eq!(found, expected, "{registry} and {realm}");
        }
    }
}

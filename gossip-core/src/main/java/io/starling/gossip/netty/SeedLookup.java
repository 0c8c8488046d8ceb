package io.starling.gossip.netty;

import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.Names;
import io.starling.gossip.runtime.Resolver.Resolution;
import io.starling.gossip.runtime.Seed;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

import javax.naming.CommunicationException;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;

/// Asks this host what a seed stands for: its resolver, its name servers, its files.
///
/// Thread-safe; blocks, for as long as a name server takes.
public final class SeedLookup {

    /// The system's resolver, as far as it is needed.
    @FunctionalInterface
    interface Hosts {
        InetAddress[] addressesOf(String host) throws UnknownHostException;
    }

    /// The name servers, as far as they are needed.
    @FunctionalInterface
    interface Services {
        List<ServiceRecords.Target> recordsOf(String name) throws NamingException;
    }

    private final Hosts hosts;
    private final Services services;

    SeedLookup(Hosts hosts, Services services) {
        this.hosts = hosts;
        this.services = services;
    }

    /// With the host's own configuration.
    public static SeedLookup ofSystem() {
        return new SeedLookup(
                InetAddress::getAllByName, new ServiceRecords(ServiceRecords.SYSTEM)::of);
    }

    /// Blocks. What a node does with a seed on its own threads, for whoever has no loop.
    ///
    /// @param portDefault where the seed names none
    public Resolution resolve(String seed, int portDefault) {
        var findings = new Findings();
        lookUp(Seed.parse(seed, portDefault), portDefault, findings);
        return findings.end();
    }

    void lookUp(Seed seed, int portDefault, Findings findings) {
        switch (seed) {
            case Seed.Address(var endpoint) -> findings.found(endpoint);
            case Seed.Name(var host, int port) -> name(host, port, findings);
            case Seed.Service(var name) -> service(name, findings);
            case Seed.ListFile list -> file(list, portDefault, findings);
            case Seed.Invalid invalid -> findings.failed(invalid.reason());
        }
    }

    static String failure(String seed, String reason) {
        return "seed \"%s\": %s".formatted(Names.printable(seed), reason);
    }

    private void name(String host, int port, Findings findings) {
        try {
            var addresses = hosts.addressesOf(host);
            if (addresses.length == 0) {
                findings.failed(failure(host, "the name has no address"));
            }
            for (var address : addresses) {
                findings.found(Endpoint.of(address, port));
            }
        } catch (UnknownHostException unknown) {
            findings.failed(
                    failure(host, "no address found; check the spelling and the name service"));
        } catch (RuntimeException unforeseen) {
            findings.failed(failure(host, "the look-up failed: " + IoReason.of(unforeseen)));
        }
    }

    private void service(String name, Findings findings) {
        try {
            var targets = services.recordsOf(name);
            if (targets.isEmpty()) {
                findings.failed(failure(name, "the name has no SRV record"));
            }
            for (var target : targets) {
                if (findings.isOpen()) {
                    name(target.host(), target.port(), findings);
                }
            }
        } catch (NameNotFoundException unknown) {
            findings.failed(
                    failure(name, "no SRV record found; check the spelling and the name service"));
        } catch (CommunicationException silent) {
            findings.failed(failure(name, "no name server answered the question for SRV records"));
        } catch (NamingException | RuntimeException refused) {
            findings.failed(
                    failure(name, "the look-up of SRV records failed: " + IoReason.of(refused)));
        }
    }

    private void file(Seed.ListFile list, int portDefault, Findings findings) {
        try {
            var file = SeedFile.read(list.path(), portDefault);
            file.complaints().forEach(findings::failed);
            for (var line : file.seeds()) {
                if (findings.isOpen()) {
                    lookUp(line.seed(), portDefault, findings);
                }
            }
        } catch (IOException unreadable) {
            findings.failed(String.valueOf(unreadable.getMessage()));
        }
    }
}

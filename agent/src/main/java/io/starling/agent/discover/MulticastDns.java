package io.starling.agent.discover;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

import javax.jmdns.JmDNS;
import javax.jmdns.ServiceEvent;
import javax.jmdns.ServiceInfo;
import javax.jmdns.ServiceListener;

/// Multicast DNS (RFC 6762) with service discovery (RFC 6763) on one network interface.
///
/// The library keeps what it hears on the network for as long as the records say, without a bound
/// of its own: only what a node of the local network sends gets there.
///
/// Immutable.
final class MulticastDns implements LocalNetwork {
    static final String SERVICE = "_starling._udp.local.";

    private final InetAddress advertised;
    private final Optional<String> wanted;

    /// @param advertised decides which interface it is, unless one is wanted
    MulticastDns(InetAddress advertised, Optional<String> wanted) {
        this.advertised = advertised;
        this.wanted = wanted;
    }

    @Override
    public String name() {
        return wanted.orElse("the interface with " + advertised.getHostAddress());
    }

    @Override
    public AutoCloseable open(Announcement own, Ear ear) throws IOException {
        var jmdns = JmDNS.create(address(), own.instance());
        try {
            jmdns.addServiceListener(SERVICE, new Listener(ear));
            jmdns.registerService(
                    ServiceInfo.create(
                            SERVICE, own.instance(), own.gossip().port(), 0, 0, own.text()));
            return jmdns;
        } catch (IOException | RuntimeException failed) {
            jmdns.close();
            throw failed;
        }
    }

    /// An address of the interface, of the advertised one's family if it has one: each family has a
    /// multicast group of its own.
    private InetAddress address() throws IOException {
        var nic = networkInterface();
        var addresses = Collections.list(nic.getInetAddresses());
        return Stream.concat(
                        addresses.stream().filter(advertised::equals),
                        addresses.stream()
                                .filter(address -> address.getClass() == advertised.getClass()))
                .findFirst()
                .or(() -> addresses.stream().findFirst())
                .orElseThrow(() -> new IOException(nic.getName() + " has no address"));
    }

    private NetworkInterface networkInterface() throws IOException {
        if (wanted.isPresent()) {
            var named = NetworkInterface.getByName(wanted.get());
            if (named == null) {
                throw new IOException(
                        "there is no such interface; there are "
                                + String.join(
                                        ", ",
                                        NetworkInterface.networkInterfaces()
                                                .map(NetworkInterface::getName)
                                                .sorted()
                                                .toList()));
            }
            return named;
        }
        var owner = NetworkInterface.getByInetAddress(advertised);
        if (owner == null) {
            throw new IOException("this host has no interface with that address");
        }
        return owner;
    }

    private record Listener(Ear ear) implements ServiceListener {
        @Override
        public void serviceAdded(ServiceEvent event) {
            // Its text follows.
        }

        @Override
        public void serviceResolved(ServiceEvent event) {
            var info = event.getInfo();
            var text = new TreeMap<String, String>();
            for (var key : Collections.list(info.getPropertyNames())) {
                var value = info.getPropertyString(key);
                if (value != null) {
                    text.put(key, value);
                }
            }
            ear.onAnnounced(event.getName(), Map.copyOf(text));
        }

        @Override
        public void serviceRemoved(ServiceEvent event) {
            ear.onGone(event.getName());
        }
    }
}

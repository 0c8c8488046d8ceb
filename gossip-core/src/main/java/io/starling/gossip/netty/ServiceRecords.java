package io.starling.gossip.netty;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Hashtable;
import java.util.List;
import java.util.Optional;

import javax.naming.Context;
import javax.naming.NamingException;
import javax.naming.directory.InitialDirContext;

/// SRV records (RFC 2782), asked of the system's name servers through the JDK's own DNS provider.
///
/// Search domains are not tried: the name is a whole one. Thread-safe; blocks.
final class ServiceRecords {
    /// Of a service with more, those that come first.
    static final int TARGETS_MAX = 64;

    /// The name servers of the system's configuration.
    static final String SYSTEM = "dns:";

    private static final String SRV = "SRV";

    /// For the first of two tries at each server; the second waits twice as long.
    private static final String TRY_MILLIS = "1500";

    private static final String TRIES = "2";

    private final Hashtable<String, String> environment = new Hashtable<>();

    /// @param servers as a `dns:` address, [#SYSTEM] or `dns://127.0.0.1:5353`
    ServiceRecords(String servers) {
        environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.dns.DnsContextFactory");
        environment.put(Context.PROVIDER_URL, servers);
        environment.put("com.sun.jndi.dns.timeout.initial", TRY_MILLIS);
        environment.put("com.sun.jndi.dns.timeout.retries", TRIES);
    }

    /// Where an instance of the service is.
    record Target(int priority, int weight, int port, String host) {
        private static final Comparator<Target> PREFERRED_FIRST =
                Comparator.comparingInt(Target::priority)
                        .thenComparing(Comparator.comparingInt(Target::weight).reversed())
                        .thenComparing(Target::host)
                        .thenComparingInt(Target::port);

        /// `priority weight port host`.
        ///
        /// @return empty if the text is none, or says that there is no such service: the host `.`
        static Optional<Target> parse(String record) {
            var words = record.split(" ");
            if (words.length != 4
                    || !words[0].matches("\\d{1,5}")
                    || !words[1].matches("\\d{1,5}")
                    || !words[2].matches("\\d{1,5}")
                    || words[3].equals(".")) {
                return Optional.empty();
            }
            int port = Integer.parseInt(words[2]);
            return port < 1 || port > 65_535
                    ? Optional.empty()
                    : Optional.of(
                            new Target(
                                    Integer.parseInt(words[0]),
                                    Integer.parseInt(words[1]),
                                    port,
                                    words[3]));
        }
    }

    /// @return the lowest priority first, as the records have it
    /// @throws NamingException if there are none, or no server answers
    // What makes JNDI dangerous is a name that picks the provider, and objects in its answers. Here
    // the provider is fixed, [io.starling.gossip.runtime.Seed] lets no colon or slash into a name,
    // and DNS answers with text.
    @SuppressWarnings("BanJNDI")
    List<Target> of(String name) throws NamingException {
        var context = new InitialDirContext(environment);
        try {
            var found = context.getAttributes(name, new String[] {SRV}).get(SRV);
            var targets = new ArrayList<Target>();
            for (int i = 0; found != null && i < found.size(); i++) {
                Target.parse(String.valueOf(found.get(i))).ifPresent(targets::add);
            }
            return targets.stream().sorted(Target.PREFERRED_FIRST).limit(TARGETS_MAX).toList();
        } finally {
            context.close();
        }
    }
}

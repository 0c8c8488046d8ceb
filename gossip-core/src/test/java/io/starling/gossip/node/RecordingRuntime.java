package io.starling.gossip.node;

import io.starling.gossip.model.Endpoint;
import io.starling.gossip.runtime.Counter;
import io.starling.gossip.runtime.Gauge;
import io.starling.gossip.runtime.NodeClock;
import io.starling.gossip.runtime.NodeRuntime;
import io.starling.gossip.runtime.Observer;
import io.starling.gossip.runtime.Offload;
import io.starling.gossip.runtime.Resolver;
import io.starling.gossip.runtime.Scheduler;
import io.starling.gossip.runtime.Storage;
import io.starling.gossip.runtime.Timing;
import io.starling.gossip.runtime.Transport;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// A world of one node: keeps what was sent and scheduled, and moves time when told.
final class RecordingRuntime {
    /// A datagram that the node sent.
    record Sent(Endpoint target, byte[] datagram) {}

    /// An exchange that the node began; the test ends it through `onReply`.
    record Begun(Endpoint target, byte[] request, Consumer<Transport.Reply> onReply) {}

    private record Task(long dueNanos, long order, Runnable action, boolean[] cancelled) {}

    final List<Sent> sent = new ArrayList<>();
    final List<Begun> begun = new ArrayList<>();
    final Map<Counter, Long> counts = new EnumMap<>(Counter.class);
    final Map<Gauge, Long> gauges = new EnumMap<>(Gauge.class);
    final Map<String, byte[]> files = new HashMap<>();
    /// What was asked of the disk, in order: the verb and the file.
    final List<String> writes = new ArrayList<>();
    /// Why writes fail; empty while they do not.
    String diskFailure = "";
    /// Files that cannot be read.
    final Set<String> unreadable = new HashSet<>();
    boolean diskIsDurable = true;
    /// Whether writes stay unanswered.
    boolean diskHangs;
    private final PriorityQueue<Task> timers =
            new PriorityQueue<>(
                    Comparator.comparingLong(Task::dueNanos).thenComparingLong(Task::order));
    private final Deque<Runnable> ready = new ArrayDeque<>();
    private final long seed;
    private final List<Runnable> hanging = new ArrayList<>();
    private Transport.@Nullable Listener listener;
    private long nowNanos = 1_000_000;
    private long order;
    private boolean inLoop;

    RecordingRuntime() {
        this(42);
    }

    RecordingRuntime(long seed) {
        this.seed = seed;
    }

    NodeRuntime ports() {
        return new NodeRuntime(
                new Clock(),
                new Loop(),
                new Wire(),
                new SplittableRandom(seed),
                new Disk(),
                new Names(),
                new Inline(),
                new Counts());
    }

    /// Hands a datagram to the node and lets it finish its turn.
    void receive(Endpoint source, byte[] datagram) {
        run(() -> listener().onDatagram(source, datagram));
    }

    /// What happens when datagrams come in one turn of the loop; to be [#run], any number of times.
    Runnable arrival(Endpoint source, List<byte[]> datagrams) {
        var node = listener();
        var all = datagrams.toArray(byte[][]::new);
        return () -> {
            for (var datagram : all) {
                node.onDatagram(source, datagram);
            }
        };
    }

    void request(Endpoint source, byte[] frame, Consumer<byte[]> answer) {
        run(() -> requestNow(source, frame, answer));
    }

    /// In the turn that is under way.
    void requestNow(Endpoint source, byte[] frame, Consumer<byte[]> answer) {
        listener().onRequest(source, frame, answer);
    }

    /// Runs what is ready, then everything that falls due within `time`, in order.
    void advance(Duration time) {
        drain();
        long end = nowNanos + time.toNanos();
        for (var next = timers.peek();
                next != null && next.dueNanos() <= end;
                next = timers.peek()) {
            timers.poll();
            nowNanos = Math.max(nowNanos, next.dueNanos());
            if (!next.cancelled()[0]) {
                run(next.action());
            }
        }
        nowNanos = end;
    }

    /// Time passes and nothing runs, as if the process were stopped.
    void pause(Duration time) {
        nowNanos += time.toNanos();
    }

    void run(Runnable action) {
        inLoop = true;
        action.run();
        inLoop = false;
        drain();
    }

    /// The disk answers again, beginning with what it was asked while it did not.
    void wakeDisk() {
        diskHangs = false;
        var asked = List.copyOf(hanging);
        hanging.clear();
        run(() -> asked.forEach(Runnable::run));
    }

    /// @return empty if there is none
    byte[] file(String name) {
        return files.getOrDefault(name, new byte[0]);
    }

    long count(Counter counter) {
        return counts.getOrDefault(counter, 0L);
    }

    private void drain() {
        inLoop = true;
        for (var next = ready.poll(); next != null; next = ready.poll()) {
            next.run();
        }
        inLoop = false;
    }

    private Transport.Listener listener() {
        if (listener == null) {
            throw new IllegalStateException("the node does not listen yet");
        }
        return listener;
    }

    private final class Clock implements NodeClock {
        @Override
        public long nanoTime() {
            return nowNanos;
        }

        @Override
        public long wallMicros() {
            return 1_700_000_000_000_000L + nowNanos / 1_000;
        }
    }

    private final class Loop implements Scheduler {
        @Override
        public Timer schedule(Duration delay, Runnable task) {
            var cancelled = new boolean[1];
            timers.add(new Task(nowNanos + delay.toNanos(), order++, task, cancelled));
            return () -> cancelled[0] = true;
        }

        @Override
        public void execute(Runnable task) {
            ready.add(task);
        }

        @Override
        public boolean inLoop() {
            return inLoop;
        }
    }

    private final class Wire implements Transport {
        @Override
        public Endpoint localEndpoint() {
            return Endpoint.of(new byte[] {10, 0, 0, 0}, 8301);
        }

        @Override
        public int datagramBytesMax() {
            return 1_400;
        }

        @Override
        public void listen(Listener target) {
            listener = target;
        }

        @Override
        public void send(Endpoint target, byte[] datagram) {
            sent.add(new Sent(target, datagram));
        }

        @Override
        public void exchange(
                Endpoint target, byte[] request, Duration timeout, Consumer<Reply> onReply) {
            begun.add(new Begun(target, request, onReply));
        }

        @Override
        public void close() {}
    }

    private final class Disk implements Storage {
        @Override
        public boolean isDurable() {
            return diskIsDurable;
        }

        @Override
        public Read read(String file) {
            if (unreadable.contains(file)) {
                return new Read.Failed("cannot read " + file + ": permission denied");
            }
            return new Read.Contents(files.getOrDefault(file, new byte[0]));
        }

        @Override
        public void append(String file, byte[] bytes, Consumer<Written> done) {
            var before = files.getOrDefault(file, new byte[0]);
            var after = Arrays.copyOf(before, before.length + bytes.length);
            System.arraycopy(bytes, 0, after, before.length, bytes.length);
            write("append ", file, after, done);
        }

        @Override
        public void replace(String file, byte[] bytes, Consumer<Written> done) {
            write("replace ", file, bytes, done);
        }

        private void write(String verb, String file, byte[] after, Consumer<Written> done) {
            writes.add(verb + file);
            if (diskHangs) {
                hanging.add(() -> perform(file, after, done));
            } else {
                perform(file, after, done);
            }
        }

        private void perform(String file, byte[] after, Consumer<Written> done) {
            if (diskFailure.isEmpty()) {
                files.put(file, after);
                ready.add(() -> done.accept(new Written.Done()));
            } else {
                var failed = new Written.Failed(diskFailure);
                ready.add(() -> done.accept(failed));
            }
        }
    }

    private static final class Names implements Resolver {
        @Override
        public void resolve(String seed, int portDefault, Consumer<Resolution> onResolved) {
            onResolved.accept(
                    Endpoint.parse(seed, portDefault)
                            .<Resolution>map(endpoint -> new Resolution.Resolved(List.of(endpoint)))
                            .orElseGet(() -> new Resolution.Failed(seed + " is not known here")));
        }
    }

    private static final class Inline implements Offload {
        @Override
        public <T> void compute(Supplier<T> work, Consumer<T> onResult) {
            onResult.accept(work.get());
        }
    }

    private final class Counts implements Observer {
        @Override
        public void count(Counter counter, long amount) {
            counts.merge(counter, amount, Long::sum);
        }

        @Override
        public void gauge(Gauge gauge, long value) {
            gauges.put(gauge, value);
        }

        @Override
        public void timing(Timing timing, long nanos) {}
    }
}

package io.starling.bench;

import io.starling.gossip.netty.BindFailedException;

import org.apache.commons.cli.ParseException;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// `starling bench COMMAND`. Exits with 0 when it measured, 1 when it could not.
public final class Main {
    private static final String USAGE =
            """
            usage: starling bench COMMAND [flags]

            loopback   real sockets on 127.0.0.1, all nodes in this process
                       -nodes=100    -events=100   one at a time: fire to last delivery
                       -burst=1000   as fast as one node accepts: deliveries, duplicates, time to the last
                       -processes    agents in processes of their own (-nodes=30)
                       -agent-jfr=FILE  with -processes: a profile of the first agent
                       -starling=FILE   the command that starts agents; default: this one
            propagation  single events in a simulated cluster: when they are where, and at what cost
                       -nodes=100,1000   -loss=0,10%  -crashed=1%   -stalled=1%  (all combinations)
                       -events=100       (or one number for each of -nodes)
                       -latency=lan|loopback|wan      -seed=1       -csv=FILE    -report=DIR
            burst      many events at some members of a simulated cluster with slow hardware
                       -nodes=1000   -events=1000    -millis=100    -origins=1   -payload=200  -seed=1
                       -slower=1  (times slower hardware)            -report=DIR
            overload   more events than a simulated cluster can keep up with: goodput and loss
                       -nodes=100    -rates=250,500,1000,2000,4000,8000,16000  (a second)
                       -seconds=10   -origins=1      -payload=200   -slower=50
                       -seed=1       -report=DIR
            failure    simulated members die: when it is known anywhere, and everywhere
                       -nodes=32,128,512             -loss=0,10%    -killed=8
                       -seconds=240  -seeds=5        -threads=1     -report=DIR
            soak       a simulated cluster in daily use: one event a second while members start anew
                       -nodes=128    -hours=24       -restarts=1  (percent a minute)   -seed=1
            partition  a simulated cluster is cut in half and healed
                       -nodes=128    -seconds=60   -seed=1           -report=DIR
            lifeguard  simulated members stall while others die: false failures and detection time,
                       plain SWIM and ours
                       -nodes=128    -minutes=30   -seeds=20     -stalled=1,4,16,32
                       -stall=messages|process     -threads=2    -csv=FILE
            history    simulated members end, start anew, move and leave, under all invariants
                       -seeds=300    -first=1      -threads=2    -mix=history|all
            scale      simulated clusters: CPU and bytes a node and second, quiet and under churn, and
                       how fast everybody sees that a member left
                       -nodes=100,1000,5000        -churn=1  (percent a minute)
                       -seconds=60   -warmup=60    -seed=1       -csv=FILE
                       -leaves=5     -seeds=3  (of the largest; -seconds=0 measures these alone)
            compare serf  the same work with serf's agents and ours, in turn, all in processes of
                       their own; some minutes a repetition
                       -nodes=30     -repetitions=5  -events=15 (one at a time, at most 100)
                       -idle=30 (seconds)            -no-bursts
                       -serf=FILE    -starling=FILE  (default: on the PATH; this command)
            micro      single operations: nanoseconds and bytes allocated (JMH), all in 4 minutes
                       -only=REGEX  (names such as Codec.encodeReceipt)
                       -forks=2  (JVMs for each, 0 for this one)    -seconds=1  (an iteration)
                       -save     (a table of this commit in benchmarks/results)
            compare micro A B  two such tables: what differs by more than noise

            All take -jfr=FILE: a profile of this process (Java Flight Recorder), and its hottest
            methods. micro takes it with -forks=0, for else its work is done by other processes.
            """;

    private static final List<String> HELP = List.of("-h", "-help", "--help");

    private Main() {}

    public static void main(String[] args) {
        System.exit(run(args));
    }

    static int run(String[] args) {
        try {
            return Profile.askedFor(args).around(Main::dispatch);
        } catch (ParseException
                | IllegalArgumentException
                | UncheckedIOException
                | BindFailedException refused) {
            System.err.println("bench: " + refused.getMessage());
            return 1;
        }
    }

    private static int dispatch(String[] args) throws ParseException {
        if (args.length == 0) {
            System.err.print(USAGE);
            return 1;
        }
        if (asksForHelp(args)) {
            System.out.print(usageOf(args[0]));
            return 0;
        }
        switch (args[0]) {
            case "loopback" ->
                    LoopbackBench.run(
                            Flags.of(
                                    args,
                                    List.of("processes"),
                                    "nodes",
                                    "events",
                                    "burst",
                                    "starling",
                                    "agent-jfr"));
            case "partition" ->
                    PartitionBench.run(Flags.of(args, "nodes", "seconds", "seed", "report"));
            case "lifeguard" ->
                    LifeguardBench.run(
                            Flags.of(
                                    args, "nodes", "minutes", "seeds", "stalled", "stall",
                                    "threads", "csv"));
            case "propagation" ->
                    PropagationBench.run(
                            Flags.of(
                                    args, "nodes", "loss", "crashed", "stalled", "latency",
                                    "events", "seed", "csv", "report"));
            case "burst" ->
                    BurstBench.run(
                            Flags.of(
                                    args, "nodes", "events", "millis", "origins", "payload",
                                    "slower", "seed", "report"));
            case "overload" -> {
                return OverloadBench.run(
                                Flags.of(
                                        args, "nodes", "rates", "seconds", "origins", "payload",
                                        "slower", "seed", "report"))
                        ? 0
                        : 1;
            }
            case "failure" ->
                    FailureBench.run(
                            Flags.of(
                                    args, "nodes", "loss", "killed", "seconds", "seeds", "threads",
                                    "report"));
            case "soak" -> {
                return SoakBench.run(Flags.of(args, "nodes", "hours", "restarts", "seed")) ? 0 : 1;
            }
            case "history" -> {
                return HistoryBench.run(Flags.of(args, "seeds", "first", "threads", "mix")) ? 0 : 1;
            }
            case "scale" ->
                    ScaleBench.run(
                            Flags.of(
                                    args, "nodes", "seconds", "warmup", "churn", "leaves", "seeds",
                                    "seed", "csv"));
            case "compare" -> {
                return compare(args);
            }
            case "micro" ->
                    MicroBench.run(Flags.of(args, List.of("save"), "only", "forks", "seconds"));
            case "help", "-h", "-help", "--help" -> System.out.print(USAGE);
            default -> {
                System.err.printf("bench: unknown command \"%s\"%n%n%s", args[0], USAGE);
                return 1;
            }
        }
        return 0;
    }

    private static int compare(String[] args) throws ParseException {
        var with = args.length < 2 ? "" : args[1];
        return switch (with) {
            case "serf" ->
                    CompareBench.run(
                            args,
                            Flags.of(
                                    Arrays.copyOfRange(args, 1, args.length),
                                    List.of("no-bursts"),
                                    "nodes",
                                    "repetitions",
                                    "events",
                                    "idle",
                                    "serf",
                                    "starling"));
            case "micro" -> {
                if (args.length != 4) {
                    throw new IllegalArgumentException(
                            "compare micro needs two tables that bench micro -save wrote");
                }
                MicroTable.read(Path.of(args[2])).compare(MicroTable.read(Path.of(args[3])));
                yield 0;
            }
            default ->
                    throw new IllegalArgumentException(
                            "compare must be followed by serf or micro, was \"%s\""
                                    .formatted(with));
        };
    }

    private static boolean asksForHelp(String[] args) {
        return Arrays.stream(args).skip(1).anyMatch(HELP::contains);
    }

    /// The lines on one command; all if there is none of that name.
    private static String usageOf(String command) {
        var lines =
                USAGE.lines().skip(2).dropWhile(line -> !line.startsWith(command + " ")).toList();
        if (lines.isEmpty()) {
            return USAGE;
        }
        return Stream.concat(
                        Stream.of(
                                "usage: starling bench " + command + " [flags]",
                                "",
                                lines.getFirst()),
                        lines.stream().skip(1).takeWhile(line -> line.startsWith(" ")))
                .collect(Collectors.joining("\n", "", "\n"));
    }
}

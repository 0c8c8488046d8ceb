package io.starling.cli.command;

import io.starling.cli.AgentClient;
import io.starling.cli.AgentException;
import io.starling.cli.Call;
import io.starling.cli.Command;
import io.starling.cli.Flag;
import io.starling.cli.Json;
import io.starling.cli.Output;
import io.starling.cli.Request;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Has the agent find out what gets through between its node and the others.
public final class Reachability implements Command {
    private static final int AT_ONCE = 8;
    /// An agent needs up to four seconds for a member.
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration TOTAL = Duration.ofSeconds(60);
    private static final String LEFT = "3";

    @Override
    public String name() {
        return "reachability";
    }

    @Override
    public String summary() {
        return "Shows whether UDP and TCP get through to members and back.";
    }

    @Override
    public String arguments() {
        return "[NODE...]";
    }

    @Override
    public String details() {
        return """
        Asks about the nodes given, else about all members that have not left. "to" is from the
        agent's node to the member, "from" the way back; "unknown" where the member could not be
        asked. Below the table stands what to do. The exit status is 1 if anything does not get
        through. Takes up to 4 s for a member, 8 at a time, and a minute in all.
        """;
    }

    @Override
    public List<Flag> flags() {
        return List.of();
    }

    @Override
    public int run(Call call) {
        var names = call.flags().arguments();
        if (names.isEmpty()) {
            names = others(call.agent());
        }
        if (names.isEmpty() && !call.output().isJson()) {
            call.output().note("There is no other member to reach.");
            return 0;
        }
        var findings = ask(names, call);
        if (call.output().isJson()) {
            call.output().json(new Json.Items(findings));
        } else {
            show(findings, call.output());
        }
        return findings.stream().allMatch(Reachability::isReachable) ? 0 : 1;
    }

    private static List<String> others(AgentClient agent) {
        try {
            var self = agent.ask(Request.get("/agent/self")).json();
            var own = self.field("Config").field("NodeName").text();
            return agent.ask(Request.get("/agent/members")).json().items().stream()
                    .filter(member -> !member.field("Status").text().equals(LEFT))
                    .map(member -> member.field("Name").text())
                    .filter(name -> !name.equals(own))
                    .sorted()
                    .distinct()
                    .toList();
        } catch (AgentException refused) {
            throw refused.during("Error retrieving members");
        }
    }

    /// @return one finding for each name, in their order
    private static List<Json> ask(List<String> names, Call call) {
        var client = call.agentThatWaits(PATIENCE);
        long end = System.nanoTime() + TOTAL.toNanos();
        var free = new Semaphore(AT_ONCE);
        var findings = new ArrayList<Finding>();
        for (var name : names) {
            call.progress().say("asked %d of %d …".formatted(findings.size(), names.size()));
            findings.add(new Finding(name, client, free, end));
        }
        var answers = new ArrayList<Json>();
        for (var finding : findings) {
            answers.add(finding.await());
            call.progress().say("%d of %d answered …".formatted(answers.size(), names.size()));
        }
        call.progress().end();
        return answers;
    }

    /// One member, asked in a thread of its own.
    private static final class Finding {
        private final Thread thread;
        private final String name;
        private volatile Json answer;

        /// Waits for its turn, at most until `end`.
        Finding(String name, AgentClient client, Semaphore turns, long end) {
            this.name = name;
            this.answer = problem(name, "there was no time left to ask; name fewer nodes");
            this.thread = Thread.ofVirtual().unstarted(() -> ask(client, turns));
            if (takeTurn(turns, end)) {
                thread.start();
            }
        }

        private static boolean takeTurn(Semaphore turns, long end) {
            try {
                return turns.tryAcquire(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return false;
            }
        }

        private void ask(AgentClient client, Semaphore turns) {
            try {
                var request = Request.get("/agent/reachability").with("node", name);
                answer = new Json.Fields(client.ask(request).json().fields());
            } catch (AgentException refused) {
                answer = problem(name, String.valueOf(refused.getMessage()));
            } finally {
                turns.release();
            }
        }

        Json await() {
            try {
                thread.join();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            return answer;
        }

        /// In the shape of an agent's answer.
        private static Json problem(String name, String what) {
            var json = new LinkedHashMap<String, Json>();
            json.put("node", new Json.Text(name));
            json.put("reachable", new Json.Bool(false));
            json.put("advice", new Json.Items(List.of(new Json.Text(what))));
            return new Json.Fields(json);
        }
    }

    private static boolean isReachable(Json finding) {
        return finding.field("reachable").text().equals("true");
    }

    private static void show(List<Json> findings, Output output) {
        var table = new ArrayList<List<String>>();
        table.add(List.of("Node", "Address", "UDP to", "UDP from", "TCP to", "TCP from"));
        for (var finding : findings) {
            table.add(
                    List.of(
                            finding.field("node").text(),
                            finding.field("address").text(),
                            finding.field("udp_to").text(),
                            finding.field("udp_from").text(),
                            finding.field("tcp_to").text(),
                            finding.field("tcp_from").text()));
        }
        output.table(table);
        findings.stream()
                .filter(finding -> !isReachable(finding))
                .forEach(
                        finding ->
                                finding.field("advice")
                                        .items()
                                        .forEach(
                                                sentence ->
                                                        output.line(
                                                                Output.printable(
                                                                        finding.field("node").text()
                                                                                + ": "
                                                                                + sentence
                                                                                        .text()))));
    }
}

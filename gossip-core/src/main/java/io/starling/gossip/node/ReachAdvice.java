package io.starling.gossip.node;

import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.Exchange.ReachFindings;
import io.starling.gossip.model.Member;
import io.starling.gossip.node.Reachability.Passes;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Turns what got through into sentences that say what to do. Immutable.
record ReachAdvice(
        Member self,
        Reachability facts,
        ReachFindings mine,
        Optional<ReachFindings> theirs,
        String refusal) {

    List<String> sentences() {
        var sentences = new ArrayList<String>();
        if (facts.isComplete()) {
            sentences.add("everything gets through");
        } else if (facts.isNothing()) {
            sentences.add(
                    "nothing gets through: %s is down, or another host has its address; it advertises %s (%s)"
                            .formatted(other().name(), other().endpoint(), mine.failure()));
        } else {
            udp(sentences);
            tcp(sentences);
        }
        theirs.map(ReachFindings::tried)
                .filter(tried -> !tried.equals(self.endpoint()))
                .ifPresent(
                        tried ->
                                sentences.add(
                                        "%s looks for %s at %s, but %s advertises %s: it has not heard of the new address yet"
                                                .formatted(
                                                        other().name(),
                                                        self.name(),
                                                        tried,
                                                        self.name(),
                                                        self.endpoint())));
        return List.copyOf(sentences);
    }

    private void udp(List<String> sentences) {
        if (facts.udpTo() == Passes.NO) {
            sentences.add(
                    blocked("UDP", self, self.endpoint(), other(), other().endpoint())
                            + onlyAnswers(theirs.filter(ReachFindings::acked).isPresent()));
        }
        if (facts.udpFrom() == Passes.NO) {
            sentences.add(
                    blocked("UDP", other(), other().endpoint(), self, whereTheyLooked())
                            + onlyAnswers(mine.acked()));
        }
        if (facts.udpTo() == Passes.UNKNOWN) {
            sentences.add(
                    "UDP pings from %s (%s) get no answer from %s (%s), and which way they are lost is not known: %s"
                            .formatted(
                                    self.name(),
                                    self.endpoint(),
                                    other().name(),
                                    other().endpoint(),
                                    refusal));
        }
    }

    private void tcp(List<String> sentences) {
        if (facts.tcpTo() == Passes.NO) {
            sentences.add(
                    blocked("TCP", self, self.endpoint(), other(), other().endpoint())
                            + because(mine.failure()));
        }
        switch (facts.tcpFrom()) {
            case YES -> {}
            case NO ->
                    sentences.add(
                            blocked("TCP", other(), other().endpoint(), self, whereTheyLooked())
                                    + because(theirs.map(ReachFindings::failure).orElse("")));
            case UNKNOWN ->
                    sentences.add(
                            "whether TCP from %s gets back is not known: it could not be asked (%s)"
                                    .formatted(other().name(), refusal));
        }
    }

    private Member other() {
        return facts.member();
    }

    private Endpoint whereTheyLooked() {
        return theirs.map(ReachFindings::tried).orElse(self.endpoint());
    }

    private static String blocked(
            String protocol, Member from, Endpoint source, Member to, Endpoint target) {
        return "%s from %s (%s) does not reach %s (%s): allow %s port %d inbound at %s"
                .formatted(
                        protocol,
                        from.name(),
                        source,
                        to.name(),
                        target,
                        protocol,
                        target.port(),
                        to.name());
    }

    private static String onlyAnswers(boolean answersPass) {
        return answersPass ? "; only answers get through, as a firewall or NAT lets them" : "";
    }

    private static String because(String failure) {
        return failure.isEmpty() ? "" : " (" + failure + ")";
    }
}

package io.starling.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.starling.cli.FakeAgent;
import io.starling.cli.FakeAgent.Asked;
import io.starling.cli.FakeAgent.Reply;
import io.starling.cli.Run;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

class ReachabilityTest {
    private static final String PATH = "/v1/agent/reachability?node=";

    private final FakeAgent agent = new FakeAgent();

    @BeforeEach
    void serve() {
        agent.on("GET", "/v1/agent/self", Reply.json("{\"Config\":{\"NodeName\":\"a\"}}"))
                .on(
                        "GET",
                        "/v1/agent/members",
                        Reply.json(
                                "[%s,%s,%s,%s]"
                                        .formatted(
                                                member("gone", 4),
                                                member("left", 3),
                                                member("b", 1),
                                                member("a", 1))))
                .on("GET", PATH + "b", Reply.json(finding("b", "yes", true, "everything")))
                .on("GET", PATH + "gone", Reply.json(finding("gone", "no", false, "it is down")));
    }

    @AfterEach
    void close() {
        agent.close();
    }

    @Test
    void asksAboutAllWhoHaveNotLeftAndAdvisesWhereSomethingIsWrong() {
        assertThat(Run.at(agent, "reachability"))
                .isEqualTo(
                        new Run(
                                1,
                                """
                                Node  Address        UDP to  UDP from  TCP to  TCP from
                                b     10.0.0.2:8301  yes     yes       yes     unknown
                                gone  10.0.0.2:8301  no      yes       yes     unknown
                                gone: it is down
                                """,
                                ""));
    }

    @Test
    void isContentWhenEverythingGetsThrough() {
        assertThat(Run.at(agent, "reachability", "b").status()).isZero();
        assertThat(agent.asked()).extracting(Asked::target).containsExactly(PATH + "b");
    }

    @Test
    void aMemberThatIsUnknownDoesNotHideTheOthers() {
        agent.on("GET", PATH + "zz", Reply.text(404, "there is no member \"zz\""));
        var run = Run.at(agent, "reachability", "zz", "b");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out())
                .contains("b     10.0.0.2:8301  yes")
                .endsWith("zz: Unexpected response code: 404 (there is no member \"zz\")\n");
    }

    @Test
    void writesTheFindingsForPrograms() {
        var run = Run.at(agent, "reachability", "-format=json", "gone", "b");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out())
                .isEqualTo(
                        "["
                                + finding("gone", "no", false, "it is down")
                                + ","
                                + finding("b", "yes", true, "everything")
                                + "]\n");
    }

    @Test
    void asksManyAndKeepsTheirOrder() {
        agent.on(
                "GET",
                PATH,
                asked ->
                        Reply.json(
                                finding(asked.target().substring(PATH.length()), "yes", true, "")));
        var names = IntStream.range(0, 50).mapToObj(i -> "node" + i).toList();
        var words = new String[51];
        words[0] = "reachability";
        names.forEach(name -> words[1 + names.indexOf(name)] = name);
        var run = Run.at(agent, words);
        assertThat(run.status()).isZero();
        assertThat(
                        run.out()
                                .lines()
                                .skip(1)
                                .map(line -> line.split(" ")[0])
                                .collect(Collectors.toList()))
                .isEqualTo(names);
    }

    @Test
    void aloneThereIsNobodyToReach() {
        agent.on("GET", "/v1/agent/members", Reply.json("[" + member("a", 1) + "]"));
        assertThat(Run.at(agent, "reachability"))
                .isEqualTo(new Run(0, "", "There is no other member to reach.\n"));
        assertThat(Run.at(agent, "reachability", "-format=json")).isEqualTo(new Run(0, "[]\n", ""));
    }

    private static String member(String name, int status) {
        return "{\"Name\":\"%s\",\"Status\":%d}".formatted(name, status);
    }

    private static String finding(String name, String udpTo, boolean reachable, String advice) {
        return """
        {"node":"%s","address":"10.0.0.2:8301","reachable":%s,"udp_to":"%s","udp_from":"yes",\
        "tcp_to":"yes","tcp_from":"unknown","advice":["%s"]}\
        """
                .formatted(name, reachable, udpTo, advice);
    }
}

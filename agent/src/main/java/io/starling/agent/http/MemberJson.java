package io.starling.agent.http;

import io.starling.gossip.model.Member;
import io.starling.gossip.model.Pool;
import io.starling.gossip.model.Status;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/// A member as clients see it.
public final class MemberJson {
    private MemberJson() {}

    static Map<String, Object> of(Member member, Pool pool) {
        var json = new LinkedHashMap<String, Object>();
        json.put("Name", member.name());
        json.put("Addr", member.endpoint().host());
        json.put("Port", member.endpoint().port());
        json.put("Tags", tags(member, pool));
        json.put("Status", status(member.status()));
        // The versions of the protocol that clients of this API know; they are not Starling's.
        json.put("ProtocolMin", 1);
        json.put("ProtocolMax", 5);
        json.put("ProtocolCur", 2);
        json.put("DelegateMin", 2);
        json.put("DelegateMax", 5);
        json.put("DelegateCur", 4);
        return json;
    }

    /// What the member says of itself, and what clients expect to find besides. Without a server
    /// every member has the role of a client, `node`.
    private static Map<String, String> tags(Member member, Pool pool) {
        var tags = new TreeMap<>(member.tags().values());
        tags.putIfAbsent("build", ":");
        tags.put("acls", "0");
        tags.put("dc", pool.datacenter());
        tags.put("id", member.id().toString());
        tags.put("role", "node");
        tags.put("segment", "");
        tags.put("vsn", "2");
        tags.put("vsn_min", "2");
        tags.put("vsn_max", "3");
        return tags;
    }

    /// The whole truth, for people.
    public static String word(Status status) {
        return switch (status) {
            case ALIVE -> "alive";
            case SUSPECT -> "suspect";
            case LEFT -> "left";
            case DEAD -> "failed";
        };
    }

    /// A suspect may still refute: it counts as alive.
    static int status(Status status) {
        return switch (status) {
            case ALIVE, SUSPECT -> 1;
            case LEFT -> 3;
            case DEAD -> 4;
        };
    }
}

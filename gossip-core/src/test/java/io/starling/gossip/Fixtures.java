package io.starling.gossip;

import io.starling.gossip.model.Claim;
import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.Incarnation;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.NodeId;
import io.starling.gossip.model.OriginBoot;
import io.starling.gossip.model.ProtocolRange;
import io.starling.gossip.model.Status;
import io.starling.gossip.model.Tags;

/// Members and claims by number, for tests.
public final class Fixtures {
    public static final long BOOT = 100;

    private Fixtures() {}

    public static NodeId id(int number) {
        return new NodeId(0, number);
    }

    public static OriginBoot boot(int number) {
        return new OriginBoot(BOOT, number);
    }

    public static Endpoint endpoint(int number) {
        return Endpoint.of(new byte[] {10, 0, (byte) (number >> 8), (byte) number}, 8301);
    }

    public static Incarnation incarnation(long refutations) {
        return new Incarnation(BOOT, refutations);
    }

    public static Claim.Alive alive(int number, long refutations) {
        return new Claim.Alive(
                id(number),
                incarnation(refutations),
                "n" + number,
                endpoint(number),
                boot(number),
                ProtocolRange.CURRENT,
                Tags.NONE);
    }

    public static Claim.Suspect suspect(int number, long refutations, int accuser) {
        return new Claim.Suspect(id(number), incarnation(refutations), id(accuser));
    }

    public static Claim.Dead dead(int number, long refutations, int accuser) {
        return new Claim.Dead(id(number), incarnation(refutations), id(accuser));
    }

    public static Claim.Left left(int number, long refutations) {
        return new Claim.Left(id(number), incarnation(refutations));
    }

    public static Member member(int number, Status status, long refutations) {
        return Member.of(alive(number, refutations)).with(status, incarnation(refutations));
    }
}

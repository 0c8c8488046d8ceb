package io.starling.gossip.wire;

import io.starling.gossip.model.EventProgress;
import io.starling.gossip.model.EventRange;
import io.starling.gossip.model.LamportTime;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.NodeId;
import io.starling.gossip.model.OriginBoot;
import io.starling.gossip.model.StatePage;
import io.starling.gossip.wire.proto.Wire;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// Reads a page of state, row by row: the first row that breaks a limit ends it.
final class PageReader {
    private PageReader() {}

    static StatePage page(Fields in) throws IOException {
        long time = 0;
        var members = new ArrayList<Member>();
        Optional<NodeId> next = Optional.empty();
        var events = new ArrayList<EventProgress>();
        while (in.next()) {
            switch (in.number()) {
                case Wire.StatePage.TIME_FIELD_NUMBER -> time = in.varint();
                case Wire.StatePage.MEMBERS_FIELD_NUMBER ->
                        members.add(in.message(ClaimReader::member));
                case Wire.StatePage.NEXT_FIELD_NUMBER ->
                        next = Optional.of(in.message(IdentityReader::nodeId));
                case Wire.StatePage.EVENTS_FIELD_NUMBER ->
                        events.add(in.message(PageReader::progress));
                default -> in.skip();
            }
        }
        return new StatePage(
                new LamportTime(time),
                Collections.unmodifiableList(members),
                next,
                Collections.unmodifiableList(events));
    }

    static EventProgress progress(Fields in) throws IOException {
        OriginBoot boot = null;
        long base = 0;
        long highest = 0;
        List<Hole> holes = List.of();
        while (in.next()) {
            switch (in.number()) {
                case Wire.EventProgress.BOOT_FIELD_NUMBER ->
                        boot = in.message(IdentityReader::boot);
                case Wire.EventProgress.BASE_FIELD_NUMBER -> base = in.varint();
                case Wire.EventProgress.HIGHEST_FIELD_NUMBER -> highest = in.varint();
                case Wire.EventProgress.MISSING_FIELD_NUMBER -> {
                    holes = holes.isEmpty() ? new ArrayList<>() : holes;
                    holes.add(in.message(PageReader::hole));
                }
                default -> in.skip();
            }
        }
        var named = Fields.required(boot, "boot of a progress");
        return new EventProgress(named, base, highest, missing(named, base, highest, holes));
    }

    /// A range of a boot that is named beside it.
    private record Hole(long from, long to) {}

    private static Hole hole(Fields in) throws IOException {
        long from = 0;
        long to = 0;
        while (in.next()) {
            switch (in.number()) {
                case Wire.Hole.FROM_FIELD_NUMBER -> from = in.varint();
                case Wire.Hole.TO_FIELD_NUMBER -> to = in.varint();
                default -> in.skip();
            }
        }
        return new Hole(from, to);
    }

    private static List<EventRange> missing(
            OriginBoot boot, long base, long highest, List<Hole> holes) throws MalformedException {
        if (holes.isEmpty()) {
            return List.of();
        }
        var missing = new ArrayList<EventRange>(holes.size());
        long done = base;
        for (var hole : holes) {
            if (hole.from() <= done || hole.to() > highest) {
                throw new MalformedException(
                        "holes must be in order and lie in %d..%d, one was %d..%d"
                                .formatted(base + 1, highest, hole.from(), hole.to()));
            }
            missing.add(new EventRange(boot, hole.from(), hole.to()));
            done = hole.to();
        }
        return Collections.unmodifiableList(missing);
    }
}

package io.starling.gossip.store;

import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.LamportTime;
import io.starling.gossip.model.Member;
import io.starling.gossip.model.Names;
import io.starling.gossip.model.NodeId;
import io.starling.gossip.model.Status;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// One thing that a node remembers across restarts. Of two about the same, the later one counts.
public sealed interface StateRecord {

    /// The node has stamped nothing later than this.
    record Clock(LamportTime reserved) implements StateRecord {}

    /// A member, as it was last known.
    ///
    /// @param status a suspect is kept as alive: the doubt does not outlast the process
    record Known(NodeId id, String name, Endpoint endpoint, Status status) implements StateRecord {
        public Known {
            status = status == Status.SUSPECT ? Status.ALIVE : status;
        }

        public static Known of(Member row) {
            return new Known(row.id(), row.name(), row.endpoint(), row.status());
        }
    }

    /// A member that is forgotten.
    record Gone(NodeId id) implements StateRecord {}

    /// Whether the node said goodbye and has met nobody since.
    record Departed(boolean departed) implements StateRecord {}

    /// Of a later version of this program. Not understood, and kept for it.
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Other(int type, byte[] body) implements StateRecord {}

    /// The record as it stands in a [RecordLog].
    default byte[] encode() {
        return switch (this) {
            case Clock(var time) ->
                    frame(RecordType.CLOCK, buffer(Long.BYTES).putLong(time.value()));
            case Known known -> frame(RecordType.KNOWN, body(known));
            case Gone(var id) -> frame(RecordType.GONE, put(buffer(2 * Long.BYTES), id));
            case Departed(var departed) ->
                    frame(RecordType.DEPARTED, buffer(1).put((byte) (departed ? 1 : 0)));
            case Other(var type, var body) -> RecordLog.frame(type, body);
        };
    }

    /// Reads what [#encode] wrote. What does not have the shape of its type is of a later version,
    /// since its checksum was right.
    static StateRecord decode(int type, byte[] body) {
        return parse(type, ByteBuffer.wrap(body)).orElseGet(() -> new Other(type, body));
    }

    private static Optional<StateRecord> parse(int type, ByteBuffer in) {
        int length = in.remaining();
        boolean wellFormed =
                switch (type) {
                    case RecordType.CLOCK -> length == Long.BYTES;
                    case RecordType.KNOWN -> length > RecordType.KNOWN_FIXED_BYTES;
                    case RecordType.GONE -> length == 2 * Long.BYTES;
                    case RecordType.DEPARTED -> length == 1;
                    default -> false;
                };
        if (!wellFormed) {
            return Optional.empty();
        }
        return switch (type) {
            case RecordType.CLOCK -> Optional.of(new Clock(new LamportTime(in.getLong())));
            case RecordType.KNOWN -> known(in);
            case RecordType.GONE -> Optional.of(new Gone(id(in)));
            default -> departed(in.get());
        };
    }

    private static Optional<StateRecord> known(ByteBuffer in) {
        var id = id(in);
        var endpoint = new Endpoint(in.getLong(), in.getLong(), Short.toUnsignedInt(in.getShort()));
        int code = in.get();
        var bytes = new byte[in.remaining()];
        in.get(bytes);
        var name = new String(bytes, StandardCharsets.UTF_8);
        if (!Arrays.equals(name.getBytes(StandardCharsets.UTF_8), bytes) || !isNodeName(name)) {
            return Optional.empty();
        }
        return status(code).map(status -> new Known(id, name, endpoint, status));
    }

    private static Optional<StateRecord> departed(int code) {
        return code == 0 || code == 1 ? Optional.of(new Departed(code == 1)) : Optional.empty();
    }

    private static ByteBuffer body(Known known) {
        var name = known.name().getBytes(StandardCharsets.UTF_8);
        return put(buffer(RecordType.KNOWN_FIXED_BYTES + name.length), known.id())
                .putLong(known.endpoint().high())
                .putLong(known.endpoint().low())
                .putShort((short) known.endpoint().port())
                .put(code(known.status()))
                .put(name);
    }

    private static byte code(Status status) {
        return switch (status) {
            case ALIVE, SUSPECT -> 1;
            case LEFT -> 2;
            case DEAD -> 3;
        };
    }

    private static Optional<Status> status(int code) {
        return switch (code) {
            case 1 -> Optional.of(Status.ALIVE);
            case 2 -> Optional.of(Status.LEFT);
            case 3 -> Optional.of(Status.DEAD);
            default -> Optional.empty();
        };
    }

    private static boolean isNodeName(String name) {
        try {
            Names.requireNodeName(name);
            return true;
        } catch (IllegalArgumentException refused) {
            return false;
        }
    }

    private static NodeId id(ByteBuffer in) {
        return new NodeId(in.getLong(), in.getLong());
    }

    private static ByteBuffer put(ByteBuffer out, NodeId id) {
        return out.putLong(id.high()).putLong(id.low());
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes);
    }

    private static byte[] frame(int type, ByteBuffer body) {
        return RecordLog.frame(type, body.array());
    }
}

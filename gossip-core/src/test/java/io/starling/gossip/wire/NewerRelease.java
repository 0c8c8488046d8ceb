package io.starling.gossip.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;

import io.starling.gossip.model.Endpoint;
import io.starling.gossip.model.ProtocolRange;
import io.starling.gossip.runtime.NodeRuntime;
import io.starling.gossip.runtime.Transport;
import io.starling.gossip.wire.proto.Wire;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Makes a node of this release speak like one of a release to come: every message that it sends
/// has fields that this release does not know, every datagram a kind of part, and so have its
/// events.
public final class NewerRelease {
    public static final ProtocolRange PROTOCOL =
            new ProtocolRange(ProtocolRange.CURRENT.min(), ProtocolRange.CURRENT.max() + 1);

    private static final int UNKNOWN = 90;
    private static final UnknownFieldSet NEWS =
            UnknownFieldSet.newBuilder()
                    .addField(
                            UNKNOWN,
                            UnknownFieldSet.Field.newBuilder()
                                    .addLengthDelimited(ByteString.copyFromUtf8("news"))
                                    .addVarint(7)
                                    .build())
                    .build();

    private int whole;
    private int cut;

    /// Ports through which a node speaks the newer way.
    public NodeRuntime on(NodeRuntime ports) {
        return new NodeRuntime(
                ports.clock(),
                ports.scheduler(),
                new Newer(ports.transport()),
                ports.random(),
                ports.storage(),
                ports.resolver(),
                ports.offload(),
                ports.observer());
    }

    /// Copies of newer events that others forwarded to newer nodes with all they do not know.
    public int forwardedWhole() {
        return whole;
    }

    /// Such copies that lacked something.
    public int forwardedCut() {
        return cut;
    }

    private static byte[] datagram(byte[] sealed) {
        var header = new Header(sealed);
        var packet = parsed(Wire.Packet.getDefaultInstance(), sealed).toBuilder();
        for (var part : packet.getPartBuilderList()) {
            var event = event(part.build());
            if (event.isPresent() && isOf(event.get(), header) && !hasNews(event.get())) {
                var more = event.get().concat(NEWS.toByteString());
                if (part.hasEventCopy()) {
                    part.getEventCopyBuilder().setEvent(more);
                } else {
                    part.getEventHandOverBuilder().setEvent(more);
                }
            }
        }
        var grown = (Wire.Packet) grown(packet.build());
        var unknownKind = Wire.Part.newBuilder().setUnknownFields(NEWS);
        return resealed(sealed, grown.toBuilder().addPart(0, unknownKind).build());
    }

    private static byte[] frame(byte[] sealed) {
        return resealed(sealed, grown(parsed(Wire.Exchange.getDefaultInstance(), sealed)));
    }

    private static <T extends Message> T parsed(T kind, byte[] sealed) {
        try {
            var body = Arrays.copyOfRange(sealed, new Header(sealed).bodyAt(), sealed.length);
            @SuppressWarnings("unchecked")
            var message = (T) kind.getParserForType().parseFrom(body);
            return message;
        } catch (InvalidProtocolBufferException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static byte[] resealed(byte[] sealed, Message body) {
        int at = new Header(sealed).bodyAt();
        var bytes = body.toByteArray();
        var again = Arrays.copyOf(sealed, at + bytes.length);
        System.arraycopy(bytes, 0, again, at, bytes.length);
        Header.putSum(again);
        return again;
    }

    /// The same message with unknown fields at every level.
    private static Message grown(Message message) {
        var grown = message.toBuilder();
        message.getAllFields()
                .forEach(
                        (field, value) -> {
                            if (field.getJavaType() != JavaType.MESSAGE) {
                                return;
                            }
                            if (field.isRepeated()) {
                                var each = (List<?>) value;
                                for (int i = 0; i < each.size(); i++) {
                                    grown.setRepeatedField(field, i, grown((Message) each.get(i)));
                                }
                            } else {
                                grown.setField(field, grown((Message) value));
                            }
                        });
        return grown.mergeUnknownFields(NEWS).build();
    }

    private static boolean isOf(ByteString event, Header sender) {
        var read = read(event);
        return read.getBootOrdinal() == sender.boot().ordinal()
                && read.getBootNonce() == sender.boot().nonce();
    }

    private static boolean hasNews(ByteString event) {
        return read(event).getUnknownFields().hasField(UNKNOWN);
    }

    private static Wire.UserEvent read(ByteString event) {
        try {
            return Wire.UserEvent.parseFrom(event);
        } catch (InvalidProtocolBufferException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /// Looks at what others make of newer events. Called for datagrams that nobody damages.
    private void inspect(byte[] datagram) {
        var sender = new Header(datagram);
        for (var part : parsed(Wire.Packet.getDefaultInstance(), datagram).getPartList()) {
            event(part).filter(event -> !isOf(event, sender)).ifPresent(this::inspectEvent);
        }
    }

    private void inspectEvent(ByteString event) {
        if (hasNews(event)) {
            whole++;
        } else if (read(event).getName().equals("newer")) {
            cut++;
        }
    }

    private static Optional<ByteString> event(Wire.Part part) {
        return switch (part.getPartCase()) {
            case EVENT_COPY -> Optional.of(part.getEventCopy().getEvent());
            case EVENT_HAND_OVER -> Optional.of(part.getEventHandOver().getEvent());
            default -> Optional.empty();
        };
    }

    private final class Newer implements Transport {
        private final Transport inner;

        private Newer(Transport inner) {
            this.inner = inner;
        }

        @Override
        public Endpoint localEndpoint() {
            return inner.localEndpoint();
        }

        @Override
        public int datagramBytesMax() {
            return inner.datagramBytesMax();
        }

        @Override
        public void listen(Listener listener) {
            inner.listen(
                    new Listener() {
                        @Override
                        public void onDatagram(Endpoint source, byte[] datagram) {
                            if (Wires.isWhole(datagram)) {
                                inspect(datagram);
                            }
                            listener.onDatagram(source, datagram);
                        }

                        @Override
                        public void onRequest(
                                Endpoint source, byte[] request, Consumer<byte[]> answer) {
                            listener.onRequest(
                                    source, request, reply -> answer.accept(frame(reply)));
                        }
                    });
        }

        @Override
        public void send(Endpoint target, byte[] datagram) {
            inner.send(target, datagram(datagram));
        }

        @Override
        public void exchange(
                Endpoint target, byte[] request, Duration timeout, Consumer<Reply> onReply) {
            inner.exchange(target, frame(request), timeout, onReply);
        }

        @Override
        public void close() {
            inner.close();
        }
    }
}
